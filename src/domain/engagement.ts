import { addDays, daysBetween, type LocalDay } from "./calendar.ts";
import { type GroupFigure, group } from "./group-figure.ts";

/** Days since release at which it is asked who still takes part. */
export const milestones = [28, 90, 180] as const;
export type Milestone = (typeof milestones)[number];
/** Engaged at a milestone: completed a check-in in so many days before it. */
export const ENGAGED_DAYS = 7;

/** "joined-later": enrolled when those seven days had begun, so nobody can tell. */
export type Engagement = "engaged" | "not-engaged" | "not-reached" | "joined-later";

export function engagementAt(
  milestone: Milestone,
  {
    releaseDate,
    joinedOn,
    last,
    engagedAt,
  }: {
    readonly releaseDate: LocalDay;
    readonly joinedOn: LocalDay;
    /** The last day that counts. */
    readonly last: LocalDay;
    /** Milestones before which a check-in was completed. */
    readonly engagedAt: readonly Milestone[];
  },
): Engagement {
  if (daysBetween(releaseDate, last) < milestone) return "not-reached";
  if (joinedOn > addDays(releaseDate, milestone - ENGAGED_DAYS)) return "joined-later";
  return engagedAt.includes(milestone) ? "engaged" : "not-engaged";
}

export interface EngagedFigure {
  readonly milestone: Milestone;
  /** Of those who reached the day and were enrolled in time. */
  readonly engaged: GroupFigure<number>;
  readonly notReached: number;
  readonly joinedLater: number;
}

/** `rows` has each person's engagement in the order of `milestones`. */
export function engagedFigures(rows: readonly (readonly Engagement[])[]): readonly EngagedFigure[] {
  return milestones.map((milestone, index) => {
    const at = rows.map((row) => row[index]);
    const cohort = at.filter((each) => each === "engaged" || each === "not-engaged");
    return {
      milestone,
      engaged: group(cohort, () => cohort.filter((each) => each === "engaged").length),
      notReached: at.filter((each) => each === "not-reached").length,
      joinedLater: at.filter((each) => each === "joined-later").length,
    };
  });
}
