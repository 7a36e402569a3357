import type { Update } from "grammy/types";
import { z } from "zod";

const id = z.int();
const person = z.looseObject({ id });
const chat = z.looseObject({ id, type: z.string() });
const file = z.looseObject({ file_id: z.string() });

const message = z.looseObject({
  message_id: id,
  chat,
  from: person.optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  entities: z.array(z.looseObject({ type: z.string(), offset: z.int(), length: z.int() })).optional(),
  photo: z.array(file).optional(),
  voice: file.optional(),
  reply_to_message: z.looseObject({ message_id: id }).optional(),
});

/** What we read of an update, if it is there at all; of everything else any shape will do. */
const readable = z.looseObject({
  update_id: id,
  message: message.optional(),
  callback_query: z
    .looseObject({
      id: z.string(),
      from: person,
      data: z.string().optional(),
      message: z.looseObject({ message_id: id, chat }).optional(),
    })
    .optional(),
  my_chat_member: z
    .looseObject({ chat, from: person, new_chat_member: z.looseObject({ status: z.string() }) })
    .optional(),
});

/** Whether an update has the shape that the handlers rely on. What Telegram sends always has. */
export function isWellFormed(update: Update): boolean {
  return readable.safeParse(update).success;
}
