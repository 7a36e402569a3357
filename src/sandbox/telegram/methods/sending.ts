import * as z from "zod";
import type { ChatState } from "../chats.ts";
import { type Content, captionContent, fileContent, takeFile, textContent } from "../content.ts";
import { badRequest } from "../errors.ts";
import { chatId, entities, flag, integer, linkPreview, markup, replyParameters } from "../fields.ts";
import { readMarkup } from "../markup.ts";
import { type TelegramState, unixSeconds } from "../state.ts";
import type { Message } from "../wire.ts";
import { type Method, method } from "./method.ts";

const common = {
  chat_id: chatId,
  disable_notification: flag.optional(),
  protect_content: flag.optional(),
  reply_parameters: replyParameters.optional(),
  reply_markup: markup.optional(),
};
type Common = z.output<z.ZodObject<typeof common>>;
const caption = { caption: z.string().optional(), caption_entities: entities.optional() };

const sendMessage = method(
  "sendMessage",
  {
    ...common,
    text: z.string(),
    entities: entities.optional(),
    link_preview_options: linkPreview.optional(),
  },
  (state, params) => {
    const chat = state.chats.reachable(params.chat_id);
    const content = textContent(params.text, params.entities);
    return send(state, chat, params, {
      ...content,
      ...(params.link_preview_options && { link_preview_options: params.link_preview_options }),
    });
  },
);

function sendFile(name: string, kind: "photo" | "document" | "voice", extra: z.ZodRawShape = {}): Method {
  return method(
    name,
    { ...common, ...caption, [kind]: z.string().optional(), ...extra },
    (
      state,
      params: Common & z.output<z.ZodObject<typeof caption>> & Record<string, unknown>,
      { uploads },
    ) => {
      const chat = state.chats.reachable(params.chat_id);
      const text = captionContent(params.caption, params.caption_entities);
      const { [kind]: reference, duration } = params;
      const file = takeFile(
        state,
        kind,
        kind,
        typeof reference === "string" ? reference : undefined,
        uploads,
        typeof duration === "number" ? duration : undefined,
      );
      return send(state, chat, params, { ...fileContent(file), ...text });
    },
  );
}

const sendPhoto = sendFile("sendPhoto", "photo");
const sendDocument = sendFile("sendDocument", "document", {
  disable_content_type_detection: flag.optional(),
});
const sendVoice = sendFile("sendVoice", "voice", { duration: integer.optional() });

const copyMessage = method(
  "copyMessage",
  { ...common, from_chat_id: chatId, message_id: integer, ...caption },
  (state, params) => {
    const chat = state.chats.reachable(params.chat_id);
    const original = state.chats.reachable(params.from_chat_id).messages.get(params.message_id);
    if (!original) throw badRequest("message to copy not found");
    if (original.has_protected_content || original.new_chat_members)
      throw badRequest("message can't be copied");
    const { text, entities, photo, document, voice, sticker, caption, caption_entities } = original;
    const content = { text, entities, photo, document, voice, sticker, caption, caption_entities };
    const { message_id } = send(state, chat, params, {
      ...(Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined)) as Content),
      ...captionContent(text === undefined ? params.caption : undefined, params.caption_entities),
    });
    return { message_id };
  },
);

function send(
  state: TelegramState,
  chat: ChatState,
  options: Common,
  content: Content & Pick<Message, "link_preview_options">,
): Message {
  const {
    disable_notification: silent = false,
    protect_content: isProtected,
    reply_parameters: reply,
  } = options;
  const replyMarkup = readMarkup(options.reply_markup);
  const original = reply && chat.messages.get(reply.message_id);
  if (reply && !original && !reply.allow_sending_without_reply)
    throw badRequest("message to be replied not found");
  state.rateLimit.count(chat.chat.id);
  if (replyMarkup.kind === "reply") chat.replyKeyboard = { rows: replyMarkup.rows, once: replyMarkup.once };
  if (replyMarkup.kind === "remove") chat.replyKeyboard = undefined;
  const replied = original && withoutReply(original);
  return state.chats.add(
    chat,
    (id) => ({
      message_id: id,
      from: state.profile.user,
      chat: chat.chat,
      date: unixSeconds(state.clock),
      ...(replied && { reply_to_message: replied }),
      ...content,
      ...(replyMarkup.kind === "inline" && { reply_markup: replyMarkup.keyboard }),
      ...(isProtected && { has_protected_content: true }),
    }),
    silent,
  );
}

function withoutReply({ reply_to_message: _, ...message }: Message): Omit<Message, "reply_to_message"> {
  return message;
}

export const sending = [sendMessage, sendPhoto, sendDocument, sendVoice, copyMessage];
