import type { Answer } from "../../domain/instrument.ts";

export interface Tap {
  readonly checkInId: number;
  readonly question: string;
  readonly answer: Answer;
}

/**
 * What people did and saw, kept apart from the app: the truth that its rows are held against. The newest tap of a
 * question is what has to stand in the database.
 */
export class Record {
  readonly #taps = new Map<string, Tap>();
  readonly #seen = new Map<string, number>();
  taps = 0;
  messages = 0;

  tapped(tap: Tap): void {
    this.taps += 1;
    this.#taps.set(`${tap.checkInId}:${tap.question}`, tap);
  }

  /** A new message arrived on somebody's phone about this (a check-in's prompt, an alert). */
  arrived(subject: string): void {
    this.#seen.set(subject, (this.#seen.get(subject) ?? 0) + 1);
  }

  arrivals(): ReadonlyMap<string, number> {
    return this.#seen;
  }

  /** Taps since the last time they were taken. */
  takeTaps(): readonly Tap[] {
    const taps = [...this.#taps.values()];
    this.#taps.clear();
    return taps;
  }
}
