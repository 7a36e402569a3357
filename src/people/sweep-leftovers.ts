import type { DueRows } from "../db/due-work.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Deps } from "../deps.ts";
import { HOUR_MS } from "../domain/duration.ts";
import { DELETABLE_MS } from "./chat-messages.ts";

/** Longer than any dialogue waits for an answer. */
const DIALOGUE_MS = 2 * HOUR_MS;

export const leftDialogues: DueRows = {
  name: "left dialogues",
  table: "conversation_states",
  at: "updated_at",
  waitMs: DIALOGUE_MS,
};

/** Dialogues that nobody went on with. True when there were any. */
export async function sweepDialogues({ db }: Pick<Deps, "db">, now: Date): Promise<boolean> {
  const { count } = await db.conversationState.deleteMany({
    where: { updatedAt: { lte: new Date(now.getTime() - DIALOGUE_MS) } },
  });
  return count > 0;
}

export const undeletableMessages: DueRows = {
  name: "undeletable messages",
  table: "chat_messages",
  at: "at",
  waitMs: DELETABLE_MS,
};

/** Which messages there are is only known as long as they can be deleted. True when there were any. */
export async function sweepChatMessages({ db }: Pick<Deps, "db">, now: Date): Promise<boolean> {
  const { count } = await db.chatMessage.deleteMany({
    where: { at: { lte: new Date(now.getTime() - DELETABLE_MS) } },
  });
  return count > 0;
}

const left = "t.locked_at < clock_timestamp() - interval '2 minutes'";
const exhausted = "t.attempts >= t.max_attempts";

/** Jobs whose process was killed, or that failed too often. The queue lives on the machine's time, whatever clock the app is on. */
export const leftClearings: DueRows = {
  name: "left clearings of chats",
  table: "graphile_worker.jobs",
  at: "'-infinity'::timestamptz",
  where: `t.task_identifier = 'clear-chat' AND (${left} OR (t.locked_at IS NULL AND ${exhausted}))`,
};

/**
 * The queue leaves such a job locked for hours, or for ever, and with it the account's number and what the person wanted
 * gone. It is begun again by whoever is there; after the last time it is given up. True when there were any.
 */
export async function sweepClearings({ db, log }: Pick<Deps, "db" | "log">): Promise<boolean> {
  const which = (of: string) =>
    Prisma.raw(`id IN (SELECT t.id FROM graphile_worker.jobs t WHERE ${leftClearings.where} AND ${of})`);
  const givenUp = await db.$executeRaw`DELETE FROM graphile_worker._private_jobs WHERE ${which(exhausted)}`;
  if (givenUp > 0) log.warn({ chats: givenUp }, "chats could not be cleared");
  const freed = await db.$executeRaw`
    UPDATE graphile_worker._private_jobs SET locked_at = NULL, locked_by = NULL WHERE ${which(left)}`;
  return givenUp + freed > 0;
}
