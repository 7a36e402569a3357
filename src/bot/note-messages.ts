import type { Transformer } from "grammy";
import type { Deps } from "../deps.ts";
import { noteMessage } from "../people/chat-messages.ts";

/**
 * Writes down which messages the bot puts into participants' chats, so that it can take them away again.
 * Deliveries of the outbox are on record there.
 */
export function noteMessages({ db }: Pick<Deps, "db">, now: () => Date): Transformer {
  return async (previous, method, payload, signal) => {
    const response = await previous(method, payload, signal);
    if (response.ok && SENDING.has(method)) {
      const { message_id: messageId, chat } = response.result as {
        readonly message_id: number;
        readonly chat: { readonly id: number };
      };
      await noteMessage(db, { telegramId: chat.id, messageId }, now());
    }
    return response;
  };
}

const SENDING: ReadonlySet<string> = new Set(["sendMessage", "sendPhoto", "sendDocument", "sendVoice"]);
