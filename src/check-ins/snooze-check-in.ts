import type { Deps } from "../deps.ts";
import { HOUR_MS } from "../domain/duration.ts";

export function snoozedUntil(now: Date): Date {
  return new Date(now.getTime() + HOUR_MS);
}

/** "In an hour." False when the check-in is not open, not this person's, or its day ends before. */
export async function snoozeCheckIn(
  { db }: Pick<Deps, "db">,
  { checkInId, telegramId }: { readonly checkInId: number; readonly telegramId: number },
  now: Date,
): Promise<boolean> {
  const nudgeAt = snoozedUntil(now);
  const { count } = await db.checkIn.updateMany({
    where: {
      id: checkInId,
      state: { in: ["prompted", "started"] },
      closesAt: { gt: nudgeAt },
      participant: { telegramId, status: "active" },
    },
    data: { nudgeAt, snoozed: true },
  });
  return count === 1;
}
