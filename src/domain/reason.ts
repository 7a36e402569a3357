import type { Answer, S6Form } from "./instrument.ts";

export type RuleId = "R1" | "R2" | "O1" | "O2" | "O3" | "O5" | "A2" | "A3";

/** One answer that caused a reason. */
export interface Given {
  readonly question: string;
  readonly value: Answer;
}

interface Because<Rule extends RuleId, Of extends "amber" | "orange" | "red", Kind extends string> {
  readonly rule: Rule;
  readonly tier: Of;
  /** Unique over all rules. */
  readonly kind: Kind;
  /** What was answered, in the order asked; empty where no answer was involved. */
  readonly answers: readonly Given[];
}

/** Why somebody is told. Plain JSON, stored sealed on the alert: it names answers, S6 and safety among them. */
export type Reason =
  | Because<"R1", "red", "help-button">
  /** Thoughts of self-harm and the fear of acting on them. */
  | Because<"R1", "red", "safety-danger">
  | Because<"R2", "red", "craving-without-confidence">
  /** `form` tells whether S6 asked how close a substance came or whether it was used. */
  | (Because<"O1", "orange", "substance"> & { readonly form: S6Form })
  | Because<"O2", "orange", "craving">
  | Because<"O2", "orange", "no-confidence">
  | Because<"O2", "orange", "safety-thoughts">
  | Because<"O2", "orange", "safety-refused">
  | Because<"O2", "orange", "asked-for-contact">
  /** `total` counts skipped and unanswered signs as 0. */
  | (Because<"O3", "orange", "total"> & {
      readonly total: number;
      readonly outOf: number;
      readonly limit: number;
    })
  /** `answers` are the signs at `from` or above. */
  | (Because<"O3", "orange", "many-signs"> & { readonly from: number; readonly limit: number })
  /** `afterAlarm`: the last check-in before the run had ended orange or red. */
  | (Because<"O5", "orange", "missed"> & { readonly days: number; readonly afterAlarm: boolean })
  | Because<"A2", "amber", "strongest-signs">
  /** S6 in the reporting form: almost used. */
  | Because<"A3", "amber", "almost-used">;
