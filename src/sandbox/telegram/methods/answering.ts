import * as z from "zod";
import { badRequest } from "../errors.ts";
import { flag, integer } from "../fields.ts";
import { isLongerThan } from "../text.ts";
import { method } from "./method.ts";

const answerCallbackQuery = method(
  "answerCallbackQuery",
  {
    callback_query_id: z.string(),
    text: z.string().optional(),
    show_alert: flag.optional(),
    url: z.string().optional(),
    cache_time: integer.optional(),
  },
  ({ queries, chats }, { callback_query_id: queryId, text, show_alert, url }) => {
    if (text !== undefined && isLongerThan(text, 200)) throw badRequest("MESSAGE_TOO_LONG");
    const { userId, chatId } = queries.close(queryId);
    const chat = chats.get(chatId);
    if (chat)
      chats.emit(chat, {
        kind: "answered",
        chatId,
        userId,
        answer: {
          queryId,
          showAlert: show_alert ?? false,
          ...(text && { text }),
          ...(url && { url }),
        },
      });
    return true;
  },
);

export const answering = [answerCallbackQuery];
