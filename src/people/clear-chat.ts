import type { Tx } from "../db/client.ts";
import type { Locale } from "../domain/instrument.ts";
import { emergencyNumbers } from "../settings.ts";
import { deletableMessages, messagesOfStaff } from "./chat-messages.ts";
import { readSettings } from "./read-settings.ts";

/** What the job that clears a chat needs. It names the account, and is gone with the job. */
export interface ChatToClear {
  readonly chatId: number;
  readonly messageIds: readonly number[];
  /** The bot's own that are too old to be deleted: they lose their words instead. */
  readonly olderIds: readonly number[];
  readonly locale: Locale;
  /** The last message: what was done, and how to delete the rest of the chat. */
  readonly farewell: "erased" | "none";
  /** What can be dialled in an emergency, for the farewell. */
  readonly emergency: readonly string[];
  /** How often in a row it came no further. */
  readonly attempt: number;
}

/** How often the job may be begun; one that was killed counts, or that failed in a way nobody foresaw. */
export const CLEARING_RUNS = 5;

interface Account {
  readonly id: number;
  readonly programmeId: number;
  readonly telegramId: bigint | null;
  readonly linkedAt: Date | null;
  readonly locale: string;
}

/** Has the bot's messages taken out of a participant's chat, as far as Telegram still allows it. */
export async function clearChat(
  tx: Tx,
  person: Account,
  farewell: ChatToClear["farewell"],
  now: Date,
): Promise<void> {
  await clear(tx, person, { messageIds: await deletableMessages(tx, person, now), olderIds: [], farewell });
}

/**
 * The same with a chat of staff, in which others are written about: what is too old to be deleted says nothing any more. Screens
 * that were asked for are on record nowhere, and stay.
 */
export async function clearStaffChat(tx: Tx, member: Account, now: Date): Promise<void> {
  await clear(tx, member, { ...(await messagesOfStaff(tx, member, now)), farewell: "none" });
}

async function clear(
  tx: Tx,
  { programmeId, telegramId, locale }: Account,
  what: Pick<ChatToClear, "messageIds" | "olderIds" | "farewell">,
): Promise<void> {
  if (telegramId === null) return;
  const { crisisNumbers } = await readSettings(tx, programmeId);
  const job: ChatToClear = {
    ...what,
    emergency: emergencyNumbers(crisisNumbers).map(({ number }) => number),
    chatId: Number(telegramId),
    locale: locale as Locale,
    attempt: 0,
  };
  await tx.$executeRaw`
    SELECT graphile_worker.add_job('clear-chat', ${JSON.stringify(job)}::json, max_attempts => ${CLEARING_RUNS}::int)`;
}
