import { type Db, despiteConflicts, inTransaction, type Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { comesTooLate } from "../relay/in-charge.ts";
import { afterwards, isFollowed } from "./afterwards.ts";
import { catchUpCopy } from "./alert-copies.ts";
import type { OutboxRow } from "./row.ts";

export type SentOutcome =
  | "kept"
  /** Meanwhile cancelled or erased, or whom it is about stopped or locked the account, or its reader may not read it any more. */
  | "gone"
  /** Its reader of staff has another account, or is to have one: it has not come there. */
  | "elsewhere";

/**
 * Puts on record that a message has left, and what else hangs on that.
 *
 * @param asOf the newest event of its alert when it was rendered (`newestEvent`)
 * @param isNew it is a message of its own, neither a change of another one nor its removal
 */
export async function recordSent(
  { db, now }: Pick<Deps, "db"> & { readonly now: () => Date },
  row: OutboxRow,
  { asOf, messageId, isNew }: { readonly asOf: number; readonly messageId: number; readonly isNew: boolean },
): Promise<SentOutcome> {
  const alone = async () => await markSent(db, row, messageId, now());
  // On most messages nothing else hangs, and of those one statement is all there is to put on record.
  if (!isFollowed(row) && (await despiteConflicts(alone))) return "kept";
  return await inTransaction(db, async (tx) => {
    const isSent = await markSent(tx, row, messageId, now());
    if (isSent && !(await comesTooLate(tx, row, now()))) {
      await afterwards(tx, row, "sent", now());
      await catchUpCopy(tx, row, { asOf, messageId }, now());
      return "kept";
    }
    if (isNew && !isSent && (await isLinkedElsewhere(tx, row))) return "elsewhere";
    const stopped = await tx.outboxMessage.updateMany({
      where: { id: row.id, state: isSent ? "sent" : "pending" },
      data: { state: "cancelled", sentAt: null, messageId: null },
    });
    if (stopped.count === 1) await afterwards(tx, row, "cancelled", now());
    return "gone";
  });
}

/**
 * From now on the check-in goes on in its newest prompt or nudge. Whoever takes an account of staff away, changes who answers for
 * the participant of a relayed message, or locks that person, waits for this or is waited for: what is in the chat then is
 * known to one of the two. Other messages to participants are cancelled by whoever clears their chat (`stopMessages`).
 */
async function markSent(
  db: Db | Tx,
  { id, participantId, staffId, relayedWith, recipient, participantStatus }: OutboxRow,
  messageId: number,
  now: Date,
): Promise<boolean> {
  const marked = await db.$executeRaw`
    WITH member AS (SELECT telegram_id FROM staff WHERE id = ${staffId} FOR SHARE),
    other AS (SELECT status::text FROM participants WHERE id = ${relayedWith} FOR SHARE),
    sent AS (
      UPDATE outbox SET state = 'sent', sent_at = ${now}, message_id = ${messageId}, error = NULL
      WHERE id = ${id} AND state = 'pending'
        AND NOT EXISTS (SELECT FROM member WHERE telegram_id IS DISTINCT FROM ${recipient?.chatId ?? null})
        AND NOT EXISTS (
          SELECT FROM (SELECT status FROM other
                       UNION ALL SELECT status::text FROM participants WHERE id = ${participantId}) person
          WHERE status IN ('withdrawn', 'frozen') AND status IS DISTINCT FROM ${participantStatus ?? null})
      RETURNING kind, check_in_id
    ), carrying AS (
      UPDATE check_ins SET message_id = ${messageId} FROM sent
      WHERE check_ins.id = sent.check_in_id AND sent.kind IN ('prompt', 'nudge')
    )
    SELECT FROM sent`;
  return marked === 1;
}

async function isLinkedElsewhere(tx: Tx, { staffId, recipient }: OutboxRow): Promise<boolean> {
  if (staffId === null || recipient === undefined) return false;
  return (await tx.staff.count({ where: { id: staffId, telegramId: recipient.chatId } })) === 0;
}

/** Whether this very message of ours stands in its row. */
export async function isOnRecord(db: Db, id: bigint, messageId: number): Promise<boolean> {
  return (await db.outboxMessage.count({ where: { id, state: "sent", messageId } })) === 1;
}
