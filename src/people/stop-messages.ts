import { lockAlerts } from "../alerts/lock-alerts.ts";
import { recordEvent } from "../alerts/record-event.ts";
import { refreshCopies } from "../alerts/refresh-copies.ts";
import type { Tx } from "../db/client.ts";
import type { OutboxMessage } from "../db/generated/client.ts";

/** One message, or change of one, that leaves no more. */
export type CalledOff = Pick<OutboxMessage, "kind" | "params" | "checkInId">;

/**
 * What waits to leave for somebody, and what would bring it about later. Written messages are left to
 * their own renderer, which tells the author; in a chat that they keep also what takes an answer, or what they typed, out of it. A chat is cleared
 * after that: what is just being put on record is waited for here, and found there. Answers what was called off.
 */
export async function stopMessages(
  tx: Tx,
  participantId: number,
  chat: "kept" | "cleared",
): Promise<readonly CalledOff[]> {
  await tx.checkIn.updateMany({
    where: { participantId, state: { in: ["prompted", "started"] } },
    data: { nudgeAt: null, snoozed: false },
  });
  return await tx.outboxMessage.updateManyAndReturn({
    where: {
      ...{ participantId, state: "pending", relayId: null },
      ...(chat === "kept" && { kind: { notIn: ["closing", "retraction"] } }),
    },
    data: { state: "cancelled" },
    select: { kind: true, params: true, checkInId: true },
  });
}

/** Everybody who has the person's open alert on the screen sees what has changed about the person. */
export async function markAlert(
  tx: Tx,
  participantId: number,
  kind: "left" | "frozen" | "linked-again",
  now: Date,
): Promise<void> {
  // A copy that is put on record meanwhile would neither be edited nor see why.
  await lockAlerts(tx, [participantId]);
  const alert = await tx.alert.findFirst({ where: { participantId, state: { not: "closed" } } });
  if (!alert) return;
  const eventId = await recordEvent(tx, { alertId: alert.id, kind, at: now, tier: alert.tier });
  await refreshCopies(tx, alert.id, eventId, now);
}
