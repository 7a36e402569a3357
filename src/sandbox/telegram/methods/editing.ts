import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import type { ChatState } from "../chats.ts";
import { type Content, captionContent, fileContent, takeFile, textContent } from "../content.ts";
import { badRequest } from "../errors.ts";
import { chatId, entities, integer, json, linkPreview, markup } from "../fields.ts";
import { readInlineMarkup } from "../markup.ts";
import { type TelegramState, unixSeconds } from "../state.ts";
import type { InlineKeyboard, Message } from "../wire.ts";
import { method } from "./method.ts";

const common = { chat_id: chatId, message_id: integer, reply_markup: markup.optional() };
type Common = z.output<z.ZodObject<typeof common>>;

const editMessageText = method(
  "editMessageText",
  {
    ...common,
    text: z.string(),
    entities: entities.optional(),
    link_preview_options: linkPreview.optional(),
  },
  (state, params) => {
    const { chat, message } = find(state, params);
    if (message.text === undefined) throw badRequest("there is no text in the message to edit");
    return edit(state, chat, message, {
      ...textContent(params.text, params.entities, "MESSAGE_TOO_LONG"),
      ...(params.link_preview_options && { link_preview_options: params.link_preview_options }),
      ...keyboard(readInlineMarkup(params.reply_markup)),
    });
  },
);

const editMessageCaption = method(
  "editMessageCaption",
  { ...common, caption: z.string().optional(), caption_entities: entities.optional() },
  (state, params) => {
    const { chat, message } = find(state, params);
    const media = mediaContent(message);
    if (!media) throw badRequest("there is no caption in the message to edit");
    return edit(state, chat, message, {
      ...media,
      ...captionContent(params.caption, params.caption_entities),
      ...keyboard(readInlineMarkup(params.reply_markup)),
    });
  },
);

const media = json(
  z.strictObject({
    type: z.enum(["photo", "document"]),
    media: z.string(),
    caption: z.string().optional(),
    caption_entities: entities.optional(),
  }),
);

const editMessageMedia = method("editMessageMedia", { ...common, media }, (state, params, { uploads }) => {
  const { chat, message } = find(state, params);
  const { type, media: reference, caption, caption_entities } = params.media;
  const file = takeFile(state, type, "media", reference, uploads);
  return edit(state, chat, message, {
    ...fileContent(file),
    ...captionContent(caption, caption_entities),
    ...keyboard(readInlineMarkup(params.reply_markup)),
  });
});

const editMessageReplyMarkup = method("editMessageReplyMarkup", common, (state, params) => {
  const { chat, message } = find(state, params);
  const { text, entities, caption, caption_entities, link_preview_options } = message;
  return edit(state, chat, message, {
    ...(text !== undefined && { text }),
    ...(entities && { entities }),
    ...(caption !== undefined && { caption }),
    ...(caption_entities && { caption_entities }),
    ...(link_preview_options && { link_preview_options }),
    ...mediaContent(message),
    ...keyboard(readInlineMarkup(params.reply_markup)),
  });
});

function find(state: TelegramState, { chat_id, message_id }: Common): { chat: ChatState; message: Message } {
  const chat = state.chats.reachable(chat_id);
  const message = chat.messages.get(message_id);
  if (!message) throw badRequest("message to edit not found");
  if (message.from.id !== state.profile.user.id) throw badRequest("message can't be edited");
  return { chat, message };
}

const keyboard = (markup: InlineKeyboard | undefined): Pick<Message, "reply_markup"> =>
  markup ? { reply_markup: markup } : {};

function mediaContent({ photo, document, voice }: Message): Content | undefined {
  if (photo) return { photo };
  if (document) return { document };
  return voice && { voice };
}

/** What an edit can change; everything else of a message stays. */
type Editable = Content & Pick<Message, "reply_markup" | "link_preview_options">;

function edit(state: TelegramState, chat: ChatState, message: Message, next: Editable): Message {
  const {
    message_id,
    from,
    chat: where,
    date,
    reply_to_message,
    has_protected_content,
    edit_date,
    ...before
  } = message;
  if (isDeepStrictEqual(before, next))
    throw badRequest(
      "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
    );
  const edited: Message = {
    message_id,
    from,
    chat: where,
    date,
    edit_date: unixSeconds(state.clock),
    ...(reply_to_message && { reply_to_message }),
    ...next,
    ...(has_protected_content && { has_protected_content }),
  };
  state.chats.replace(chat, edited);
  return edited;
}

export const editing = [editMessageText, editMessageCaption, editMessageMedia, editMessageReplyMarkup];
