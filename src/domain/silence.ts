import { dueFrom, type PhaseFacts } from "./cadence.ts";
import { addDays, daysBetween, type LocalDay } from "./calendar.ts";
import { sum } from "./sum.ts";
import type { CheckInFacts, PersonFacts } from "./week.ts";

/** So many days without an answer are a silence. */
export const SILENT_DAYS = 14;

/**
 * How long nothing has been answered up to `last`: missed days, each with the days after it that the person's rhythm
 * leaves free.
 */
export function silentDays(checkIns: readonly CheckInFacts[], facts: PhaseFacts, last: LocalDay): number {
  const ended = checkIns.filter(({ mark }) => mark !== "open").toSorted((a, b) => (a.day < b.day ? 1 : -1));
  const answered = ended.findIndex(({ mark }) => mark !== "missing");
  const missed = answered === -1 ? ended : ended.slice(0, answered);
  if (facts.threeAWeekSince === undefined) return missed.length;
  return sum(
    missed.map(({ day }, index) => {
      const untilDue = daysBetween(day, dueFrom(facts, addDays(day, 1)));
      return Math.min(untilDue, daysBetween(day, missed[index - 1]?.day ?? addDays(last, 1)));
    }),
  );
}

/** Whether a silence reaches back to `from`, the first day that is known, and they may have been asked before. */
export function mayBeLonger(
  checkIns: readonly CheckInFacts[],
  { releaseDate, joinedOn }: Pick<PersonFacts, "releaseDate" | "joinedOn">,
  from: LocalDay,
): boolean {
  const ended = checkIns.filter(({ mark }) => mark !== "open");
  return (
    releaseDate < from &&
    joinedOn < from &&
    ended.some(({ day }) => day === from) &&
    ended.every(({ mark }) => mark === "missing")
  );
}
