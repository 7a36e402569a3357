import type { Tx } from "../db/client.ts";
import type { DueWork } from "../db/due-work.ts";
import { addDays, type LocalDay, localDayAt, mondayOf, summaryDueAfter } from "../domain/calendar.ts";
import { readSettings } from "../programme/read-settings.ts";
import { enqueueSummary } from "./enqueue-summary.ts";

/**
 * Sends the summary of one programme whose hour has come to each coordinator with a Telegram account, and
 * works out the next hour. After weeks of downtime only the newest finished week leaves.
 */
export const sendOneSummaryDue: DueWork<DueProgramme> = {
  name: "summary",
  table: "programmes",
  at: "summary_due_at",
  columns: "t.zone, t.summary_due_at AS due_at",
  lock: "NO KEY UPDATE",
  work,
};

interface DueProgramme {
  readonly id: number;
  readonly zone: string;
  readonly due_at: Date;
}

async function work(tx: Tx, { id: programmeId, zone, due_at }: DueProgramme, now: Date): Promise<void> {
  const { summary } = await readSettings(tx, programmeId);
  // Of the weeks that have passed since, the newest is the one that leaves.
  let dueAt = due_at;
  let next = summaryDueAfter(dueAt, zone, summary);
  while (next <= now) {
    dueAt = next;
    next = summaryDueAfter(dueAt, zone, summary);
  }
  await tx.programme.update({
    where: { id: programmeId },
    data: { summaryDueAt: next },
  });
  const coordinators = await tx.staff.findMany({
    where: { programmeId, role: "coordinator", telegramId: { not: null } },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  const monday = newestFinishedWeek(now, zone);
  const staffIds = coordinators.map(({ id }) => id);
  await enqueueSummary(tx, { programmeId, monday, staffIds, occasion: "weekly", dueAt }, now);
}

/** Its Monday. */
export function newestFinishedWeek(now: Date, zone: string): LocalDay {
  return addDays(mondayOf(localDayAt(now, zone)), -7);
}
