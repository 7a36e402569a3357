import type { Rhythm } from "../../domain/cadence.ts";
import { dbDate, type LocalDay } from "../../domain/calendar.ts";
import { DAY_MS } from "../../domain/duration.ts";

export type Place = "active" | "frozen" | "withdrawn" | "erased";

/**
 * Whether somebody takes part, by what Telegram had to give of theirs: a tap that was held back changes nothing yet,
 * and what the app makes of it is not asked.
 */
export class Standing {
  readonly #home: string;
  readonly #changes: { readonly at: Date; readonly to: Place }[] = [];
  readonly #pauses: { readonly at: Date; readonly until: LocalDay }[] = [];
  readonly #rhythms: { readonly at: Date; readonly rhythm: Rhythm }[] = [];

  readonly #moves: { readonly at: Date; readonly zone: string }[] = [];
  /** To which day the simulation has put off their next prompt, in the app's rows, as if they paused. */
  skippedTo: LocalDay | undefined;

  /** `zone`: where they lived when they enrolled. */
  constructor(zone: string) {
    this.#home = zone;
  }

  withdraws(at: Date): void {
    if (this.on(at) === "active") this.#changes.push({ at, to: "withdrawn" });
  }

  freezes(at: Date): void {
    if (this.on(at) === "active") this.#changes.push({ at, to: "frozen" });
  }

  /** With another account; whoever had left before is asked for consent first. */
  links(at: Date): void {
    if (this.on(at) === "frozen") this.#changes.push({ at, to: "active" });
  }

  /** A frozen account may be in other hands: nothing is done for it. */
  erases(at: Date): void {
    if (this.on(at) === "active" || this.on(at) === "withdrawn") this.#changes.push({ at, to: "erased" });
  }

  /** `until`: the first day on which they want to be asked again. */
  pauses(at: Date, until: LocalDay): void {
    if (this.on(at) === "active") this.#pauses.push({ at, until });
  }

  chooses(at: Date, rhythm: Rhythm): void {
    if (this.on(at) === "active") this.#rhythms.push({ at, rhythm });
  }

  moves(at: Date, zone: string): void {
    if (this.on(at) === "active") this.#moves.push({ at, zone });
  }

  /** By whose clock they live. */
  zoneAt(at: Date): string {
    return this.#moves.findLast((move) => move.at <= at)?.zone ?? this.#home;
  }

  /** The zones in which a day of theirs may have been spent; whoever moves has more than one. */
  zonesOn(day: LocalDay): readonly string[] {
    const from = new Date(dbDate(day).getTime() - DAY_MS);
    const until = new Date(from.getTime() + 4 * DAY_MS);
    const moves = this.#moves.filter(({ at }) => at > from && at <= until);
    return [...new Set([this.zoneAt(from), ...moves.map(({ zone }) => zone)])];
  }

  newestMoveAt(): Date | undefined {
    return this.#moves.at(-1)?.at;
  }

  /** How often they wanted to be asked, oldest first. */
  get rhythms(): readonly { readonly at: Date; readonly rhythm: Rhythm }[] {
    return this.#rhythms;
  }

  on(at: Date): Place {
    return this.#changes.findLast((change) => change.at <= at)?.to ?? "active";
  }

  /** Whether they took part the whole time. */
  isActive(from: Date, until: Date): boolean {
    return this.on(from) === "active" && !this.#changes.some(({ at }) => at >= from && at <= until);
  }

  /** Whether they took part at no time of it. */
  isAway(from: Date, until: Date): boolean {
    return this.on(from) !== "active" && !this.#changes.some(({ at }) => at >= from && at <= until);
  }

  /** The first day after the newest pause until then. */
  pausedUntil(at: Date): LocalDay | undefined {
    return this.#pauses.findLast((pause) => pause.at <= at)?.until;
  }

  /** Whether they said something about pauses in this time. */
  pausedBetween(from: Date, until: Date): boolean {
    return this.#pauses.some(({ at }) => at > from && at <= until);
  }

  /** Whether they were neither frozen nor erased the whole time. */
  isKnown(from: Date, until: Date): boolean {
    const places = [
      this.on(from),
      ...this.#changes.filter(({ at }) => at >= from && at <= until).map(({ to }) => to),
    ];
    return places.every((place) => place === "active" || place === "withdrawn");
  }

  changedSince(at: Date): boolean {
    return this.#changes.some((change) => change.at >= at);
  }

  newestPauseAt(): Date | undefined {
    return this.#pauses.at(-1)?.at;
  }

  get erasedAt(): Date | undefined {
    return this.#changes.find(({ to }) => to === "erased")?.at;
  }
}
