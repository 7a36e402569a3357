/** What was found that must never be. */
export interface Violation {
  readonly invariant: "I1" | "I2" | "I3" | "I4" | "I5" | "I6" | "I7" | "I8";
  readonly what: string;
  /** Codes or ids of what it is about. */
  readonly who: string;
  /** Participants whose history leads to it. */
  readonly codes: readonly string[];
  readonly at: string;
}
