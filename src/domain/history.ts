import { addDays, type LocalDay } from "./calendar.ts";
import { type Answers, type Question, SIGNS } from "./instrument.ts";
import { sum } from "./sum.ts";
import { isAlarming, type Tier } from "./tier.ts";

/** A day on which a check-in was due; days without one (paused, before release, we were down) are in no history. */
export interface PastDay {
  readonly day: LocalDay;
  /** "missed": nothing at all was answered. */
  readonly kind: "completed" | "unfinished" | "missed";
  /** 0–40 with a skipped sign as 0; undefined unless all ten signs were asked and each answered or skipped. */
  readonly total?: number;
  /** The signs that have a value. */
  readonly signs: ReadonlyMap<string, number>;
  /** Complete without all ten signs: the short form, also one whose rest was begun and left. */
  readonly short?: true;
  /** How it was judged; undefined where it was not. */
  readonly tier?: Tier;
  /** From the first answer to the last; undefined unless completed. */
  readonly seconds?: number;
}

/** What is known of a person when one day is judged. */
export interface History {
  readonly today: LocalDay;
  /** In any order. Entries of today or later are never looked at. */
  readonly days: readonly PastDay[];
  /** Telegram did not deliver to them before the day was over, and does not now. */
  readonly blocked: boolean;
  /** How long today's answers took; undefined unless they are complete. */
  readonly secondsToday?: number;
}

/** How the answers of one day enter a history (decision 0010). */
export function pastDay({
  day,
  route,
  answers,
  wasComplete = false,
  tier,
  seconds,
}: {
  readonly day: LocalDay;
  readonly route: readonly Question[];
  readonly answers: Answers;
  /** Complete once, if only as the short form, whose rest may have been left: what is missing takes nothing away. */
  readonly wasComplete?: boolean | undefined;
  readonly tier?: Tier | undefined;
  readonly seconds?: number | undefined;
}): PastDay {
  const asked = route.filter(({ kind }) => kind === "sign").map(({ id }) => id);
  const signs = new Map(
    asked.flatMap((id) => {
      const value = answers.get(id);
      return typeof value === "number" ? [[id, value] as const] : [];
    }),
  );
  const all = asked.every((id) => answers.has(id));
  const whole = asked.length >= SIGNS && signs.size > 0 && all;
  const completed = wasComplete || route.every(({ id }) => answers.has(id));
  return {
    day,
    kind: completed ? "completed" : answers.size > 0 ? "unfinished" : "missed",
    signs,
    ...((asked.length < SIGNS || (wasComplete && !all)) && { short: true as const }),
    ...(whole && { total: sum([...signs.values()]) }),
    ...(tier !== undefined && { tier }),
    ...(completed && seconds !== undefined && { seconds }),
  };
}

/** The `windowDays` local days before today, oldest first. */
export function daysBefore({ today, days }: History, windowDays: number): readonly PastDay[] {
  const first = addDays(today, -windowDays);
  return days
    .filter(({ day }) => first <= day && day < today)
    .toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

export interface BaselineSettings {
  readonly windowDays: number;
  /** Fewer totals than these are no baseline. */
  readonly fewest: number;
  /** Points; a steadier person is treated as if they varied by so much. */
  readonly deviationFloor: number;
}

export type Baseline =
  | {
      readonly kind: "known";
      readonly mean: number;
      /** Sample standard deviation (n − 1), at least the floor. */
      readonly deviation: number;
      /** What it stands on, oldest first. */
      readonly totals: readonly number[];
    }
  | { readonly kind: "not-enough"; readonly have: number; readonly need: number };

/** What is usual for this person: days that ended orange or red are left out. */
export function baselineOf(history: History, settings: BaselineSettings): Baseline {
  const totals = daysBefore(history, settings.windowDays)
    .filter(({ tier }) => tier === undefined || !isAlarming(tier))
    .flatMap(({ total }) => total ?? []);
  if (totals.length < settings.fewest)
    return { kind: "not-enough", have: totals.length, need: settings.fewest };
  const mean = sum(totals) / totals.length;
  const variance = sum(totals.map((total) => (total - mean) ** 2)) / Math.max(1, totals.length - 1);
  return { kind: "known", mean, deviation: Math.max(Math.sqrt(variance), settings.deviationFloor), totals };
}
