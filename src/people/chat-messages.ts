import type { Db, Tx } from "../db/client.ts";
import { HOUR_MS } from "../domain/duration.ts";
import type { CalledOff } from "./stop-messages.ts";

/** How long Telegram lets a bot delete messages of a private chat. */
export const DELETABLE_MS = 48 * HOUR_MS;

/** One message of a chat with the bot; of interest where the account is a participant's. */
export async function noteMessage(
  db: Db,
  { telegramId, messageId }: { readonly telegramId: number; readonly messageId: number },
  now: Date,
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO chat_messages (participant_id, message_id, at)
    SELECT id, ${messageId}, ${now} FROM participants WHERE telegram_id = ${telegramId}
    ON CONFLICT DO NOTHING`;
}

/** What of a participant's chat may still be deleted, oldest first. `linkedAt`: numbers begin anew with another account. */
export async function deletableMessages(
  tx: Tx,
  { id: participantId, linkedAt }: { readonly id: number; readonly linkedAt: Date | null },
  now: Date,
): Promise<readonly number[]> {
  const since = new Date(Math.max(now.getTime() - DELETABLE_MS, linkedAt?.getTime() ?? 0));
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT message_id AS id FROM chat_messages WHERE participant_id = ${participantId} AND at >= ${since}
    UNION
    SELECT message_id FROM outbox
    WHERE participant_id = ${participantId} AND message_id IS NOT NULL AND sent_at >= ${since}
    ORDER BY id`;
  return rows.map(({ id }) => id);
}

/**
 * The same, and what is older: what counselors wrote there, which the outbox knows for as long as the message is kept, and what was
 * to leave the chat by something that was `calledOff`, or soon by the check-in that it ended.
 */
export async function messagesOnLostPhone(
  tx: Tx,
  person: { readonly id: number; readonly linkedAt: Date | null },
  calledOff: readonly CalledOff[],
  now: Date,
): Promise<{ readonly messageIds: readonly number[]; readonly olderIds: readonly number[] }> {
  const messageIds = await deletableMessages(tx, person, now);
  const leaving = calledOff.filter(({ kind }) => kind === "closing" || kind === "retraction");
  const named = leaving.flatMap(({ params }) => (params as { readonly messageId?: number }).messageId ?? []);
  const checkInIds = leaving.flatMap(({ checkInId }) => checkInId ?? []);
  const older = await tx.$queryRaw<{ id: number }[]>`
    SELECT message_id AS id FROM outbox
    WHERE participant_id = ${person.id} AND kind = 'relay-content' AND message_id IS NOT NULL
      AND sent_at >= ${person.linkedAt ?? new Date(0)}
    UNION
    SELECT message_id FROM check_ins
    WHERE participant_id = ${person.id} AND message_id IS NOT NULL AND (tidy_at IS NOT NULL OR id = ANY (${checkInIds}))
    UNION
    SELECT unnest(${named}::int[])
    ORDER BY id DESC`;
  const olderIds = older.map(({ id }) => id).filter((id) => !messageIds.includes(id));
  return { messageIds, olderIds };
}

/**
 * What is on record of a chat of staff, newest first: what may still be deleted, also of what they wrote
 * themselves, and what of the bot's is older. An edit is on record under the number of what it changed, which is as old as ever.
 */
export async function messagesOfStaff(
  tx: Tx,
  { id: staffId, linkedAt }: { readonly id: number; readonly linkedAt: Date | null },
  now: Date,
): Promise<{ readonly messageIds: readonly number[]; readonly olderIds: readonly number[] }> {
  const since = linkedAt ?? new Date(0);
  const deletableSince = new Date(now.getTime() - DELETABLE_MS);
  const rows = await tx.$queryRaw<{ id: number; deletable: boolean }[]>`
    SELECT id, bool_and(deletable) AS deletable FROM (
      SELECT message_id AS id, sent_at >= ${deletableSince} AS deletable FROM outbox
      WHERE staff_id = ${staffId} AND message_id IS NOT NULL AND sent_at >= ${since}
      UNION ALL
      SELECT source_message_id, true FROM relay_messages
      WHERE staff_id = ${staffId} AND NOT from_participant AND at >= ${since} AND at >= ${deletableSince}
      UNION ALL
      -- How old the message is in which it was shown is on record nowhere.
      SELECT message_id, false FROM shown_screens WHERE staff_id = ${staffId} AND at >= ${since}
      UNION ALL
      SELECT (params->>'messageId')::int, true FROM outbox
      WHERE staff_id = ${staffId} AND kind = 'retraction' AND state = 'pending') message
    GROUP BY id ORDER BY id DESC`;
  const idsOf = (which: boolean) => rows.filter(({ deletable }) => deletable === which).map(({ id }) => id);
  return { messageIds: idsOf(true), olderIds: idsOf(false) };
}
