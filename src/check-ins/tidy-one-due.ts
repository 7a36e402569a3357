import type { Tx } from "../db/client.ts";
import type { DueWork } from "../db/due-work.ts";
import { enqueue } from "../outbox/enqueue.ts";

/** Of what tells an answer: long enough to read it and to try the step, no longer. */
const STAYS_MS = 10 * 60_000;

/** When what tells an answer leaves the chat, where it is shown `now`. */
export function tidyTime(now: Date): Date {
  return new Date(now.getTime() + STAYS_MS);
}

interface DueCheckIn {
  readonly id: number;
  readonly participant_id: number;
  readonly message_id: number | null;
  readonly feedback_fits: boolean | null;
}

/** Has what a complete check-in left on the screen taken out of the chat: its feedback, a question, that use was reported, or why somebody was told. */
export const tidyOneDue: DueWork<DueCheckIn> = {
  name: "tidying",
  table: "check_ins",
  at: "tidy_at",
  columns: "t.participant_id, t.message_id, t.feedback_fits",
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
      ...(due.feedback_fits !== null && { params: { saidWhetherItFits: 1 } }),
      intendedAt: now,
    });
}
