import type { Answer } from "../../domain/instrument.ts";
import type { Deed } from "./deeds.ts";

/** Which message, among all chats. */
export interface MessageId {
  readonly chatId: number;
  readonly messageId: number;
}

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
  readonly #seen = new Map<string, Date[]>();
  readonly #codes = new Map<string, string>();
  /** By chat and message, what arrived at the newest instant at which anything did. */
  readonly #justArrived = new Map<string, string>();
  #newest = 0;
  readonly #takenBack = new Map<string, MessageId[]>();
  /** Subjects of which something has arrived that was not held against the outbox yet. */
  readonly #fresh = new Set<string>();
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

  /** A new message arrived on somebody's phone about this (a check-in's prompt, an alert). */
  arrived(subject: string, code: string, at: Date, message: MessageId): void {
    if (at.getTime() !== this.#newest) this.#justArrived.clear();
    this.#newest = at.getTime();
    this.#justArrived.set(keyOf(message), subject);
    this.#codes.set(subject, code);
    this.#seen.set(subject, [...(this.#seen.get(subject) ?? []), at]);
    this.#fresh.add(subject);
  }

  /** The bot deleted a message, perhaps in the instant in which it had come. */
  deleted(message: MessageId, at: Date): void {
    const subject = this.#justArrived.get(keyOf(message));
    if (subject === undefined || at.getTime() !== this.#newest) return;
    this.#takenBack.set(subject, [...this.takenBack(subject), message]);
  }

  /** Arrivals that were gone in the instant in which they came. */
  takenBack(subject: string): readonly MessageId[] {
    return this.#takenBack.get(subject) ?? [];
  }

  codeOf(subject: string): string | undefined {
    return this.#codes.get(subject);
  }

  /** What nothing new has arrived of since this instant, once for each that came last. */
  takeSettled(before: Date): ReadonlyMap<string, readonly Date[]> {
    const settled = new Map<string, readonly Date[]>();
    for (const subject of this.#fresh) {
      const arrivals = this.#seen.get(subject) ?? [];
      if ((arrivals.at(-1) ?? before) > before) continue;
      settled.set(subject, arrivals);
      this.#fresh.delete(subject);
    }
    return settled;
  }

  isFresh(subject: string): boolean {
    return this.#fresh.has(subject);
  }

  /** Taps since the last time they were taken. */
  takeTaps(): readonly Tap[] {
    const taps = [...this.#taps.values()];
    this.#taps.clear();
    return taps;
  }
}

function keyOf({ chatId, messageId }: MessageId): string {
  return `${chatId}:${messageId}`;
}
