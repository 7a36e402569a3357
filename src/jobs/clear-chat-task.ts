import type { Api } from "grammy";
import type { Task } from "graphile-worker";
import type { Logger } from "pino";
import { z } from "zod";
import { systemClock } from "../clock.ts";
import { translator } from "../i18n.ts";
import { sortFailure } from "../outbox/sort-failure.ts";
import { type ChatToClear, CLEARING_RUNS } from "../people/clear-chat.ts";

const payload: z.ZodType<ChatToClear> = z.object({
  chatId: z.int(),
  messageIds: z.array(z.int()),
  locale: z.enum(["id", "en"]),
  farewell: z.enum(["erased", "none"]),
  attempt: z.int().min(0),
});

const AT_ONCE = 100;
const MOST_ATTEMPTS = 5;

/** Deletes what may be deleted of a chat and says goodbye. It gives up rather than keep the account's number. */
export function clearChatTask({ api, log }: { readonly api: Api; readonly log: Logger }): Task {
  return async (raw, helpers) => {
    const job = payload.parse(raw);
    try {
      await clear(api, job);
    } catch (error) {
      const failure = sortFailure(error);
      if (failure.kind !== "retry-later" || job.attempt + 1 >= MOST_ATTEMPTS) {
        log.warn({ failure: failure.kind }, "a chat could not be cleared");
        return;
      }
      const afterSeconds = failure.afterSeconds ?? 2 ** (job.attempt + 2);
      const runAt = new Date(systemClock.now().getTime() + afterSeconds * 1000);
      const again = { ...job, attempt: job.attempt + 1 };
      await helpers.addJob("clear-chat", again, { runAt, maxAttempts: CLEARING_RUNS });
    }
  };
}

async function clear(api: Api, { chatId, messageIds, locale, farewell }: ChatToClear): Promise<void> {
  for (let from = 0; from < messageIds.length; from += AT_ONCE)
    await api.deleteMessages(chatId, messageIds.slice(from, from + AT_ONCE));
  if (farewell === "none") return;
  await api.deleteMyCommands({ scope: { type: "chat", chat_id: chatId } });
  await api.sendMessage(chatId, translator(locale)("erased"));
}
