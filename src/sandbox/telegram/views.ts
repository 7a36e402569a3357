import type { ChatEvent, ChatState, Refusal } from "./chats.ts";
import type { FileKind, Files } from "./files.ts";
import type { Entity, FileFacts, Message } from "./wire.ts";

export interface Button {
  readonly label: string;
  readonly data?: string;
  readonly url?: string;
}

interface MediaView {
  readonly kind: FileKind;
  readonly fileId: string;
  readonly fileName: string;
  readonly mimeType: string;
  /** Bytes. */
  readonly size: number;
  /** Below `<apiRoot>/file/bot<token>/`. */
  readonly path: string;
}

/** One message as a screen shows it; plain data. */
export interface MessageView {
  readonly messageId: number;
  readonly from: { readonly id: number; readonly name: string; readonly isBot: boolean };
  /** Unix seconds. */
  readonly date: number;
  readonly edited: boolean;
  readonly text?: string;
  readonly caption?: string;
  /** Of the text or the caption. */
  readonly entities: readonly Entity[];
  readonly buttons: readonly (readonly Button[])[];
  readonly media?: MediaView;
  readonly protectContent: boolean;
  readonly replyTo?: number;
}

export interface ChatSnapshot {
  readonly chatId: number;
  readonly type: "private" | "supergroup";
  readonly title: string;
  readonly messages: readonly MessageView[];
  /** Labels under the text field, when the bot has put some there. */
  readonly replyKeyboard?: readonly (readonly string[])[];
  readonly refusal?: Refusal;
}

export type ChatChange =
  | {
      readonly kind: "sent" | "edited";
      readonly chatId: number;
      readonly message: MessageView;
      readonly silent: boolean;
    }
  | Exclude<ChatEvent, { kind: "sent" | "edited" }>;

export function viewMessage(files: Files, message: Message): MessageView {
  const media = mediaOf(message);
  const file = media && files.byId(media.file_id);
  return {
    messageId: message.message_id,
    from: { id: message.from.id, name: message.from.first_name, isBot: message.from.is_bot },
    date: message.date,
    edited: message.edit_date !== undefined,
    ...(message.text !== undefined && { text: message.text }),
    ...(message.caption !== undefined && { caption: message.caption }),
    entities: message.entities ?? message.caption_entities ?? [],
    buttons: (message.reply_markup?.inline_keyboard ?? []).map((row) =>
      row.map(({ text, callback_data: data, url }) => ({
        label: text,
        ...(data !== undefined && { data }),
        ...(url !== undefined && { url }),
      })),
    ),
    ...(file && {
      media: {
        kind: file.kind,
        fileId: file.facts.file_id,
        fileName: file.fileName,
        mimeType: file.mimeType,
        size: file.facts.file_size,
        path: file.path,
      },
    }),
    protectContent: message.has_protected_content ?? false,
    ...(message.reply_to_message && { replyTo: message.reply_to_message.message_id }),
  };
}

export function mediaOf(message: Message): FileFacts | undefined {
  return message.photo?.at(-1) ?? message.document ?? message.voice ?? message.sticker;
}

export function viewChat(files: Files, state: ChatState): ChatSnapshot {
  const { chat, messages, replyKeyboard, refusal } = state;
  return {
    chatId: chat.id,
    type: chat.type,
    title: chat.type === "private" ? chat.first_name : chat.title,
    messages: [...messages.values()].map((message) => viewMessage(files, message)),
    ...(replyKeyboard && { replyKeyboard: replyKeyboard.rows }),
    ...(refusal && { refusal }),
  };
}

export function viewChange(files: Files, event: ChatEvent): ChatChange {
  switch (event.kind) {
    case "sent":
      return { ...event, message: viewMessage(files, event.message) };
    case "edited":
      return { ...event, message: viewMessage(files, event.message), silent: true };
    case "deleted":
    case "answered":
    case "action":
    case "membership":
      return event;
  }
}
