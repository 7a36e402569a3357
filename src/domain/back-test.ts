import { addDays, daysBetween, type LocalDay } from "./calendar.ts";
import { quantile } from "./quantile.ts";
import type { RuleId } from "./reason.ts";
import {
  type Answerable,
  type Flag,
  type Flagged,
  type Life,
  type RealAlert,
  type Replayed,
  replay,
} from "./replay.ts";

export type Counts = Readonly<Record<Flagged, number>>;

/** What one set of settings leads to. */
export interface Side {
  /** Orange and red ones. */
  readonly alerts: number;
  readonly byTier: Counts;
  /** What opened them; one opened by two rules stands under both. */
  readonly byRule: Readonly<Partial<Record<RuleId, Counts>>>;
  /** Alerts per 100 check-ins that were answered; the budget is 10. */
  readonly per100: number;
  /** Of alerts that really were and were closed: how many were not false alarms. Undefined without any. */
  readonly useful?: { readonly of: number; readonly yes: number };
  /** Of alerts that really were and that somebody took. Undefined without any. */
  readonly minutesToTaken?: { readonly of: number; readonly median: number };
}

/** What one counselor would have had to see to, week by week; weeks without anything included. */
export interface CounselorWeeks {
  readonly counselor: Answerable;
  readonly weeks: readonly { readonly first: LocalDay; readonly before: Counts; readonly after: Counts }[];
}

export interface BackTest {
  readonly from: LocalDay;
  readonly weeks: number;
  readonly people: number;
  readonly checkIns: number;
  readonly before: Side;
  readonly after: Side;
  /** By name. */
  readonly counselors: readonly CounselorWeeks[];
  /** People in weeks in which only the new settings raise an alert, and in which only the old ones do; by day. */
  readonly newly: readonly Flag[];
  readonly noLonger: readonly Flag[];
  /** Real alerts that were useful and would not be there with the new settings. */
  readonly usefulLost: number;
}

/** One life under both sets of settings. */
export interface Tried {
  readonly code: string;
  readonly counselor: Answerable;
  readonly alerts: readonly RealAlert[];
  /** That were answered. */
  readonly checkIns: number;
  readonly was: readonly Flag[];
  readonly becomes: readonly Flag[];
}

/** `weeks` times seven days, the last of them `today`. */
export interface Span {
  readonly from: LocalDay;
  readonly weeks: number;
}

export function lastWeeks(today: LocalDay, weeks: number): Span {
  return { from: addDays(today, 1 - 7 * weeks), weeks };
}

/** What lies before `from` is read but not counted. */
export function tryOn(
  life: Life,
  { from, before, after }: { readonly from: LocalDay; readonly before: Replayed; readonly after: Replayed },
): Tried {
  const counted = (flags: readonly Flag[]) => flags.filter(({ day }) => day >= from);
  return {
    code: life.code,
    counselor: life.counselor,
    alerts: life.alerts,
    checkIns: life.days.filter(({ day, answers }) => day >= from && answers.size > 0).length,
    was: counted(replay(life, before)),
    becomes: counted(replay(life, after)),
  };
}

/** Holds both sets of settings against each other. */
export function compareSettings(tried: readonly Tried[], span: Span): BackTest {
  const was = tried.flatMap((life) => life.was);
  const becomes = tried.flatMap((life) => life.becomes);
  const checkIns = tried.reduce((sum, life) => sum + life.checkIns, 0);
  const useful = ofReal(tried, (alert) => alert.useful);
  const minutes = ofReal(tried, (alert) => alert.minutesToTaken);
  const whoAndWhen = ({ code, day }: Flag) => `${code} ${weekOf(day, span)}`;
  const onlyIn = (flags: readonly Flag[], others: readonly Flag[]) => {
    const known = new Set(others.filter(isAlert).map(whoAndWhen));
    return flags
      .filter((flag) => isAlert(flag) && !known.has(whoAndWhen(flag)))
      .toSorted((a, b) => compareText(a.day, b.day) || compareText(a.code, b.code));
  };
  const noLonger = onlyIn(was, becomes);
  return {
    ...span,
    people: tried.length,
    checkIns,
    before: sideOf(was, { checkIns, useful, minutes }),
    after: sideOf(becomes, { checkIns, useful, minutes }),
    counselors: byCounselor(tried, span),
    newly: onlyIn(becomes, was),
    noLonger,
    usefulLost: noLonger.filter(({ code, day }) => useful.get(`${code} ${day}`) === true).length,
  };
}

/** What is known of the alerts that really were, by person and day. */
function ofReal<Known>(
  lives: readonly Tried[],
  known: (alert: RealAlert) => Known | undefined,
): ReadonlyMap<string, Known> {
  return new Map(
    lives.flatMap(({ code, alerts }) =>
      alerts.flatMap((alert) => {
        const value = known(alert);
        return value === undefined ? [] : [[`${code} ${alert.opened}`, value] as const];
      }),
    ),
  );
}

function sideOf(
  flags: readonly Flag[],
  {
    checkIns,
    useful,
    minutes,
  }: {
    readonly checkIns: number;
    readonly useful: ReadonlyMap<string, boolean>;
    readonly minutes: ReadonlyMap<string, number>;
  },
): Side {
  const alerts = flags.filter(isAlert);
  const judged = alerts.flatMap(({ code, day }) => useful.get(`${code} ${day}`) ?? []);
  const taken = alerts.flatMap(({ code, day }) => minutes.get(`${code} ${day}`) ?? []);
  const rules = [...new Set(flags.flatMap((flag) => flag.rules))].toSorted(compareText);
  return {
    alerts: alerts.length,
    byTier: countsOf(flags),
    byRule: Object.fromEntries(
      rules.map((rule) => [rule, countsOf(flags.filter((flag) => flag.rules.includes(rule)))]),
    ),
    per100: checkIns === 0 ? 0 : (alerts.length * 100) / checkIns,
    ...(judged.length > 0 && { useful: { of: judged.length, yes: judged.filter(Boolean).length } }),
    ...(taken.length > 0 && { minutesToTaken: { of: taken.length, median: quantile(taken, 0.5) } }),
  };
}

function byCounselor(tried: readonly Tried[], span: Span): readonly CounselorWeeks[] {
  const firsts = Array.from({ length: span.weeks }, (_, week) => addDays(span.from, 7 * week));
  return [...Map.groupBy(tried, ({ counselor: { id, name } }) => id ?? name).values()]
    .flatMap((lives) => {
      const [life] = lives;
      if (!life) return [];
      const was = Map.groupBy(
        lives.flatMap((each) => each.was),
        ({ day }) => weekOf(day, span),
      );
      const becomes = Map.groupBy(
        lives.flatMap((each) => each.becomes),
        ({ day }) => weekOf(day, span),
      );
      const weeks = firsts.map((first, week) => ({
        first,
        before: countsOf(was.get(week) ?? []),
        after: countsOf(becomes.get(week) ?? []),
      }));
      return [{ counselor: life.counselor, weeks }];
    })
    .toSorted((a, b) => compareText(a.counselor.name, b.counselor.name));
}

function weekOf(day: LocalDay, { from, weeks }: Span): number {
  return Math.min(weeks - 1, Math.floor(daysBetween(from, day) / 7));
}

function countsOf(flags: readonly Flag[]): Counts {
  const count = (tier: Flagged) => flags.filter((flag) => flag.tier === tier).length;
  return { amber: count("amber"), orange: count("orange"), red: count("red") };
}

/** Of both sides, by name. */
export function rulesIn({ before, after }: Pick<BackTest, "before" | "after">): readonly RuleId[] {
  const rules = new Set([...Object.keys(before.byRule), ...Object.keys(after.byRule)]) as Set<RuleId>;
  return [...rules].toSorted(compareText);
}

export function totalOf({ amber, orange, red }: Counts): number {
  return amber + orange + red;
}

function isAlert({ tier }: Flag): boolean {
  return tier !== "amber";
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
