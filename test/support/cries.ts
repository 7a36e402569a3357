import type { Update } from "grammy/types";
import type { HelpCommand } from "../../src/bot/calls-for-help.ts";

type Sent = { readonly data: string } | { readonly text: string };

/** Every cry for help by a button or a command, and whether people may have to be told of it. */
export type Cry = Sent & { readonly tells: boolean };

const taps: Readonly<Record<string, boolean>> = {
  help: true,
  "od:now": true,
  la: true,
  "sf:1:no": true,
  "co:0": false,
  "pn:show": false,
};
const commands: Readonly<Record<HelpCommand, boolean>> = {
  bantuan: true,
  help: true,
  darurat: false,
  overdosis: false,
  langkah: false,
  rencana: false,
};

export const cries: readonly Cry[] = [
  ...Object.entries(taps).map(([data, tells]) => ({ data, tells })),
  ...Object.entries(commands).map(([command, tells]) => ({ text: `/${command}`, tells })),
];

/** What Telegram gives us for it. */
export function updateOf(sent: Sent, updateId: number, chatId = 5_000_000_001): Update {
  const chat = { id: chatId, type: "private", first_name: "Bayu" } as const;
  const from = { ...chat, is_bot: false };
  if ("text" in sent)
    return {
      update_id: updateId,
      message: { message_id: updateId, date: 0, chat, from, text: sent.text },
    };
  const message = { message_id: 1, date: 0, chat };
  return {
    update_id: updateId,
    callback_query: { id: String(updateId), from, chat_instance: "1", data: sent.data, message },
  };
}

/** The data of its button, or its words. */
export const words = ({ callback_query: tap, message }: Update): string => tap?.data ?? message?.text ?? "";
