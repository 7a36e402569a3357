import type { Tx } from "../db/client.ts";
import { takeOneDue } from "../db/take-one-due.ts";
import type { Deps } from "../deps.ts";
import { addDays, type LocalDay, localDayAt, mondayOf, summaryDueAfter } from "../domain/calendar.ts";
import { readSettings } from "../people/read-settings.ts";
import { enqueueSummary } from "./enqueue-summary.ts";

/**
 * Sends the summary of one programme whose hour has come to each coordinator with a Telegram account, and
 * works out the next hour. After weeks of downtime only the newest finished week leaves. True when there
 * may be more.
 */
export async function sendOneSummaryDue(deps: Pick<Deps, "db" | "log">, now: Date): Promise<boolean> {
  return await takeOneDue(deps, { name: "summary", claim, work, postpone }, now);
}

interface DueProgramme {
  readonly id: number;
  readonly zone: string;
}

async function claim(tx: Pick<Tx, "$queryRaw">, now: Date): Promise<DueProgramme | undefined> {
  const [due] = await tx.$queryRaw<DueProgramme[]>`
    SELECT id, zone FROM programmes WHERE summary_due_at <= ${now}
    ORDER BY summary_due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`;
  return due;
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

async function postpone(tx: Tx, { id }: DueProgramme, until: Date): Promise<void> {
  await tx.programme.update({ where: { id }, data: { summaryDueAt: until } });
}

/** Its Monday. */
export function newestFinishedWeek(now: Date, zone: string): LocalDay {
  return addDays(mondayOf(localDayAt(now, zone)), -7);
}
