import type { Answer, S6Form } from "./instrument.ts";

export type RuleId = "R1" | "R2" | "O1" | "O2" | "O3" | "O4" | "O5" | "A1" | "A2" | "A3" | "A4";

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
  | Because<"R1", "red", "overdose">
  /** The answer to being asked back. */
  | Because<"R1", "red", "not-safe">
  /** Said by themselves, outside the questions. */
  | Because<"O1", "orange", "lapse">
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
  /** Against the person's own usual, over `days` check-ins; mean and limit to one decimal. */
  | (Because<"O4", "orange", "personal-jump"> & {
      readonly total: number;
      readonly mean: number;
      readonly limit: number;
      readonly days: number;
    })
  /** `afterAlarm`: the last check-in before the run had ended orange or red. */
  | (Because<"O5", "orange", "missed"> & { readonly days: number; readonly afterAlarm: boolean })
  /** `level`: the moving average of the total, to one decimal like the others. */
  | (Because<"A1", "amber", "drift"> & {
      readonly level: number;
      readonly mean: number;
      readonly limit: number;
      readonly days: number;
    })
  | Because<"A2", "amber", "strongest-signs">
  /** `answers` are today's; each sign was at `from` or above on at least `times` of the last `of` check-ins. */
  | (Because<"A2", "amber", "repeated-sign"> & {
      readonly from: number;
      readonly times: number;
      readonly of: number;
    })
  /** S6 in the reporting form: almost used. */
  | Because<"A3", "amber", "almost-used">
  | (Because<"A4", "amber", "half-missing"> & { readonly completed: number; readonly due: number })
  | Because<"A4", "amber", "bot-blocked">
  /** The same answer to every sign, given within seconds, on so many days. */
  | (Because<"A4", "amber", "straight-lining"> & { readonly times: number });
