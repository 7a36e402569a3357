import type { Db, Tx } from "../db/client.ts";
import type { Locale } from "../domain/instrument.ts";
import { readSettings } from "../programme/read-settings.ts";
import { emergencyNumbers } from "../programme/settings.ts";
import { deletableMessages, messagesOfStaff, messagesOnLostPhone } from "./chat-messages.ts";
import { stopMessages } from "./stop-messages.ts";

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
  /**
   * Whose it is, as after the loss of a phone: the account may be kept for as long as anything there can be deleted. Null after an
   * erasure, of which nothing stays long.
   */
  readonly owner: { readonly participantId: number } | { readonly staffId: number } | null;
  /** How often in a row it came no further. */
  readonly attempt: number;
  /** When it failed for the first time, in milliseconds of the machine's time. */
  readonly failingSince?: number | undefined;
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

/** Has the bot's messages taken out of the chat of somebody whose data is erased, as far as Telegram still allows it. */
export async function clearChat(
  tx: Tx,
  person: Account,
  farewell: ChatToClear["farewell"],
  now: Date,
): Promise<void> {
  const messageIds = await deletableMessages(tx, person, now);
  await clear(tx, person, { messageIds, olderIds: [], farewell, owner: null });
}

/**
 * The same on a participant's lost phone, to which nothing leaves any more. What is too old to be deleted says nothing afterwards
 * where a counselor wrote it, or where its words were to leave the chat soon.
 */
export async function clearLostChat(tx: Tx, person: Account, now: Date): Promise<void> {
  const calledOff = await stopMessages(tx, person.id, "cleared");
  const messages = await messagesOnLostPhone(tx, person, calledOff, now);
  await clear(tx, person, { ...messages, farewell: "none", owner: { participantId: person.id } });
}

/**
 * The same with a chat of staff, in which others are written about. Screens that were asked for and show nobody in particular are on record nowhere, and stay.
 */
export async function clearStaffChat(tx: Tx, member: Account, now: Date): Promise<void> {
  const messages = await messagesOfStaff(tx, member, now);
  await clear(tx, member, { ...messages, farewell: "none", owner: { staffId: member.id } });
}

/** The same with one message that came there when nothing was to come there any more. */
export async function clearMessage(
  db: Db,
  { messageId, ...where }: Pick<ChatToClear, "chatId" | "owner" | "locale"> & { readonly messageId: number },
): Promise<void> {
  const silently = { farewell: "none", emergency: [] } as const;
  await addClearing(db, { ...where, ...silently, messageIds: [messageId], olderIds: [], attempt: 0 });
}

/** With somebody's row goes why the account of a phone that they had lost may be kept: it is tried now, and then not for long. */
export async function hurryClearings(db: Db | Tx, participantId: number): Promise<void> {
  await db.$executeRaw`
    UPDATE graphile_worker._private_jobs SET run_at = now()
    WHERE id IN (SELECT id FROM graphile_worker.jobs WHERE task_identifier = 'clear-chat')
      AND payload->'owner'->>'participantId' = ${String(participantId)}`;
}

async function clear(
  tx: Tx,
  { programmeId, telegramId, locale }: Account,
  what: Pick<ChatToClear, "messageIds" | "olderIds" | "farewell" | "owner">,
): Promise<void> {
  if (telegramId === null) return;
  const { crisisNumbers } = await readSettings(tx, programmeId);
  await addClearing(tx, {
    ...what,
    emergency: emergencyNumbers(crisisNumbers).map(({ number }) => number),
    chatId: Number(telegramId),
    locale: locale as Locale,
    attempt: 0,
  });
}

async function addClearing(db: Db | Tx, job: ChatToClear): Promise<void> {
  await db.$executeRaw`
    SELECT graphile_worker.add_job('clear-chat', ${JSON.stringify(job)}::json, max_attempts => ${CLEARING_RUNS}::int)`;
}
