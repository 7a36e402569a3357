import type { Tx } from "../db/client.ts";
import type { Locale } from "../domain/instrument.ts";
import { deletableMessages } from "./chat-messages.ts";

/** What the job that clears a chat needs. It names the account, and is gone with the job. */
export interface ChatToClear {
  readonly chatId: number;
  readonly messageIds: readonly number[];
  readonly locale: Locale;
  /** The last message: what was done, and how to delete the rest of the chat. */
  readonly farewell: "erased" | "none";
  readonly attempt: number;
}

/** How often the job may be begun; one that was killed counts, or that failed in a way nobody foresaw. */
export const CLEARING_RUNS = 5;

/** Has the bot's messages taken out of somebody's chat, as far as Telegram still allows it. */
export async function clearChat(
  tx: Tx,
  person: {
    readonly id: number;
    readonly telegramId: bigint | null;
    readonly linkedAt: Date | null;
    readonly locale: string;
  },
  farewell: ChatToClear["farewell"],
  now: Date,
): Promise<void> {
  const { telegramId, locale } = person;
  if (telegramId === null) return;
  const job: ChatToClear = {
    chatId: Number(telegramId),
    messageIds: await deletableMessages(tx, person, now),
    locale: locale as Locale,
    farewell,
    attempt: 0,
  };
  await tx.$executeRaw`
    SELECT graphile_worker.add_job('clear-chat', ${JSON.stringify(job)}::json, max_attempts => ${CLEARING_RUNS}::int)`;
}
