import type { DueRows } from "../db/due-work.ts";
import type { Deps } from "../deps.ts";
import { DELETABLE_MS } from "./chat-messages.ts";

/** Longer than any dialogue waits for an answer. */
const DIALOGUE_MS = 2 * 3_600_000;

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
