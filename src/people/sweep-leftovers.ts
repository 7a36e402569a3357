import type { Deps } from "../deps.ts";
import { DELETABLE_MS } from "./chat-messages.ts";

/** Longer than any dialogue waits for an answer. */
const DIALOGUE_MS = 2 * 3_600_000;

/** What is only kept for a while: dialogues that nobody went on with, messages that cannot be deleted any more. */
export async function sweepLeftovers({ db }: Pick<Deps, "db">, now: Date): Promise<boolean> {
  await db.conversationState.deleteMany({
    where: { updatedAt: { lt: new Date(now.getTime() - DIALOGUE_MS) } },
  });
  await db.chatMessage.deleteMany({ where: { at: { lt: new Date(now.getTime() - DELETABLE_MS) } } });
  return false;
}
