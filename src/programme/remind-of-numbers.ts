import type { Tx } from "../db/client.ts";
import { type LocalDay, localDayAt } from "../domain/calendar.ts";
import { periodsOver } from "../domain/phone-number.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { readSettings } from "./read-settings.ts";

/**
 * Asks a programme's coordinators to try the numbers whose time has run out: once for each number and period, those that were
 * tried on one day together.
 */
export async function remindOfNumbers(
  tx: Tx,
  { programmeId, zone }: { readonly programmeId: number; readonly zone: string },
  now: Date,
): Promise<void> {
  const today = localDayAt(now, zone);
  const { crisisNumbers } = await readSettings(tx, programmeId);
  const triedOn = crisisNumbers.flatMap(({ confirmedOn }) => confirmedOn ?? []);
  const over = Map.groupBy(triedOn, (day: LocalDay) => day);
  const coordinators = await tx.staff.findMany({
    where: { programmeId, role: "coordinator", telegramId: { not: null } },
    select: { id: true },
  });
  for (const [day, { length: count }] of over) {
    const period = periodsOver(day, today);
    if (period === 0) continue;
    for (const { id: staffId } of coordinators)
      await enqueue(tx, {
        kind: "notice",
        dedupeKey: `numbers-old:${staffId}:${day}:${period}`,
        to: { staffId },
        params: { notice: "numbers-old", count, until: day },
        intendedAt: now,
      });
  }
}
