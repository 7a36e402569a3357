/** How an alert can end, and how far along the funnel contacted → agreed → seen → stayed it is then. */
export type Closing = "enough" | "agreed" | "met" | "referred" | "false-alarm";

/** Where to. */
export type Referral = "clinic" | "rehab" | "group" | "other";

/** What is stored on the alert. */
const outcomes = ["talked", "agreed", "met", "referred", "false-alarm"] as const;
export type Outcome = (typeof outcomes)[number];

/** Whether it is one that there are words for. */
export function isOutcome(stored: string | null | undefined): stored is Outcome {
  return outcomes.some((outcome) => outcome === stored);
}

export interface Ending {
  readonly outcome: Outcome;
  /** The last step of the funnel that holds; undefined for a false alarm. */
  readonly reached: "contacted" | "agreed" | "seen" | undefined;
  /** Days until somebody is asked how it went on. */
  readonly askAgainDays?: number;
}

/** A week to keep an appointment, four to see whether it holds. */
const UNTIL_SEEN_DAYS = 7;
const UNTIL_STAYED_DAYS = 28;

export function endingOf(closing: Closing): Ending {
  switch (closing) {
    case "enough":
      return { outcome: "talked", reached: "contacted" };
    case "agreed":
      return { outcome: "agreed", reached: "agreed", askAgainDays: UNTIL_SEEN_DAYS };
    case "met":
      return { outcome: "met", reached: "seen", askAgainDays: UNTIL_STAYED_DAYS };
    case "referred":
      return { outcome: "referred", reached: "agreed", askAgainDays: UNTIL_SEEN_DAYS };
    case "false-alarm":
      return { outcome: "false-alarm", reached: undefined };
  }
}

export const followUps = ["agreed", "came", "not-yet", "gave-up", "stayed", "left"] as const;
export type FollowUp = (typeof followUps)[number];

/** What can be said next: whether they agreed after all, whether they came, and once they had, whether they stayed. */
export function followUpsAfter({
  agreed,
  seen,
}: {
  readonly agreed: boolean;
  readonly seen: boolean;
}): readonly FollowUp[] {
  if (seen) return ["stayed", "left"];
  return agreed ? ["came", "not-yet", "gave-up"] : ["agreed", "came"];
}

/** Days until somebody is asked again; undefined when that was the last word. */
export function askAgainAfter(answer: FollowUp): number | undefined {
  switch (answer) {
    case "came":
      return UNTIL_STAYED_DAYS;
    case "agreed":
    case "not-yet":
      return UNTIL_SEEN_DAYS;
    case "gave-up":
    case "stayed":
    case "left":
      return undefined;
  }
}
