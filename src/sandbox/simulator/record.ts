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
  #deeds: Deed[] = [];
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
