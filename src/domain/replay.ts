import { type Assessment, assess, assessHelp, assessSilence, type HelpKind } from "./assessment.ts";
import { type PhaseFacts, phaseDay } from "./cadence.ts";
import { addDays, type LocalDay } from "./calendar.ts";
import { type PastDay, pastDay } from "./history.ts";
import type { Reason, RuleId } from "./reason.ts";
import { type Acknowledged, type RepeatSettings, type ToldReason, whatIsNews } from "./repeats.ts";
import { type CheckInFacts, type RuleSettings, runMayBegin, tierBefore } from "./rules.ts";
import { compareTiers, type Tier, worst } from "./tier.ts";

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
  /** Until somebody took it for the first time; undefined while nobody has. */
  readonly minutesToTaken?: number;
}

/** Who answers for somebody; without an id nobody does. */
export interface Answerable {
  readonly id?: number;
  readonly name: string;
}

export interface Life {
  readonly code: string;
  readonly counselor: Answerable;
  /** As it really was: other rules begin no phase again. */
  readonly phaseFacts: PhaseFacts;
  /** Days on which they began to take part, in any order. */
  readonly beginnings: readonly LocalDay[];
  /** In any order. */
  readonly days: readonly LivedDay[];
  readonly alerts: readonly RealAlert[];
}

export interface Replayed {
  readonly rules: RuleSettings;
  readonly repeats: RepeatSettings;
}

/** An alert that these settings would have opened, or an amber day that they would have put into the worklist. */
export interface Flag {
  readonly code: string;
  readonly counselor: Answerable;
  readonly day: LocalDay;
  /** The worst it became while it was open. */
  readonly tier: Flagged;
  /** What opened it. */
  readonly rules: readonly RuleId[];
}

export const flagged = ["amber", "orange", "red"] as const;
export type Flagged = (typeof flagged)[number];

const CALM: Assessment = { tier: "green", reasons: [], total: 0, waiting: [], reenters: false };

/** Days an alert stays open where no real one says how long. */
const USUALLY_OPEN_DAYS = 1;

/** After every day. */
const NEVER: LocalDay = "9999-12-31";

/**
 * Walks through one life day by day, as the rules would have seen it: nothing looks ahead, one alert is open at a
 * time, and what was told is not told again too soon. An alert that really was closes when it really closed, and is
 * open to the end while it really is; one that never was is closed by the next day. Quiet that counselors asked for is
 * left out: it belonged to the alerts of then.
 */
export function replay(life: Life, { rules, repeats }: Replayed): readonly Flag[] {
  const past: PastDay[] = [];
  const toldByAlerts: ToldReason[] = [];
  const toldByWorklist: ToldReason[] = [];
  const flags: Flag[] = [];
  /** The last alert of `flags`. */
  let open: number | undefined;
  const acknowledged: Acknowledged[] = [];
  /** First day on which it is no longer open. */
  let openUntil: LocalDay | undefined;
  const calls = life.days.flatMap(({ day, calls: made = [] }) => (made.length > 0 ? [day] : []));
  const whose = { code: life.code, counselor: life.counselor };

  for (const lived of life.days.toSorted((a, b) => (a.day < b.day ? -1 : 1))) {
    const { day } = lived;
    const assessment = lived.due ? judge(lived, { ...life, past, calls }, rules) : CALM;
    const { tier } = assessment;
    if (lived.due) past.push(pastDay({ ...lived, tier: lived.answers.size > 0 ? tier : undefined }));
    const reasons = [
      ...(lived.calls ?? []).flatMap((call) => assessHelp(call).reasons),
      ...assessment.reasons,
    ];
    const { total } = assessment;
    const beside = (told: readonly ToldReason[]) =>
      whatIsNews({ ...{ day, total, reasons, told, acknowledged }, quieting: {}, settings: repeats });
    const heard = (all: readonly Reason[]) => all.map(({ rule, kind }) => ({ rule, kind, day, total }));
    // An alert does not know what the worklist said.
    const { attached, news, quiet } = beside(toldByAlerts);
    const isOpen = openUntil !== undefined && day < openUntil;
    if (!isOpen && news.length === 0) {
      const { attached: said } = beside([...toldByAlerts, ...toldByWorklist]);
      if (tier !== "amber" || said.length === 0) continue;
      flags.push({ ...whose, day, tier, rules: rulesOf(said) });
      // Whoever opens an amber day in the worklist reads all that it says.
      toldByWorklist.push(...heard(reasons));
      continue;
    }
    const silent = new Set(quiet.map(({ reason }) => reason.kind));
    toldByAlerts.push(...heard(attached.filter(({ kind }) => !silent.has(kind))));
    const opened = open === undefined ? undefined : flags[open];
    if (isOpen && open !== undefined && opened) {
      flags[open] = { ...opened, tier: tierOf([opened.tier, ...attached.map(({ tier }) => tier)]) };
      continue;
    }
    open =
      flags.push({
        ...whose,
        day,
        tier: tierOf(attached.map(({ tier }) => tier)),
        rules: rulesOf(news),
      }) - 1;
    openUntil = closedAfter(day, life.alerts);
    if (attached.some(({ rule }) => rule === "O3")) acknowledged.push({ day, total });
  }
  return flags;
}

function judge(
  lived: LivedDay,
  {
    past,
    calls,
    phaseFacts,
    beginnings,
  }: Pick<Life, "phaseFacts" | "beginnings"> & {
    readonly past: readonly PastDay[];
    readonly calls: readonly LocalDay[];
  },
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
  const from = runMayBegin(beginnings, lived.day);
  const missesBefore = past.slice(lastSign + 1).filter(({ day }) => from === undefined || day >= from);
  const runBegan = missesBefore[0]?.day ?? lived.day;
  return assessSilence(
    {
      missesInARow: missesBefore.length + 1,
      phaseDay: phaseDay(phaseFacts, runBegan),
      lastTier: tierBefore(past[lastSign], runBegan, calls),
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
