import type { LocalDay } from "./calendar.ts";

/** A day on which a check-in was due. */
export interface DueDay {
  readonly day: LocalDay;
  /** Something was answered. */
  readonly answered: boolean;
}

export interface Streak {
  /** Check-ins in a row on which something was answered, up to now. */
  readonly current: number;
  /** All of them. */
  readonly answered: number;
}

/**
 * A streak of turning up, not of clean days: whoever has had a hard day and says so keeps it. Days on which
 * nothing was due (paused, before release) neither add to it nor end it, and today does not end it yet.
 */
export function streakOf(days: readonly DueDay[], today: LocalDay): Streak {
  const due = days
    .filter(({ day, answered }) => day < today || (answered && day === today))
    .toSorted((a, b) => (a.day < b.day ? 1 : -1));
  const end = due.findIndex(({ answered }) => !answered);
  return {
    current: end === -1 ? due.length : end,
    answered: due.filter(({ answered }) => answered).length,
  };
}
