import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/duration.ts";
import { between, type Chance } from "./chance.ts";
import type { Life } from "./life.ts";
import type { SimulatedApps } from "./simulated-apps.ts";
import type { Hindrance } from "./tries.ts";

/** Shares of days. */
const SKEW = 0.2;
const JUMP = 0.1;
const NO_TICKS = 0.08;
/** Of these; the others last for hours. */
const WHOLE_DAY = 0.15;
/** Of the jumps. */
const BACK = 0.4;

/** Ten minutes, and some for what was planned by that clock. */
const MOST_OFF_MS = 15 * MINUTE_MS;

/** A process with another time than the others, a clock that is set, hours without a tick. */
export interface WrongClocks {
  /** At the beginning of a day. */
  planDay(now: Date): void;
  /** Where the clock is when it was to be moved here; it may be set back. */
  jumped(to: Date): Date;
  /** Whether ticks come. */
  ticks(now: Date): boolean;
  /** Whether every clock is right now, ticks come, and nothing is lived through a second time. */
  readonly right: boolean;
  /** By when nothing is lived through a second time any more. */
  readonly rightAt: Date;
  /** How far off a clock may have been about this instant. */
  offMs(at: Date): number;
  /** What is over of that in which no tick came, or which was lived through twice. */
  readonly hindrances: readonly Hindrance[];
  /** From now on every clock is right. */
  end(): void;
}

interface Means extends Pick<Life, "clock" | "chronicle"> {
  readonly apps: Pick<SimulatedApps, "count" | "skew">;
}

export function createWrongClocks(
  chance: Chance,
  intensity: number,
  { apps, clock, chronicle }: Means,
): WrongClocks {
  let noTicks: { readonly from: number; readonly until: number } | undefined;
  let withoutTicksSince: Date | undefined;
  let jump: { readonly at: number; readonly byMs: number } | undefined;
  let regainedAt = new Date(0);
  let wrong:
    | { readonly index: number; readonly byMs: number; readonly from: number; readonly until: number }
    | undefined;
  let isWrong = false;
  /** When a clock was wrong, by all the others. */
  const skews: { readonly from: number; until: number }[] = [];
  const hindrances: Hindrance[] = [];

  function setClocks(now: Date): void {
    const shouldBeWrong = wrong !== undefined && now.getTime() >= wrong.from && now.getTime() < wrong.until;
    if (shouldBeWrong === isWrong || !wrong) return;
    isWrong = shouldBeWrong;
    apps.skew(wrong.index, isWrong ? wrong.byMs : 0);
    if (isWrong) skews.push({ from: now.getTime(), until: Number.POSITIVE_INFINITY });
    else endSkew(now);
    if (isWrong)
      chronicle.fault(
        "clock",
        "one is off",
        `a process is ${Math.round(wrong.byMs / MINUTE_MS)} minutes off`,
      );
    else wrong = undefined;
  }

  function endSkew(now: Date): void {
    const last = skews.at(-1);
    if (last) last.until = Math.min(last.until, now.getTime());
  }

  function endNoTicks(now: Date): void {
    // Where nothing was due in all that time there was nothing to be missed.
    if (withoutTicksSince) {
      const hours = Math.round((now.getTime() - withoutTicksSince.getTime()) / HOUR_MS);
      chronicle.fault(
        "clock",
        hours < 24 ? "no ticks" : "no ticks for a day",
        `no tick came for ${hours} hours`,
      );
      hindrances.push({ kind: "held-up", from: withoutTicksSince, until: now });
    }
    [noTicks, withoutTicksSince] = [undefined, undefined];
  }

  const often = (share: number) => Math.min(1, share * intensity);

  function expect(): void {
    chronicle.expects("clock", "one is off", often(SKEW));
    chronicle.expects("clock", "earlier at once", often(JUMP) * BACK);
    chronicle.expects("clock", "later at once", often(JUMP) * (1 - BACK));
    chronicle.expects("clock", "no ticks", often(NO_TICKS) * (1 - WHOLE_DAY));
    chronicle.expects("clock", "no ticks for a day", often(NO_TICKS) * WHOLE_DAY);
  }

  return {
    planDay(now) {
      const day = now.toISOString();
      const from = (what: string) => now.getTime() + Math.floor(chance(day, what, "from") * DAY_MS);
      expect();
      if (chance(day, "skew") < SKEW * intensity && !wrong) {
        const byMs =
          between(chance(day, "skew-by"), 1, 10) * (chance(day, "skew-to") < 0.5 ? -1 : 1) * MINUTE_MS;
        const index = between(chance(day, "skew-which"), 0, apps.count - 1);
        const begins = from("skew");
        wrong = {
          index,
          byMs,
          from: begins,
          until: begins + between(chance(day, "skew-for"), 1, 12) * HOUR_MS,
        };
      }
      if (chance(day, "jump") < JUMP * intensity)
        jump =
          chance(day, "jump-to") < BACK
            ? { at: from("jump"), byMs: -between(chance(day, "jump-by"), 60, 180) * MINUTE_MS }
            : { at: from("jump"), byMs: between(chance(day, "jump-by"), 10, 240) * MINUTE_MS };
      if (chance(day, "no-ticks") < NO_TICKS * intensity && !noTicks) {
        const begins = from("no-ticks");
        const [least, most] = chance(day, "no-ticks-all-day") < WHOLE_DAY ? [25, 40] : [1, 23];
        noTicks = {
          from: begins,
          until: begins + between(chance(day, "no-ticks-for"), least, most) * HOUR_MS,
        };
      }
    },
    jumped(to) {
      if (!jump || to.getTime() < jump.at) return to;
      const { byMs } = jump;
      jump = undefined;
      if (byMs < 0) regainedAt = new Date(to.getTime() + MOST_OFF_MS);
      const way = byMs < 0 ? "earlier at once" : "later at once";
      chronicle.fault("clock", way, `it is ${Math.abs(Math.round(byMs / MINUTE_MS))} minutes ${way}`);
      const jumped = new Date(to.getTime() + byMs);
      hindrances.push(
        byMs < 0
          ? { kind: "set-back", from: jumped, until: to }
          : { kind: "held-up", from: to, until: jumped },
      );
      return jumped;
    },
    ticks(now) {
      setClocks(now);
      if (!noTicks || now.getTime() < noTicks.from) return true;
      if (now.getTime() < noTicks.until) {
        withoutTicksSince ??= now;
        return false;
      }
      endNoTicks(now);
      return true;
    },
    get right() {
      return !isWrong && !withoutTicksSince && clock.now() >= regainedAt;
    },
    get rightAt() {
      return regainedAt;
    },
    offMs(at) {
      const isNear = skews.some(
        ({ from, until }) => at.getTime() > from - MOST_OFF_MS && at.getTime() < until + MOST_OFF_MS,
      );
      return isNear ? MOST_OFF_MS : 0;
    },
    hindrances,
    end() {
      if (wrong) apps.skew(wrong.index, 0);
      endSkew(clock.now());
      endNoTicks(clock.now());
      [isWrong, wrong, jump] = [false, undefined, undefined];
    },
  };
}
