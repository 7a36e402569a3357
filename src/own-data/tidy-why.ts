import { tidyTime } from "../check-ins/tidy-one-due.ts";
import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { enqueueLater } from "../outbox/enqueue.ts";

interface Page {
  readonly participantId: number;
  readonly messageId: number;
}

/**
 * Why somebody was told says what was answered: after a while the message shows again what it was opened from, the end of
 * a check-in or the journey.
 */
export async function tidyWhyLater(
  { db }: Pick<Deps, "db">,
  { participantId, messageId }: Page,
  now: Date,
): Promise<void> {
  const tidyAt = tidyTime(now);
  await inTransaction(db, async (tx) => {
    const { count } = await tx.checkIn.updateMany({
      where: { participantId, messageId, state: "completed" },
      data: { tidyAt },
    });
    if (count > 0) return;
    await enqueueLater(tx, {
      kind: "closing",
      dedupeKey: `why:${participantId}:${messageId}:${now.toISOString()}`,
      to: { participantId },
      params: { messageId },
      intendedAt: tidyAt,
    });
  });
}

/** They have left the page: what they went on to is not to be overwritten. */
export async function keepWhatFollows(
  { db }: Pick<Deps, "db">,
  { participantId, messageId }: Page,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await tx.checkIn.updateMany({
      where: { participantId, messageId, state: "completed" },
      data: { tidyAt: null },
    });
    // Without its message it is called off when its time comes.
    await tx.$executeRaw`
      UPDATE outbox SET params = params - 'messageId'
      WHERE participant_id = ${participantId} AND kind = 'closing' AND state = 'pending'
        AND params->'messageId' = to_jsonb(${messageId}::int)`;
  });
}
