import type { Tx } from "../db/client.ts";
import { enqueue, URGENT } from "../outbox/enqueue.ts";
import { recordEvent } from "./record-event.ts";
import { refreshCopies } from "./refresh-copies.ts";

/**
 * The time is up in which somebody should have got through on a red alert, taken or not: every copy says so
 * from then on, and the participant gets the numbers again. Once, until there is contact.
 */
export async function markUnconnected(tx: Tx, alertId: number, now: Date): Promise<void> {
  const { count } = await tx.alert.updateMany({
    where: { id: alertId, tier: "red", unconnectedAt: null },
    data: { unconnectedAt: now },
  });
  if (count === 0) return;
  const eventId = await recordEvent(tx, { alertId, kind: "unconnected", at: now, tier: "red" });
  await refreshCopies(tx, alertId, eventId, now);
  const { participantId } = await tx.alert.findUniqueOrThrow({ where: { id: alertId } });
  await enqueue(tx, {
    kind: "numbers-again",
    dedupeKey: `numbers-again:${alertId}:${eventId}`,
    to: { participantId },
    alertId,
    priority: URGENT,
    intendedAt: now,
  });
}
