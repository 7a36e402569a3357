import type { Clock } from "../clock.ts";
import { DAY_MS } from "../domain/duration.ts";

/** Telegram sends again within minutes; what does not come to us any more has been handled by another instance, where there is one. */
const KEPT_MS = DAY_MS;

interface Failed {
  /** How often, of those that are to come again. */
  readonly tries: number;
  /** It called people and met a bug: nobody may have been told. */
  readonly isUnheard: boolean;
}

/** Updates that this process could not handle, by their ids. */
export class FailedUpdates {
  readonly #clock: Clock;
  readonly #failed = new Map<number, Failed & { readonly until: number }>();
  #isAlone = true;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(updateId: number): Failed {
    return this.#failed.get(updateId) ?? { tries: 0, isUnheard: false };
  }

  /** Over how many processes Telegram's updates are spread: alone we know that nobody else has heard a call. */
  shareAmong(processes: number): void {
    this.#isAlone = processes <= 1;
  }

  /** It is to come again. */
  keep(updateId: number, failed: Failed): void {
    this.#forgetOld();
    this.#failed.set(updateId, { ...failed, until: this.#now + KEPT_MS });
  }

  /** It does not come again. As a call for help it is kept as long as this process lives: somebody has to look. */
  giveUp(updateId: number, { isUnheard }: Pick<Failed, "isUnheard">): void {
    if (isUnheard) this.#failed.set(updateId, { tries: 0, isUnheard, until: Number.POSITIVE_INFINITY });
    else this.forget(updateId);
  }

  forget(updateId: number): void {
    this.#failed.delete(updateId);
  }

  /** Those that called people, of whom nobody may have been told. */
  unheard(): readonly number[] {
    this.#forgetOld();
    return [...this.#failed].flatMap(([updateId, { isUnheard }]) => (isUnheard ? [updateId] : []));
  }

  get #now(): number {
    return this.#clock.now().getTime();
  }

  #forgetOld(): void {
    for (const [updateId, { isUnheard, until }] of this.#failed)
      if (until < this.#now && !(isUnheard && this.#isAlone)) this.#failed.delete(updateId);
  }
}
