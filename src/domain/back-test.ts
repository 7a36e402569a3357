import {
  type Assessment,
  assess,
  assessHelp,
  assessSilence,
  type CheckInFacts,
  compareTiers,
  type HelpKind,
  type PastDay,
  pastDay,
  type RuleSettings,
  type Tier,
  worst,
} from "./assessment.ts";
import { addDays, daysBetween, type LocalDay, mondayOf } from "./calendar.ts";
import type { Reason, RuleId } from "./reason.ts";
import { type Acknowledged, type RepeatSettings, type Told, whatIsNews } from "./repeats.ts";

/** A day as it was lived. */
export interface LivedDay extends CheckInFacts {
  readonly day: LocalDay;
  /** A check-in was due; otherwise there was nothing but a call for help. */
  readonly due: boolean;
  /** From the first answer to the last. */
  readonly seconds?: number;
  /** What they said outside the questions. */
  readonly calls?: readonly HelpKind[];
}

/** An alert that really was. */
export interface RealAlert {
  readonly opened: LocalDay;
  /** Undefined while it is open. */
  readonly closed?: LocalDay;
  /** What whoever closed it thought of it; undefined while it is open. */
  readonly useful?: boolean;
}

export interface Life {
  readonly code: string;
  readonly counselor: string;
  readonly released: LocalDay;
  /** In any order. */
  readonly days: readonly LivedDay[];
  readonly alerts: readonly RealAlert[];
}

export interface Replayed {
  readonly rules: RuleSettings;
  readonly repeats: RepeatSettings;
}

/** An alert that these settings would have opened. */
export interface Flag {
  readonly code: string;
  readonly counselor: string;
  readonly day: LocalDay;
  /** The worst it became while it was open. */
  readonly tier: "orange" | "red";
  /** What opened it. */
  readonly rules: readonly RuleId[];
}

const CALM: Assessment = { tier: "green", reasons: [], total: 0, waiting: [] };

/** Days an alert stays open where no real one says how long. */
const USUALLY_OPEN_DAYS = 1;

/** After every day. */
const NEVER: LocalDay = "9999-12-31";

/**
 * Walks through one life day by day, as the rules would have seen it: nothing looks ahead, one alert is open at a
 * time, and what was told is not told again too soon. An alert that really was closes when it really closed, and is
 * open to the end while it really is; one that never was is closed by the next day. Quiet that counselors asked for is left out: it belonged to the alerts
 * of then.
 */
export function replay(life: Life, { rules, repeats }: Replayed): readonly Flag[] {
  const past: PastDay[] = [];
  const told: Told[] = [];
  const flags: Flag[] = [];
  let acknowledged: Acknowledged | undefined;
  /** First day on which it is no longer open. */
  let openUntil: LocalDay | undefined;

  for (const lived of life.days.toSorted((a, b) => (a.day < b.day ? -1 : 1))) {
    const { day } = lived;
    const assessment = lived.due ? judge(lived, past, life.released, rules) : CALM;
    const { tier } = assessment;
    if (lived.due) past.push(pastDay({ ...lived, tier: lived.answers.size > 0 ? tier : undefined }));
    const reasons = [
      ...(lived.calls ?? []).flatMap((call) => assessHelp(call).reasons),
      ...assessment.reasons,
    ];
    const { total } = assessment;
    const { attached, news, quiet } = whatIsNews({
      day,
      total,
      reasons,
      told,
      acknowledged,
      quieting: {},
      settings: repeats,
    });
    const isOpen = openUntil !== undefined && day < openUntil;
    if (!isOpen && news.length === 0) continue;
    const silent = new Set(quiet.map(({ reason }) => reason.kind));
    told.push(
      ...attached
        .filter(({ kind }) => !silent.has(kind))
        .map(({ rule, kind }) => ({ rule, kind, day, total })),
    );
    const open = flags.at(-1);
    if (isOpen && open) {
      flags[flags.length - 1] = { ...open, tier: tierOf([open.tier, ...attached.map(({ tier }) => tier)]) };
      continue;
    }
    flags.push({
      code: life.code,
      counselor: life.counselor,
      day,
      tier: tierOf(attached.map(({ tier }) => tier)),
      rules: rulesOf(news),
    });
    openUntil = closedAfter(day, life.alerts);
    if (attached.some(({ rule }) => rule === "O3")) acknowledged = { day, total };
  }
  return flags;
}

function judge(
  lived: LivedDay,
  past: readonly PastDay[],
  released: LocalDay,
  rules: RuleSettings,
): Assessment {
  const history = {
    today: lived.day,
    // One a day at most: no rule looks at more than these.
    days: past.slice(-rules.baseline.windowDays),
    // Whether Telegram delivered then is not on record.
    blocked: false,
    ...(lived.seconds !== undefined && { secondsToday: lived.seconds }),
  };
  if (lived.answers.size > 0) return assess(lived, history, rules);
  const lastSign = past.findLastIndex(({ kind }) => kind !== "missed");
  const lastTier = past[lastSign]?.tier;
  return assessSilence(
    {
      missesInARow: past.length - lastSign,
      daysSinceRelease: daysBetween(released, lived.day),
      lastTier,
    },
    history,
    rules,
  );
}

function closedAfter(day: LocalDay, alerts: readonly RealAlert[]): LocalDay {
  const real = alerts.filter(
    ({ opened, closed }) => opened <= day && (closed === undefined || closed >= day),
  );
  const ends = real.map(({ closed }) => closed ?? NEVER);
  return [addDays(day, USUALLY_OPEN_DAYS), ...ends].reduce((last, end) => (end > last ? end : last));
}

function tierOf(tiers: readonly Tier[]): "orange" | "red" {
  return compareTiers(worst(tiers), "red") === 0 ? "red" : "orange";
}

function rulesOf(reasons: readonly Reason[]): readonly RuleId[] {
  return [...new Set(reasons.map(({ rule }) => rule))];
}

/** What one set of settings leads to. */
export interface Side {
  readonly alerts: number;
  readonly red: number;
  readonly byRule: Readonly<Partial<Record<RuleId, number>>>;
  /** Alerts a week, by counselor. */
  readonly perWeek: Readonly<Record<string, number>>;
  /** Alerts per 100 check-ins that were answered; the budget is 10. */
  readonly per100: number;
  /** Of alerts that really were and were closed: how many were not false alarms. Undefined without any. */
  readonly useful?: { readonly of: number; readonly yes: number };
}

export interface BackTest {
  readonly from: LocalDay;
  readonly weeks: number;
  readonly people: number;
  readonly checkIns: number;
  readonly before: Side;
  readonly after: Side;
  /** People in weeks in which only the new settings flag them, and in which only the old ones do. */
  readonly newly: readonly Flag[];
  readonly noLonger: readonly Flag[];
  /** Real alerts that were useful and would not be there with the new settings. */
  readonly usefulLost: number;
}

/** One life under both sets of settings. */
export interface Tried {
  readonly code: string;
  readonly alerts: readonly RealAlert[];
  /** That were answered. */
  readonly checkIns: number;
  readonly was: readonly Flag[];
  readonly becomes: readonly Flag[];
}

/** What lies before `from` is read but not counted. */
export function tryOn(
  life: Life,
  { from, before, after }: { readonly from: LocalDay; readonly before: Replayed; readonly after: Replayed },
): Tried {
  const counted = (flags: readonly Flag[]) => flags.filter(({ day }) => day >= from);
  return {
    code: life.code,
    alerts: life.alerts,
    checkIns: life.days.filter(({ day, answers }) => day >= from && answers.size > 0).length,
    was: counted(replay(life, before)),
    becomes: counted(replay(life, after)),
  };
}

/** Holds both sets of settings against each other. */
export function compareSettings(
  tried: readonly Tried[],
  { from, weeks }: { readonly from: LocalDay; readonly weeks: number },
): BackTest {
  const was = tried.flatMap((life) => life.was);
  const becomes = tried.flatMap((life) => life.becomes);
  const checkIns = tried.reduce((sum, life) => sum + life.checkIns, 0);
  const useful = realOnes(tried);
  const weekOf = ({ code, day }: Flag) => `${code} ${mondayOf(day)}`;
  const onlyIn = (flags: readonly Flag[], others: readonly Flag[]) => {
    const known = new Set(others.map(weekOf));
    return flags.filter((flag) => !known.has(weekOf(flag)));
  };
  const noLonger = onlyIn(was, becomes);
  const facts = { weeks, checkIns, useful };
  return {
    from,
    weeks,
    people: tried.length,
    checkIns,
    before: sideOf(was, facts),
    after: sideOf(becomes, facts),
    newly: onlyIn(becomes, was),
    noLonger,
    usefulLost: noLonger.filter(({ code, day }) => useful.get(`${code} ${day}`) === true).length,
  };
}

function realOnes(lives: readonly Tried[]): ReadonlyMap<string, boolean> {
  return new Map(
    lives.flatMap(({ code, alerts }) =>
      alerts.flatMap(({ opened, useful }) =>
        useful === undefined ? [] : [[`${code} ${opened}`, useful] as const],
      ),
    ),
  );
}

function sideOf(
  flags: readonly Flag[],
  {
    weeks,
    checkIns,
    useful,
  }: { readonly weeks: number; readonly checkIns: number; readonly useful: ReadonlyMap<string, boolean> },
): Side {
  const judged = flags.flatMap(({ code, day }) => useful.get(`${code} ${day}`) ?? []);
  const byRule: Partial<Record<RuleId, number>> = {};
  for (const rule of flags.flatMap(({ rules }) => rules)) byRule[rule] = (byRule[rule] ?? 0) + 1;
  const perWeek = Object.fromEntries(
    [...Map.groupBy(flags, ({ counselor }) => counselor)]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([counselor, own]) => [counselor, own.length / weeks]),
  );
  return {
    alerts: flags.length,
    red: flags.filter(({ tier }) => tier === "red").length,
    byRule,
    perWeek,
    per100: checkIns === 0 ? 0 : (flags.length * 100) / checkIns,
    ...(judged.length > 0 && { useful: { of: judged.length, yes: judged.filter(Boolean).length } }),
  };
}
