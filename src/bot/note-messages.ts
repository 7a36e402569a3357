import type { Transformer } from "grammy";
import type { Deps } from "../deps.ts";
import { noteMessage } from "../people/chat-messages.ts";

/** More than anybody is sent while a database is away. */
const MOST_UNNOTED = 10_000;
/** More than all dialogues under way have sent. */
const MOST_MET = 10_000;

/**
 * Writes down which messages the bot puts into participants' chats, so that it can take them away again.
 * Deliveries of the outbox are on record there. What cannot be written down now is so with the next message: it has been
 * sent, and must not fail for that.
 */
export function noteMessages({ db, log }: Pick<Deps, "db" | "log">, now: () => Date): Transformer {
  const unnoted = new Set<{ readonly telegramId: number; readonly messageId: number; readonly at: Date }>();
  /** A dialogue is run again from its beginning with each answer, and meets what it has sent before. */
  const met = new Set<string>();

  async function noteAll(): Promise<void> {
    for (const message of unnoted) {
      await noteMessage(db, message, message.at);
      unnoted.delete(message);
    }
  }

  return async (previous, method, payload, signal) => {
    const response = await previous(method, payload, signal);
    if (response.ok && SENDING.has(method)) {
      const { message_id: messageId, chat } = response.result as {
        readonly message_id: number;
        readonly chat: { readonly id: number };
      };
      const place = `${chat.id}:${messageId}`;
      if (met.has(place)) return response;
      met.add(place);
      const [oldestMet] = met;
      if (met.size > MOST_MET && oldestMet !== undefined) met.delete(oldestMet);
      unnoted.add({ telegramId: chat.id, messageId, at: now() });
      for (const oldest of unnoted) if (unnoted.size > MOST_UNNOTED) unnoted.delete(oldest);
      await noteAll().catch((error: unknown) => {
        log.warn({ err: error }, "the number of a message is written down later");
      });
    }
    return response;
  };
}

/** Every method that puts a message of ours into a chat. */
export const SENDING: ReadonlySet<string> = new Set([
  "sendMessage",
  "sendPhoto",
  "sendDocument",
  "sendVoice",
]);
