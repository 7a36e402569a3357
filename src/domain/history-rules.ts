import { type BaselineSettings, baselineOf, daysBefore, type History, type PastDay } from "./history.ts";
import type { Given, Reason, RuleId } from "./reason.ts";
import { sum } from "./sum.ts";

/** Thresholds of the rules that compare a day with the days before it. */
export interface HistoryRuleSettings {
  readonly baseline: BaselineSettings;
  /** Points above the own mean, and how many standard deviations it must also be. */
  readonly O4: { readonly rise: number; readonly deviations: number };
  /** `weight` is the λ of the moving average, `deviations` the width of its limit. */
  readonly A1: { readonly weight: number; readonly deviations: number };
  readonly A2: { readonly repeatedFrom: number; readonly times: number; readonly of: number };
  readonly A4: {
    /** Over how many due days, today among them. */
    readonly days: number;
    readonly completionPercent: number;
    readonly sameAnswers: number;
    readonly fasterThanSeconds: number;
  };
}

/** A rule that could not be judged yet, and what it waits for: check-ins, or due days for A4. */
export interface Waiting {
  readonly rule: RuleId;
  readonly have: number;
  readonly need: number;
}

interface Judged {
  readonly reasons: readonly Reason[];
  readonly waiting: readonly Waiting[];
}

export type HistoryRule = (today: PastDay, history: History, settings: HistoryRuleSettings) => Judged;

/** Rules about a check-in seen before the days behind it. */
export const trendRules: readonly HistoryRule[] = [personalJump, drift, repeatedSign];

/** Rules about whether somebody still takes part; they hold for a missed day too. */
export const engagementRules: readonly HistoryRule[] = [completion, botBlocked, straightLining];

/** O4. Judged by what has been answered so far: the rest could only add to it. */
function personalJump(
  today: PastDay,
  history: History,
  { baseline: settings, O4 }: HistoryRuleSettings,
): Judged {
  const baseline = baselineOf(history, settings);
  if (baseline.kind === "not-enough") return waitingFor("O4", baseline);
  const { mean, deviation, totals } = baseline;
  const total = sum([...today.signs.values()]);
  const limit = mean + Math.max(O4.rise, O4.deviations * deviation);
  if (total < limit) return NOTHING;
  const compared = { total, mean: tenths(mean), limit: tenths(limit), days: totals.length };
  return because({ rule: "O4", tier: "orange", kind: "personal-jump", answers: signsOf(today), ...compared });
}

/**
 * A1: an exponentially weighted moving average over the days of the baseline and today, from the
 * baseline's mean on, above its asymptotic control limit. EWMA charts for daily self-report:
 * Schat et al. 2021, Smit et al. 2022. Judged only on a day with a whole total.
 */
function drift(
  { total }: PastDay,
  history: History,
  { baseline: settings, A1 }: HistoryRuleSettings,
): Judged {
  const baseline = baselineOf(history, settings);
  if (baseline.kind === "not-enough") return waitingFor("A1", baseline);
  if (total === undefined) return NOTHING;
  const { mean, deviation, totals } = baseline;
  const level = [...totals, total].reduce(
    (average, value) => A1.weight * value + (1 - A1.weight) * average,
    mean,
  );
  const limit = mean + A1.deviations * deviation * Math.sqrt(A1.weight / (2 - A1.weight));
  if (level <= limit) return NOTHING;
  const compared = { level: tenths(level), mean: tenths(mean), limit: tenths(limit), days: totals.length };
  return because({ rule: "A1", tier: "amber", kind: "drift", answers: [], ...compared });
}

/** A2, the part that looks back: speaks on a day on which the sign is strong again. */
function repeatedSign(today: PastDay, history: History, { baseline, A2 }: HistoryRuleSettings): Judged {
  const answered = daysBefore(history, baseline.windowDays).filter(({ kind }) => kind !== "missed");
  const have = Math.min(answered.length, A2.of - 1) + 1;
  if (have < A2.times) return waitingFor("A2", { have, need: A2.times });
  // A short check-in says nothing of a sign that it does not ask for: another one stands in its place.
  const lastOf = (id: string) =>
    [...answered.filter(({ short, signs }) => !short || signs.has(id)), today].slice(-A2.of);
  const strong = (id: string) =>
    lastOf(id).filter(({ signs }) => (signs.get(id) ?? 0) >= A2.repeatedFrom).length;
  const answers = signsOf(today).filter(
    ({ question, value }) => value >= A2.repeatedFrom && strong(question) >= A2.times,
  );
  if (answers.length === 0) return NOTHING;
  const { repeatedFrom: from, times, of } = A2;
  return because({ rule: "A2", tier: "amber", kind: "repeated-sign", from, times, of, answers });
}

/** A4: the share of due days that were completed. */
function completion(today: PastDay, history: History, { baseline, A4 }: HistoryRuleSettings): Judged {
  const due = lastDue(today, history, baseline, A4.days);
  if (due.length < A4.days) return waitingFor("A4", { have: due.length, need: A4.days });
  const completed = due.filter(({ kind }) => kind === "completed").length;
  if (completed * 100 >= A4.completionPercent * due.length) return NOTHING;
  return because({
    rule: "A4",
    tier: "amber",
    kind: "half-missing",
    completed,
    due: due.length,
    answers: [],
  });
}

function botBlocked(_today: PastDay, { blocked }: History): Judged {
  return blocked ? because({ rule: "A4", tier: "amber", kind: "bot-blocked", answers: [] }) : NOTHING;
}

/** A4: the same value down the whole page, in no time, again and again. All zeros are an ordinary calm day. */
function straightLining(today: PastDay, history: History, { baseline, A4 }: HistoryRuleSettings): Judged {
  const times = lastDue(today, history, baseline, A4.days).filter((day) => isStraight(day, A4)).length;
  return times >= A4.sameAnswers
    ? because({ rule: "A4", tier: "amber", kind: "straight-lining", times, answers: [] })
    : NOTHING;
}

function isStraight(
  { total, signs, seconds }: PastDay,
  { fasterThanSeconds }: HistoryRuleSettings["A4"],
): boolean {
  const [value, ...others] = new Set(signs.values());
  // With a skip it is no straight line, or the skip itself would speak.
  const whole = total !== undefined && signs.size >= 10;
  return whole && others.length === 0 && value !== 0 && seconds !== undefined && seconds < fasterThanSeconds;
}

function lastDue(
  today: PastDay,
  history: History,
  { windowDays }: BaselineSettings,
  count: number,
): readonly PastDay[] {
  return [...daysBefore(history, windowDays), today].slice(-count);
}

const NOTHING: Judged = { reasons: [], waiting: [] };

function because(reason: Reason): Judged {
  return { reasons: [reason], waiting: [] };
}

function waitingFor(rule: RuleId, { have, need }: { readonly have: number; readonly need: number }): Judged {
  return { reasons: [], waiting: [{ rule, have, need }] };
}

function signsOf({ signs }: PastDay): readonly (Given & { readonly value: number })[] {
  return [...signs].map(([question, value]) => ({ question, value }));
}

/** One decimal: what people read. */
function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
