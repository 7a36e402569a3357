import type { Tx } from "../db/client.ts";
import { editCopy } from "../outbox/catch-up-copy.ts";

/**
 * Every message that showed this alert is edited to what is true now; `eventId` says because of what.
 * Not the one that was `tapped`: whoever acts has the details open there. Nor those in the chat of an earlier
 * account, whose numbers mean something else in the present one.
 */
export async function refreshCopies(
  tx: Tx,
  alertId: number,
  eventId: number,
  now: Date,
  tapped?: { readonly staffId: number; readonly messageId: number },
): Promise<void> {
  const copies = await tx.outboxMessage.findMany({
    where: { alertId, kind: "alert", state: "sent", messageId: { not: null } },
    select: { id: true, staffId: true, messageId: true, sentAt: true, staff: { select: { linkedAt: true } } },
  });
  for (const { id, staffId, messageId, sentAt, staff } of copies) {
    if (staffId === null || messageId === null) continue;
    if (staff?.linkedAt && sentAt && sentAt < staff.linkedAt) continue;
    if (tapped?.staffId === staffId && tapped.messageId === messageId) continue;
    await editCopy(tx, { id, staffId, alertId, messageId }, eventId, now);
  }
}
