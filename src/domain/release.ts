import { addDays, type LocalDay } from "./calendar.ts";

const YEAR = 365;
/** Rules and rhythm are for the time after a release: further back is a slip of the year. */
const EARLIEST_DAYS = 3 * YEAR;
/** People are invited while they are still inside. */
const LATEST_DAYS = 2 * YEAR;
/** So far ahead a release can be corrected by the person alone: it stops the prompts until then. */
const LATEST_ALONE_DAYS = 60;

type Who = "staff" | "person";

/** The first and the last day that a release can be said to be on, by the staff or by the person alone. */
export function releaseBounds(
  today: LocalDay,
  who: Who = "staff",
): { readonly earliest: LocalDay; readonly latest: LocalDay } {
  return {
    earliest: addDays(today, -EARLIEST_DAYS),
    latest: addDays(today, who === "staff" ? LATEST_DAYS : LATEST_ALONE_DAYS),
  };
}

export function isPlausibleRelease(day: LocalDay, today: LocalDay, who: Who = "staff"): boolean {
  const { earliest, latest } = releaseBounds(today, who);
  return earliest <= day && day <= latest;
}
