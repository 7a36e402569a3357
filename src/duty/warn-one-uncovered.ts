import type { Db, Tx } from "../db/client.ts";
import type { DueWork } from "../db/due-work.ts";
import { instantOf, localDayAt, nextPromptAt } from "../domain/calendar.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { remindOfNumbers } from "../programme/remind-of-numbers.ts";
import { findGaps } from "./find-gaps.ts";

interface DueProgramme {
  readonly id: number;
  readonly zone: string;
  readonly due_at: Date;
}

/** Late enough to know who is on tonight, early enough to change it. */
const MINUTE = 16 * 60;
const CODES_NAMED = 10;
/** No code holds it: whoever erases somebody finds theirs between two of these. */
export const CODES_JOINED = ", ";

/**
 * Once a day, from 16:00 in the programme's zone: tells the coordinators for whom nobody would be told
 * tonight, while there is time to change it, and which numbers have to be tried again.
 */
export const warnOneUncovered: DueWork<DueProgramme> = {
  name: "coverage",
  table: "programmes",
  at: "coverage_due_at",
  columns: "t.zone, t.coverage_due_at AS due_at",
  lock: "NO KEY UPDATE",
  work,
};

async function work(
  tx: Tx,
  { id: programmeId, zone, due_at: dueAt }: DueProgramme,
  now: Date,
): Promise<void> {
  const today = localDayAt(now, zone);
  await tx.programme.update({
    where: { id: programmeId },
    data: { coverageDueAt: nextCoverageCheck(now, zone) },
  });
  await remindOfNumbers(tx, { programmeId, zone }, now);
  // The evening it was for is over.
  if (localDayAt(dueAt, zone) !== today) return;
  const coordinators = await tx.staff.findMany({
    where: { programmeId, role: "coordinator", telegramId: { not: null } },
    select: { id: true },
  });
  const staffIds = coordinators.map(({ id }) => id);
  await warnOfGaps(tx, { programmeId, zone, staffIds }, now);
}

/** Names those for whom nobody would be told tonight; nothing is sent when there is no gap. */
export async function warnOfGaps(
  tx: Tx,
  {
    programmeId,
    zone,
    staffIds,
  }: { readonly programmeId: number; readonly zone: string; readonly staffIds: readonly number[] },
  now: Date,
): Promise<void> {
  if (staffIds.length === 0) return;
  const gaps = await findGaps(tx, programmeId, now);
  if (gaps.length === 0) return;
  for (const staffId of staffIds)
    await enqueue(tx, {
      kind: "notice",
      dedupeKey: `uncovered:${localDayAt(now, zone)}:${staffId}`,
      to: { staffId },
      params: {
        notice: "uncovered",
        codes: gaps.slice(0, CODES_NAMED).join(CODES_JOINED),
        more: gaps.length - Math.min(gaps.length, CODES_NAMED),
      },
      intendedAt: now,
    });
}

/**
 * Of the codes that such a warning names those for whom nobody is on now, how many these are, and for how many more it is so. No
 * others are named: whoever erases somebody finds the warning by the codes in its row.
 */
export async function gapsStillOpen(
  db: Db,
  { programmeId, codes }: { readonly programmeId: number; readonly codes: string },
  now: Date,
): Promise<{ readonly codes: string; readonly named: number; readonly more: number }> {
  const gaps = await findGaps(db, programmeId, now);
  const open = codes.split(CODES_JOINED).filter((code) => gaps.includes(code));
  return { codes: open.join(CODES_JOINED), named: open.length, more: gaps.length - open.length };
}

/** The next 16:00 in the programme's zone. */
export function nextCoverageCheck(after: Date, zone: string): Date {
  return nextPromptAt({ after, minute: MINUTE, zone });
}

/** The one of this day, also where its hour has passed. */
export function todaysCoverageCheck(now: Date, zone: string): Date {
  return instantOf(localDayAt(now, zone), MINUTE, zone);
}
