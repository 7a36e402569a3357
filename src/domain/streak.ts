import type { LocalDay } from "./calendar.ts";
import type { PastDay } from "./history.ts";

export interface Streak {
  /** Check-ins in a row on which something was answered, up to now. */
  readonly current: number;
  /** All of them in the days that are known. */
  readonly answered: number;
}

/**
 * A streak of turning up, not of clean days: whoever has had a hard day and says so keeps it. Days on which
 * nothing was due (paused, before release) neither add to it nor end it, and today does not end it yet.
 */
export function streakOf(days: readonly PastDay[], today: LocalDay): Streak {
  const due = days
    .filter(({ day, kind }) => day <= today && (kind !== "missed" || day !== today))
    .toSorted((a, b) => (a.day < b.day ? 1 : -1));
  const end = due.findIndex(({ kind }) => kind === "missed");
  return {
    current: end === -1 ? due.length : end,
    answered: due.filter(({ kind }) => kind !== "missed").length,
  };
}
