import type { Db, Tx } from "../db/client.ts";
import { enqueue, ORDINARY, SOON } from "./enqueue.ts";
import type { OutboxRow } from "./row.ts";

/** The newest thing that has happened to the alert a message is about, as of before it is rendered; 0 for others. */
export async function newestEvent(
  db: Db | Tx,
  { kind, alertId }: Pick<OutboxRow, "kind" | "alertId">,
): Promise<number> {
  if (kind !== "alert" || alertId === null) return 0;
  const { _max } = await db.alertEvent.aggregate({ where: { alertId }, _max: { id: true } });
  return _max.id ?? 0;
}

/** One copy of an alert, as it was sent. */
interface Copy {
  readonly id: bigint;
  readonly staffId: number;
  readonly alertId: number;
  readonly messageId: number;
}

/** Screens that were asked for are shown a little later than the tap is handled. */
const SHOWN_WITHIN = "1 minute";

/** The copies of an alert that lie in their readers' present chats and do not lead on to a newer one yet, or no longer. */
export async function readCopies(
  tx: Tx,
  alertId: number,
): Promise<readonly (Copy & { readonly isNewest: boolean })[]> {
  return await tx.$queryRaw`
    SELECT * FROM (
      SELECT o.id, o.staff_id AS "staffId", o.alert_id AS "alertId", o.message_id AS "messageId",
             o.message_id = max(o.message_id) OVER (PARTITION BY o.staff_id) AS "isNewest",
             COALESCE((o.params->>'openedAt')::timestamptz + ${SHOWN_WITHIN}::interval, '-infinity') AS shown_by
      FROM outbox o JOIN staff s ON s.id = o.staff_id
      WHERE o.alert_id = ${alertId} AND o.kind = 'alert' AND o.state = 'sent' AND o.message_id IS NOT NULL
        AND (s.linked_at IS NULL OR o.sent_at >= s.linked_at)) copy
    WHERE "isNewest" OR NOT EXISTS (
      SELECT FROM outbox last
      WHERE last.alert_id = ${alertId} AND last.kind = 'alert-update' AND last.sequence = 'alert-copy:' || copy.id
        AND last.params ? 'isOld' AND last.state <> 'failed' AND last.intended_at > copy.shown_by)
    ORDER BY id`;
}

/**
 * Whether its reader is told of the same alert by a newer message, which is to leave now as well or lies in their present chat:
 * what has waited for hours must not ring once for each time they were to be told.
 */
export async function hasNewer(
  db: Db | Tx,
  { id, alertId, staffId }: OutboxRow,
  now: Date,
): Promise<boolean> {
  const newer = await db.$queryRaw<unknown[]>`
    SELECT FROM outbox o JOIN staff s ON s.id = o.staff_id
    WHERE o.alert_id = ${alertId} AND o.kind = 'alert' AND o.staff_id = ${staffId} AND o.id > ${id} AND o.intended_at <= ${now}
      AND (o.state = 'pending' OR (o.state = 'sent' AND (s.linked_at IS NULL OR o.sent_at >= s.linked_at)))
    LIMIT 1`;
  return newer.length > 0;
}

/**
 * Somebody opens the alert on one of its copies, whatever that said before: with the next change it has to lead on again.
 * False where the message is no copy.
 */
export async function noteOpened(
  db: Db | Tx,
  { alertId, staffId, messageId }: Omit<Copy, "id">,
  now: Date,
): Promise<boolean> {
  const count = await db.$executeRaw`
    UPDATE outbox SET params = params || jsonb_build_object('openedAt', ${now}::timestamptz)
    WHERE alert_id = ${alertId} AND kind = 'alert' AND staff_id = ${staffId} AND message_id = ${messageId}`;
  return count > 0;
}

/**
 * An alert may be taken, or change otherwise, while a copy of it is under way: that copy was not there to be
 * edited. In the transaction that puts it on record as sent it is edited to what is true now, and the reader's earlier ones
 * lead on to it: afterwards nobody comes back to it.
 */
export async function catchUpCopy(
  tx: Tx,
  row: OutboxRow,
  { asOf, messageId }: { readonly asOf: number; readonly messageId: number },
  now: Date,
): Promise<void> {
  const { id, kind, alertId, staffId } = row;
  if (kind !== "alert" || alertId === null || staffId === null) return;
  // Whoever is changing it has read which copies there are, perhaps without this one; so has another one that arrives now.
  await tx.$queryRaw`SELECT id FROM alerts WHERE id = ${alertId} FOR NO KEY UPDATE`;
  const newest = await newestEvent(tx, row);
  if (newest !== asOf) await editCopy(tx, { id, staffId, alertId, messageId }, newest, now);
  for (const copy of await readCopies(tx, alertId))
    if (copy.staffId === staffId && !copy.isNewest) await leadOn(tx, copy, newest, now);
}

/** Edits one copy to what is true at its sending; `eventId` says because of what. Two edits never overtake each other. */
export async function editCopy(tx: Tx, copy: Copy, eventId: number, now: Date): Promise<void> {
  await enqueue(tx, { ...editOf(copy, now), dedupeKey: `alert-update:${copy.id}:${eventId}` });
}

/**
 * The last edit of a copy: it says that the alert goes on in a newer message, and nothing that could become untrue or be kept
 * by somebody who no longer answers for the person.
 */
export async function leadOn(tx: Tx, copy: Copy, eventId: number, now: Date): Promise<void> {
  const { params, ...edit } = editOf(copy, now);
  const dedupeKey = `alert-update:${copy.id}:newer:${eventId}`;
  await enqueue(tx, { ...edit, params: { ...params, isOld: "yes" }, dedupeKey });
}

/** On a copy of a closed alert somebody has the details open who may not see them any more; once for each time they opened it. */
export async function coverDetails(
  tx: Tx,
  { openedAt, ...copy }: Copy & { readonly openedAt: string },
  now: Date,
): Promise<void> {
  const dedupeKey = `alert-update:${copy.id}:covered:${openedAt}`;
  await enqueue(tx, { ...editOf(copy, now), priority: ORDINARY, dedupeKey });
}

function editOf({ id, staffId, alertId, messageId }: Copy, now: Date) {
  return {
    kind: "alert-update",
    to: { staffId },
    alertId,
    params: { messageId },
    priority: SOON,
    sequence: `alert-copy:${id}`,
    intendedAt: now,
  } as const;
}
