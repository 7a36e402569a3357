import type { Api } from "grammy";
import { isRefusal } from "./sort-failure.ts";

/**
 * Of what Telegram lets nobody delete any more, and is the bot's: a text says something else; a picture, a voice or a file stays,
 * without what is written below it. Whether either was possible. Each call leaves by `send`.
 */
export async function emptyMessage(
  api: Api,
  { chatId, messageId }: { readonly chatId: number; readonly messageId: number },
  instead: string,
  send = async (call: () => Promise<void>) => await call(),
): Promise<boolean> {
  const words = send(async () => void (await api.editMessageText(chatId, messageId, instead)));
  if (await isTaken(words)) return true;
  return await isTaken(send(async () => void (await api.editMessageCaption(chatId, messageId))));
}

async function isTaken(call: Promise<void>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return false;
  }
}
