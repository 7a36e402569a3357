import type { Tx } from "../db/client.ts";
import type { DueWork } from "../db/due-work.ts";
import { enqueue } from "../outbox/enqueue.ts";

interface DueCheckIn {
  readonly id: number;
  readonly participant_id: number;
  readonly message_id: number | null;
}

/** Has what a complete check-in left on the screen, its feedback or a question, taken out of the chat. */
export const tidyOneDue: DueWork<DueCheckIn> = {
  name: "tidying",
  table: "check_ins",
  at: "tidy_at",
  columns: "t.participant_id, t.message_id",
  lock: "UPDATE",
  work,
};

async function work(tx: Tx, due: DueCheckIn, now: Date): Promise<void> {
  const { id: checkInId, participant_id: participantId, message_id: messageId } = due;
  await tx.checkIn.update({ where: { id: checkInId }, data: { tidyAt: null } });
  if (messageId !== null)
    await enqueue(tx, {
      kind: "closing",
      dedupeKey: `tidy:${checkInId}:${now.toISOString()}`,
      to: { participantId },
      checkInId,
      intendedAt: now,
    });
}
