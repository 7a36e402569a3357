import type { Tx } from "../db/client.ts";
import { editCopy, leadOn, readCopies } from "../outbox/alert-copies.ts";

/**
 * Everybody's newest message that showed this alert is edited to what is true now; `eventId` says because of what. Those
 * before it lead on to it. Not the one that was `tapped`: whoever acts has the details open there. Nor those in the chat
 * of an earlier account, whose numbers mean something else in the present one.
 */
export async function refreshCopies(
  tx: Tx,
  alertId: number,
  eventId: number,
  now: Date,
  tapped?: { readonly staffId: number; readonly messageId: number },
): Promise<void> {
  for (const copy of await readCopies(tx, alertId)) {
    if (tapped?.staffId === copy.staffId && tapped.messageId === copy.messageId) continue;
    if (copy.isNewest) await editCopy(tx, copy, eventId, now);
    else await leadOn(tx, copy, eventId, now);
  }
}
