import * as z from "zod";
import { badRequest } from "../errors.ts";
import { chatId, integer, json } from "../fields.ts";
import { type TelegramState, unixSeconds } from "../state.ts";
import type { Message } from "../wire.ts";
import { method } from "./method.ts";

const DELETABLE_SECONDS = 48 * 3600;

const deleteMessage = method("deleteMessage", { chat_id: chatId, message_id: integer }, (state, params) => {
  const chat = state.chats.reachable(params.chat_id);
  const message = chat.messages.get(params.message_id);
  if (!message) throw badRequest("message to delete not found");
  if (!isDeletable(state, message)) throw badRequest("message can't be deleted for everyone");
  state.chats.remove(chat, [message.message_id]);
  return true;
});

const deleteMessages = method(
  "deleteMessages",
  { chat_id: chatId, message_ids: json(z.array(z.int())) },
  (state, params) => {
    const chat = state.chats.reachable(params.chat_id);
    if (params.message_ids.length === 0) throw badRequest("message identifiers are not specified");
    if (params.message_ids.length > 100) throw badRequest("too many message identifiers specified");
    // What cannot be found is skipped. Of what is too old the Bot API promises nothing: here it costs the whole call.
    const found = params.message_ids.flatMap((id) => chat.messages.get(id) ?? []);
    if (!found.every((message) => isDeletable(state, message)))
      throw badRequest("message can't be deleted for everyone");
    const ids = found.map(({ message_id }) => message_id);
    if (ids.length > 0) state.chats.remove(chat, ids);
    return true;
  },
);

/** In private chats a bot may delete both sides' messages for 48 hours; in groups, without rights, its own. */
function isDeletable({ clock, profile }: TelegramState, message: Message): boolean {
  const isRecent = unixSeconds(clock) - message.date <= DELETABLE_SECONDS;
  return isRecent && (message.chat.type === "private" || message.from.id === profile.user.id);
}

export const deleting = [deleteMessage, deleteMessages];
