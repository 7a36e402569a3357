import * as z from "zod";
import { badRequest } from "../errors.ts";
import { chatId } from "../fields.ts";
import { LARGEST_DOWNLOAD } from "../files.ts";
import { method } from "./method.ts";

const getChat = method("getChat", { chat_id: chatId }, ({ chats }, params) => {
  const { chat } = chats.reachable(params.chat_id);
  return { ...chat, accent_color_id: 0, max_reaction_count: 11, accepted_gift_types: {} };
});

const leaveChat = method("leaveChat", { chat_id: chatId }, ({ chats }, params) => {
  const state = chats.reachable(params.chat_id);
  if (state.chat.type === "private") throw badRequest("chat member status can't be changed in private chats");
  chats.setRefusal(state, "left");
  return true;
});

const ACTIONS = [
  "typing",
  "upload_photo",
  "record_video",
  "upload_video",
  "record_voice",
  "upload_voice",
  "upload_document",
  "choose_sticker",
  "find_location",
  "record_video_note",
  "upload_video_note",
];

const sendChatAction = method(
  "sendChatAction",
  { chat_id: chatId, action: z.string() },
  ({ chats }, params) => {
    const state = chats.reachable(params.chat_id);
    if (!ACTIONS.includes(params.action)) throw badRequest("wrong parameter action in request");
    chats.emit(state, { kind: "action", chatId: state.chat.id, action: params.action });
    return true;
  },
);

const getFile = method("getFile", { file_id: z.string() }, ({ files }, params) => {
  const file = files.byId(params.file_id);
  if (!file) throw badRequest("wrong file_id or the file is temporarily unavailable");
  if (file.bytes.byteLength > LARGEST_DOWNLOAD) throw badRequest("file is too big");
  return { ...file.facts, file_path: file.path };
});

export const chatsAndFiles = [getChat, leaveChat, sendChatAction, getFile];
