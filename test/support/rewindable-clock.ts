import { MovableClock } from "../../src/sandbox/movable-clock.ts";

/** A clock that a test file sets anew for each of its stories. */
export class RewindableClock extends MovableClock {
  #at: Date;

  constructor(start: Date) {
    super(start);
    this.#at = start;
  }

  override now(): Date {
    return new Date(this.#at);
  }

  override moveTo(to: Date): void {
    if (to > this.#at) this.#at = to;
  }

  rewindTo(at: Date): void {
    this.#at = at;
  }
}
