import { reportedUse } from "./abstinence.ts";
import { type History, type PastDay, pastDay } from "./history.ts";
import { engagementRules, type HistoryRule, trendRules, type Waiting } from "./history-rules.ts";
import type { Reason } from "./reason.ts";
import {
  type CheckInFacts,
  checkInRules,
  DANGER_FROM,
  type RuleSettings,
  type SilenceFacts,
  silenceRule,
} from "./rules.ts";
import { compareTiers, type Tier, worst } from "./tier.ts";

export interface Assessment {
  readonly tier: Tier;
  /** Worst first; empty when green. */
  readonly reasons: readonly Reason[];
  /** 0–40, skipped and unanswered signs as 0. */
  readonly total: number;
  /** Rules that have not enough history yet to say anything. */
  readonly waiting: readonly Waiting[];
  /** A red, or use that was reported: the phases begin again (cadence.ts). */
  readonly reenters: boolean;
  /** It was the short form: what rests on the total, or on the signs that it leaves out, could not be judged. */
  readonly short?: true;
}

/** Judges what has been answered so far; an unfinished check-in is judged the same way when its day closes. */
export function assess(facts: CheckInFacts, history: History, rules: RuleSettings): Assessment {
  const today = pastDay({ ...facts, day: history.today, seconds: history.secondsToday });
  const alone = checkInRules.flatMap((rule) => rule(facts, rules));
  const total = [...today.signs.values()].reduce((sum, value) => sum + value, 0);
  const judged = assessment(
    alone,
    total,
    lookBack([...trendRules, ...engagementRules], today, history, rules),
  );
  const used = facts.s6Form === "reporting" && reportedUse(facts.answers.get("S6")) === "use";
  return { ...judged, ...(today.short && { short: true }), ...(used && { reenters: true }) };
}

/** Judges a day on which nothing was answered. */
export function assessSilence(facts: SilenceFacts, history: History, rules: RuleSettings): Assessment {
  const missed: PastDay = { day: history.today, kind: "missed", signs: new Map() };
  return assessment(silenceRule(facts, rules), 0, lookBack(engagementRules, missed, history, rules));
}

/** What somebody says outside the questions, or in answer to one whose day has ended. */
export type HelpKind = "help-button" | "overdose" | "not-safe" | "lapse" | "safety-danger";

export function assessHelp(kind: HelpKind): Assessment {
  const answers = kind === "safety-danger" ? [{ question: "SAFETY", value: DANGER_FROM }] : [];
  return assessment([
    kind === "lapse"
      ? { rule: "O1", tier: "orange", kind, answers }
      : { rule: "R1", tier: "red", kind, answers },
  ]);
}

/** The same without the answer that people are told of in the moment it is given. */
export function withoutDanger(assessed: Assessment): Assessment {
  const reasons = assessed.reasons.filter(({ kind }) => kind !== "safety-danger");
  return { ...assessed, reasons, tier: worst(reasons.map(({ tier }) => tier)) };
}

type Judged = ReturnType<HistoryRule>;

function lookBack(
  rules: readonly HistoryRule[],
  today: PastDay,
  history: History,
  settings: RuleSettings,
): readonly Judged[] {
  return rules.map((rule) => rule(today, history, settings));
}

function assessment(alone: readonly Reason[], total = 0, lookedBack: readonly Judged[] = []): Assessment {
  const reasons = [...alone, ...lookedBack.flatMap((judged) => judged.reasons)];
  const tier = worst(reasons.map((reason) => reason.tier));
  return {
    tier,
    reasons: reasons.toSorted((a, b) => compareTiers(b.tier, a.tier)),
    total,
    waiting: lookedBack.flatMap(({ waiting }) => waiting),
    reenters: tier === "red" || reasons.some(({ kind }) => kind === "lapse"),
  };
}
