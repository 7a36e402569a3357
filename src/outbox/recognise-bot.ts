import { type Db, inTransaction, type Tx } from "../db/client.ts";
import { DAY_MS } from "../domain/duration.ts";

/**
 * Every bot counts its messages anew, and a number of the former one means another message now. True when it is another one than
 * the last time, and the former one's numbers are forgotten. Of several processes that start at once one does it.
 */
export async function recogniseBot(db: Db, botId: number, now: Date): Promise<boolean> {
  return await inTransaction(db, async (tx) => {
    const { count } = await tx.bot.updateMany({
      where: { id: { not: botId } },
      data: { id: botId, since: now },
    });
    if (count > 0) await forgetNumbers(tx, now);
    else await tx.bot.createMany({ data: [{ id: botId, since: now }], skipDuplicates: true });
    return count > 0;
  });
}

/**
 * Everybody counts as linked from now on: what was sent or written before lies in another chat, as after a change of account.
 * Emptied is what leads from a message to somebody, or to the screen that is to change, and called off what still waits to change
 * one. Of the many prompts only their clearing asks for the numbers, and that goes by the time.
 */
async function forgetNumbers(tx: Tx, now: Date): Promise<void> {
  const linked = { where: { telegramId: { not: null } }, data: { linkedAt: now } };
  await tx.staff.updateMany(linked);
  await tx.participant.updateMany(linked);
  await tx.chatMessage.deleteMany();
  await tx.$executeRaw`DELETE FROM shown_screens`;
  await tx.conversationState.deleteMany();
  const dayAgo = new Date(now.getTime() - DAY_MS);
  await tx.checkIn.updateMany({
    where: {
      messageId: { not: null },
      OR: [
        { state: { in: ["prompted", "started"] } },
        { tidyAt: { not: null } },
        { closesAt: { gte: dayAgo } },
      ],
    },
    data: { messageId: null },
  });
  await tx.$executeRaw`
    UPDATE outbox SET message_id = NULL, params = params - 'confirmation'
    WHERE (staff_id IS NOT NULL OR relay_id IS NOT NULL) AND (message_id IS NOT NULL OR params ? 'confirmation')`;
  await tx.$executeRaw`UPDATE outbox SET state = 'cancelled' WHERE state = 'pending' AND params ? 'messageId'`;
  await tx.$executeRaw`
    DELETE FROM graphile_worker._private_jobs
    WHERE id IN (SELECT id FROM graphile_worker.jobs WHERE task_identifier = 'clear-chat')`;
}
