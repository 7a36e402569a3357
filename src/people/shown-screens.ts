import type { Db, Tx } from "../db/client.ts";
import type { Action } from "../domain/access.ts";

/** A message of a member of staff that shows a participant, because they asked for it. */
export interface ShownScreen {
  readonly participantId: number;
  readonly staffId: number;
  readonly messageId: number;
  /** Which right they have read it by. */
  readonly action: Action;
}

/**
 * Whom a message of somebody of staff shows from now on; undefined: nobody any more. Copies of alerts, which came unasked, are on
 * record themselves.
 */
export async function noteShown(
  db: Db,
  {
    staffId,
    messageId,
    about,
  }: Pick<ShownScreen, "staffId" | "messageId"> & {
    readonly about: Pick<ShownScreen, "participantId" | "action"> | undefined;
  },
  now: Date,
): Promise<void> {
  if (about === undefined)
    await db.$executeRaw`DELETE FROM shown_screens WHERE staff_id = ${staffId} AND message_id = ${messageId}`;
  else
    await db.$executeRaw`
      INSERT INTO shown_screens (staff_id, message_id, participant_id, action, at)
      SELECT ${staffId}, ${messageId}, id, ${about.action}, ${now} FROM participants
      WHERE id = ${about.participantId} AND NOT EXISTS (
        SELECT FROM outbox WHERE staff_id = ${staffId} AND message_id = ${messageId} AND kind = 'alert')
      ON CONFLICT (staff_id, message_id) DO UPDATE SET participant_id = excluded.participant_id,
        action = excluded.action, at = excluded.at`;
}

/** What shows these participants in the present chats of staff. Numbers of messages begin anew with another account. */
export async function readShown(tx: Tx, participantIds: readonly number[]): Promise<readonly ShownScreen[]> {
  return await tx.$queryRaw`
    SELECT c.participant_id AS "participantId", c.staff_id AS "staffId", c.message_id AS "messageId", c.action
    FROM shown_screens c JOIN staff s ON s.id = c.staff_id
    WHERE c.participant_id = ANY (${[...participantIds]}) AND s.telegram_id IS NOT NULL
      AND (s.linked_at IS NULL OR c.at >= s.linked_at)
    ORDER BY c.staff_id, c.message_id`;
}
