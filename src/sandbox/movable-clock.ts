import { type Clock, systemClock } from "../clock.ts";

/** A clock that can be moved on, and is set back only on purpose. It stands still between moves unless `running`. */
export class MovableClock implements Clock {
  readonly #running: boolean;
  #at: number;
  #movedAt: number;

  constructor(start: Date, { running = false } = {}) {
    this.#running = running;
    this.#at = start.getTime();
    this.#movedAt = systemClock.now().getTime();
  }

  now(): Date {
    const passed = this.#running ? systemClock.now().getTime() - this.#movedAt : 0;
    return new Date(this.#at + passed);
  }

  /** Also back. */
  set(to: Date): void {
    this.#at = to.getTime();
    this.#movedAt = systemClock.now().getTime();
  }

  /** Does nothing when `to` is past already. */
  moveTo(to: Date): void {
    this.set(new Date(Math.max(to.getTime(), this.now().getTime())));
  }
}
