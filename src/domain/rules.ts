import type { LocalDay } from "./calendar.ts";
import type { HistoryRuleSettings } from "./history-rules.ts";
import type { Answer, Answers, Question, S6Form } from "./instrument.ts";
import type { Given, Reason } from "./reason.ts";
import { isAlarming, type Tier, worst } from "./tier.ts";

/** Goes up with every change of what a rule means, so that an old alert can be read by its own rules. */
export const rulesVersion = "rules@4";

/** Thresholds by rule. R1 and the safety answers have none: they always hold. */
export interface RuleSettings extends HistoryRuleSettings {
  readonly R2: { readonly cravingFrom: number; readonly confidenceUpTo: number };
  readonly O1: { readonly substanceFrom: number };
  readonly O2: {
    readonly cravingFrom: number;
    readonly confidenceUpTo: number;
    /** A refused safety question counts from this value of S3. */
    readonly lowFrom: number;
  };
  readonly O3: { readonly totalFrom: number; readonly signFrom: number; readonly signs: number };
  readonly O5: {
    /** Up to this day of the phases, counted from the release or the last red, the early number of misses holds. */
    readonly earlyDays: number;
    readonly missesEarly: number;
    readonly missesLater: number;
    readonly missesAfterAlarm: number;
    readonly again: readonly number[];
  };
  readonly A2: HistoryRuleSettings["A2"] & { readonly signFrom: number };
  readonly A3: { readonly substanceFrom: number };
}

/** Of the safety question. */
export const DANGER_FROM = 2;

/** What one check-in says so far; unanswered questions are simply absent. */
export interface CheckInFacts {
  readonly route: readonly Question[];
  readonly s6Form: S6Form;
  readonly answers: Answers;
  /** As in `pastDay`. */
  readonly wasComplete?: boolean;
}

export type CheckInRule = (facts: CheckInFacts, settings: RuleSettings) => readonly Reason[];

/** Every rule that a check-in alone decides. Their order is the order of the reasons within a tier. */
export const checkInRules: readonly CheckInRule[] = [
  safetyDanger,
  cravingWithoutConfidence,
  substance,
  craving,
  noConfidence,
  safetyThoughts,
  safetyRefused,
  askedForContact,
  total,
  manySigns,
  strongestSigns,
  almostUsed,
];

/** The answer for which people are told at once. */
export function isDanger({ kind }: Question, answer: Answer): boolean {
  return kind === "safety" && typeof answer === "number" && answer >= DANGER_FROM;
}

function safetyDanger({ answers }: CheckInFacts): readonly Reason[] {
  const given = only(answers, "SAFETY", (value) => value >= DANGER_FROM);
  return given ? [{ rule: "R1", tier: "red", kind: "safety-danger", answers: [given] }] : [];
}

function cravingWithoutConfidence({ answers }: CheckInFacts, { R2 }: RuleSettings): readonly Reason[] {
  const craving = only(answers, "S8", (value) => value >= R2.cravingFrom);
  const confidence = only(answers, "C1", (value) => value <= R2.confidenceUpTo);
  return craving && confidence
    ? [{ rule: "R2", tier: "red", kind: "craving-without-confidence", answers: [craving, confidence] }]
    : [];
}

function substance({ answers, s6Form }: CheckInFacts, { O1 }: RuleSettings): readonly Reason[] {
  const given = only(answers, "S6", (value) => value >= O1.substanceFrom);
  return given ? [{ rule: "O1", tier: "orange", kind: "substance", form: s6Form, answers: [given] }] : [];
}

function craving({ answers }: CheckInFacts, { O2 }: RuleSettings): readonly Reason[] {
  const given = only(answers, "S8", (value) => value >= O2.cravingFrom);
  return given ? [{ rule: "O2", tier: "orange", kind: "craving", answers: [given] }] : [];
}

function noConfidence({ answers }: CheckInFacts, { O2 }: RuleSettings): readonly Reason[] {
  const given = only(answers, "C1", (value) => value <= O2.confidenceUpTo);
  return given ? [{ rule: "O2", tier: "orange", kind: "no-confidence", answers: [given] }] : [];
}

function safetyThoughts({ answers }: CheckInFacts): readonly Reason[] {
  const given = only(answers, "SAFETY", (value) => value === 1);
  return given ? [{ rule: "O2", tier: "orange", kind: "safety-thoughts", answers: [given] }] : [];
}

/** The one skip that counts: it needs the strongest sadness beside it, and is never read as a yes. */
function safetyRefused({ answers }: CheckInFacts, { O2 }: RuleSettings): readonly Reason[] {
  const low = only(answers, "S3", (value) => value >= O2.lowFrom);
  if (!low || answers.get("SAFETY") !== "skipped") return [];
  return [
    {
      rule: "O2",
      tier: "orange",
      kind: "safety-refused",
      answers: [low, { question: "SAFETY", value: "skipped" }],
    },
  ];
}

function askedForContact({ answers }: CheckInFacts): readonly Reason[] {
  const given = only(answers, "C2", (value) => value >= 2);
  return given ? [{ rule: "O2", tier: "orange", kind: "asked-for-contact", answers: [given] }] : [];
}

function total(facts: CheckInFacts, { O3 }: RuleSettings): readonly Reason[] {
  const signs = signsOf(facts);
  const answers = givenSigns(facts);
  const total = answers.reduce((sum, { value }) => sum + value, 0);
  if (total < O3.totalFrom) return [];
  const outOf = signs.reduce((sum, { choices }) => sum + Math.max(...choices.map(({ value }) => value)), 0);
  return [{ rule: "O3", tier: "orange", kind: "total", total, outOf, limit: O3.totalFrom, answers }];
}

function manySigns(facts: CheckInFacts, { O3 }: RuleSettings): readonly Reason[] {
  const answers = givenSigns(facts).filter(({ value }) => value >= O3.signFrom);
  return answers.length >= O3.signs
    ? [{ rule: "O3", tier: "orange", kind: "many-signs", from: O3.signFrom, limit: O3.signs, answers }]
    : [];
}

/** S6 and S8 have their own rules at the top of their scale. */
function strongestSigns(facts: CheckInFacts, { A2 }: RuleSettings): readonly Reason[] {
  const answers = givenSigns(facts).filter(
    ({ question, value }) => value >= A2.signFrom && question !== "S6" && question !== "S8",
  );
  return answers.length > 0 ? [{ rule: "A2", tier: "amber", kind: "strongest-signs", answers }] : [];
}

function almostUsed({ answers, s6Form }: CheckInFacts, { A3, O1 }: RuleSettings): readonly Reason[] {
  if (s6Form !== "reporting") return [];
  const given = only(answers, "S6", (value) => value >= A3.substanceFrom && value < O1.substanceFrom);
  return given ? [{ rule: "A3", tier: "amber", kind: "almost-used", answers: [given] }] : [];
}

export interface SilenceFacts {
  /** Days in a row that closed without a complete check-in, the one just closed included. */
  readonly missesInARow: number;
  /** The day of the phase on the first of them (cadence.ts): it holds for the whole run. */
  readonly phaseDay: number;
  /** How the last day before the run ended (`tierBefore`); undefined when there was none. */
  readonly lastTier: Tier | undefined;
}

/**
 * How it was before a run of silence: as the last check-in ended, and hard where somebody called for help or told of a
 * lapse on its day or later. What comes within the run changes none of its limits.
 */
export function tierBefore(
  lastSign: { readonly day: LocalDay; readonly tier?: Tier | undefined } | undefined,
  runBegan: LocalDay,
  calls: readonly LocalDay[],
): Tier | undefined {
  const called = calls.some((day) => day < runBegan && (lastSign === undefined || day >= lastSign.day));
  return called ? worst([lastSign?.tier ?? "green", "orange"]) : lastSign?.tier;
}

/**
 * The first day that may belong to the run of silence of a day. None reaches over a release, another account or consent
 * given anew: its limits would lie behind it, and the first days outside be the middle of a run of which nobody hears.
 */
export function runMayBegin(beginnings: readonly LocalDay[], day: LocalDay): LocalDay | undefined {
  return beginnings
    .filter((begins) => begins <= day)
    .toSorted()
    .at(-1);
}

/** O5. Speaks only on the very count that crosses a limit, so a run of silence is told once per limit. */
export function silenceRule(facts: SilenceFacts, { O5 }: RuleSettings): readonly Reason[] {
  const { missesInARow: days, phaseDay, lastTier } = facts;
  const afterAlarm = lastTier !== undefined && isAlarming(lastTier);
  // Judged on the first missed day, or a run over day 28 would be told twice.
  const usual = phaseDay <= O5.earlyDays ? O5.missesEarly : O5.missesLater;
  const first = afterAlarm ? Math.min(O5.missesAfterAlarm, usual) : usual;
  if (days !== first && !O5.again.includes(days)) return [];
  return [{ rule: "O5", tier: "orange", kind: "missed", days, afterAlarm, answers: [] }];
}

function only(answers: Answers, question: string, holds: (value: number) => boolean): Given | undefined {
  const value: Answer | undefined = answers.get(question);
  return typeof value === "number" && holds(value) ? { question, value } : undefined;
}

function signsOf({ route }: CheckInFacts): readonly Question[] {
  return route.filter(({ kind }) => kind === "sign");
}

function givenSigns(facts: CheckInFacts): readonly { readonly question: string; readonly value: number }[] {
  return signsOf(facts).flatMap(({ id }) => {
    const value = facts.answers.get(id);
    return typeof value === "number" ? [{ question: id, value }] : [];
  });
}
