import type { Reason } from "./reason.ts";
import {
  type CheckInFacts,
  checkInRules,
  type RuleSettings,
  type SilenceFacts,
  silenceRule,
} from "./rules.ts";
import { compareTiers, type Tier, worst } from "./tier.ts";

export type { Given, Reason, RuleId } from "./reason.ts";
export { type CheckInFacts, type RuleSettings, rulesVersion, type SilenceFacts } from "./rules.ts";
export { compareTiers, type Tier, worst } from "./tier.ts";

export interface Assessment {
  readonly tier: Tier;
  /** Worst first; empty when green. */
  readonly reasons: readonly Reason[];
}

/** Judges what has been answered so far; an unfinished check-in is judged the same way when its day closes. */
export function assess(facts: CheckInFacts, rules: RuleSettings): Assessment {
  return assessment(checkInRules.flatMap((rule) => rule(facts, rules)));
}

export function assessSilence(facts: SilenceFacts, rules: RuleSettings): Assessment {
  return assessment(silenceRule(facts, rules));
}

/** Somebody asked for help outside the questions. */
export function assessHelp(kind: "help-button"): Assessment {
  return assessment([{ rule: "R1", tier: "red", kind, answers: [] }]);
}

function assessment(reasons: readonly Reason[]): Assessment {
  return {
    tier: worst(reasons.map(({ tier }) => tier)),
    reasons: reasons.toSorted((a, b) => compareTiers(b.tier, a.tier)),
  };
}
