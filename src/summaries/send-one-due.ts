import type { Tx } from "../db/client.ts";
import type { DueWork } from "../db/due-work.ts";
import { addDays, type LocalDay, localDayAt, mondayOf, summaryDueAfter } from "../domain/calendar.ts";
import { readSettings } from "../people/read-settings.ts";
import { enqueueSummary } from "./enqueue-summary.ts";

/**
 * Sends the summary of one programme whose hour has come to each coordinator with a Telegram account, and
 * works out the next hour. After weeks of downtime only the newest finished week leaves.
 */
export const sendOneSummaryDue: DueWork<DueProgramme> = {
  name: "summary",
  table: "programmes",
  at: "summary_due_at",
  columns: "t.zone",
  lock: "NO KEY UPDATE",
  work,
};

interface DueProgramme {
  readonly id: number;
  readonly zone: string;
}

async function work(tx: Tx, { id: programmeId, zone }: DueProgramme, now: Date): Promise<void> {
  const { summary } = await readSettings(tx, programmeId);
  await tx.programme.update({
    where: { id: programmeId },
    data: { summaryDueAt: summaryDueAfter(now, zone, summary) },
  });
  const coordinators = await tx.staff.findMany({
    where: { programmeId, role: "coordinator", telegramId: { not: null } },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  const monday = newestFinishedWeek(now, zone);
  const staffIds = coordinators.map(({ id }) => id);
  await enqueueSummary(tx, { programmeId, monday, staffIds, occasion: "weekly" }, now);
}

/** Its Monday. */
export function newestFinishedWeek(now: Date, zone: string): LocalDay {
  return addDays(mondayOf(localDayAt(now, zone)), -7);
}
