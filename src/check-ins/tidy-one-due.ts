import type { Tx } from "../db/client.ts";
import { takeOneDue } from "../db/take-one-due.ts";
import type { Deps } from "../deps.ts";
import { enqueue } from "../outbox/enqueue.ts";

interface DueCheckIn {
  readonly id: number;
  readonly participant_id: number;
  readonly message_id: number | null;
}

/** Has the feedback of one check-in, which names a sign, taken out of the chat. True when there may be more. */
export async function tidyOneDue(deps: Pick<Deps, "db" | "log">, now: Date): Promise<boolean> {
  return await takeOneDue(deps, { name: "tidying", claim, work, postpone }, now);
}

async function claim(tx: Pick<Tx, "$queryRaw">, now: Date): Promise<DueCheckIn | undefined> {
  const [due] = await tx.$queryRaw<DueCheckIn[]>`
    SELECT id, participant_id, message_id FROM check_ins WHERE tidy_at <= ${now}
    ORDER BY tidy_at LIMIT 1 FOR UPDATE SKIP LOCKED`;
  return due;
}

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

async function postpone(tx: Tx, { id }: DueCheckIn, until: Date): Promise<void> {
  await tx.checkIn.update({ where: { id }, data: { tidyAt: until } });
}
