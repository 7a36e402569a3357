import type { Answer } from "../../domain/instrument.ts";
import { Arrivals } from "./arrivals.ts";
import type { Deed } from "./deeds.ts";

export interface Tap {
  readonly code: string;
  readonly checkInId: number;
  readonly question: string;
  readonly answer: Answer;
  /** When Telegram had it to give. */
  readonly at: Date;
}

/**
 * What people did and saw, kept apart from the app: the truth that its rows are held against. The newest tap of a
 * question is what has to stand in the database.
 */
export class Record {
  readonly #taps = new Map<string, Tap>();
  readonly arrivals = new Arrivals();
  /** Instants at which the app was there to do what was due. */
  #ticks: Date[] = [];
  #deeds: Deed[] = [];
  /** By check-in, what was found in the database as it was tapped: "S1=3 S2=skipped". */
  readonly #kept = new Map<number, { readonly code: string; readonly at: Date; readonly answers: string }>();
  /** Real milliseconds from what caused an alert to the first copy, where both were at one instant of the clock. */
  readonly alertDelaysMs: number[] = [];
  taps = 0;
  messages = 0;

  tapped(tap: Tap): void {
    this.taps += 1;
    const key = `${tap.checkInId}:${tap.question}`;
    this.#taps.delete(key);
    this.#taps.set(key, tap);
  }

  couldTick(at: Date): void {
    if (this.#ticks.at(-1)?.getTime() !== at.getTime()) this.#ticks.push(at);
  }

  get ticks(): readonly Date[] {
    return this.#ticks;
  }

  forgetTicks(before: Date): void {
    this.#ticks = this.#ticks.filter((at) => at > before);
  }

  /** These have to stay in the database. */
  keep(taps: readonly Tap[]): void {
    for (const tap of taps) this.#keep(tap, String(tap.answer));
  }

  /** What stands in the database in their place is not known. */
  doubt(taps: readonly Tap[]): void {
    for (const tap of taps) {
      this.#taps.delete(`${tap.checkInId}:${tap.question}`);
      if (this.#kept.has(tap.checkInId)) this.#keep(tap, undefined);
    }
  }

  #keep({ checkInId, code, question, at }: Tap, answer: string | undefined): void {
    const before = this.#kept.get(checkInId)?.answers.split(" ") ?? [];
    const others = before.filter((one) => !one.startsWith(`${question}=`));
    const answers = [...others, ...(answer === undefined ? [] : [`${question}=${answer}`])];
    this.#kept.set(checkInId, { code, at, answers: answers.join(" ") });
  }

  /** Everything that has to be there still, of check-ins that were last tapped after an instant. */
  *keptSince(since: Date, most = 1000): Generator<readonly Tap[]> {
    let batch: Tap[] = [];
    for (const [checkInId, { code, at, answers }] of this.#kept) {
      if (at < since) continue;
      for (const [question = "", answer] of answers.split(" ").map((one) => one.split("=")))
        if (answer !== undefined)
          batch.push({
            code,
            checkInId,
            question,
            at,
            answer: answer === "skipped" ? answer : Number(answer),
          });
      if (batch.length < most) continue;
      yield batch;
      batch = [];
    }
    yield batch;
  }

  did(deed: Deed): void {
    this.#deeds.push(deed);
  }

  /** What was done up to an instant, or to another where something has a way to go; each once. */
  takeDeeds(before: Date, travelledBefore: Date): readonly Deed[] {
    const isDue = ({ at, travels }: Deed) => at <= (travels ? travelledBefore : before);
    const due = this.#deeds.filter(isDue);
    this.#deeds = this.#deeds.filter((deed) => !isDue(deed));
    return due;
  }

  /** Taps since the last time they were taken. */
  takeTaps(): readonly Tap[] {
    const taps = [...this.#taps.values()];
    this.#taps.clear();
    return taps;
  }
}
