import type { Tx } from "../db/client.ts";
import { dayOfDbDate, localDayAt } from "../domain/calendar.ts";
import { replan } from "./schedule.ts";

/** The phases begin again on the check-in's day, or now. To be asked by whoever holds the person's row. */
export async function reenter(
  tx: Tx,
  { participantId, checkInId }: { readonly participantId: number; readonly checkInId?: number },
  now: Date,
): Promise<void> {
  const { zone, status, threeAWeekSince } = await tx.participant.findUniqueOrThrow({
    where: { id: participantId },
  });
  const checkIn =
    checkInId === undefined ? null : await tx.checkIn.findUniqueOrThrow({ where: { id: checkInId } });
  const day = checkIn ? dayOfDbDate(checkIn.localDay) : localDayAt(now, zone);
  await tx.$executeRaw`
    UPDATE participants SET reentered_on = reentered_on || ${day}::date
    WHERE id = ${participantId} AND NOT ${day}::date = ANY(reentered_on)`;
  // Daily again, from the very next day.
  if (threeAWeekSince !== null && status === "active") await replan(tx, participantId, now);
}
