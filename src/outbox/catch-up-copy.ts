import { type Db, inTransaction, type Tx } from "../db/client.ts";
import { enqueue, URGENT } from "./enqueue.ts";
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

/**
 * An alert may be taken, or change otherwise, while a copy of it is under way: that copy was not there to be
 * edited. Once it is on record as sent it is edited to what is true now.
 */
export async function catchUpCopy(
  db: Db,
  row: OutboxRow,
  { asOf, messageId }: { readonly asOf: number; readonly messageId: number },
  now: Date,
): Promise<void> {
  const { id, kind, alertId, staffId } = row;
  if (kind !== "alert" || alertId === null || staffId === null) return;
  await inTransaction(db, async (tx) => {
    // Whoever is changing it has read which copies there are, perhaps without this one.
    await tx.$queryRaw`SELECT id FROM alerts WHERE id = ${alertId} FOR SHARE`;
    const newest = await newestEvent(tx, row);
    if (newest === asOf) return;
    await editCopy(tx, { id, staffId, alertId, messageId }, newest, now);
  });
}

/** One copy of an alert, as it was sent. */
interface Copy {
  readonly id: bigint;
  readonly staffId: number;
  readonly alertId: number;
  readonly messageId: number;
}

/** Edits one copy to what is true at its sending; `eventId` says because of what. Two edits never overtake each other. */
export async function editCopy(
  tx: Tx,
  { id, staffId, alertId, messageId }: Copy,
  eventId: number,
  now: Date,
): Promise<void> {
  await enqueue(tx, {
    kind: "alert-update",
    dedupeKey: `alert-update:${id}:${eventId}`,
    to: { staffId },
    alertId,
    params: { messageId },
    priority: URGENT,
    sequence: `alert-copy:${id}`,
    intendedAt: now,
  });
}
