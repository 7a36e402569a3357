import * as z from "zod";

// Forms and query strings carry numbers, booleans and objects as text; Telegram reads either everywhere.
const fromText = <Schema extends z.ZodType>(read: (text: string) => unknown, schema: Schema) =>
  z.preprocess((value) => (typeof value === "string" ? read(value) : value), schema);

export const integer = fromText((text) => (/^-?\d{1,16}$/.test(text) ? Number(text) : text), z.int());
export const flag = fromText(
  (text) => ({ true: true, 1: true, false: false, 0: false })[text.toLowerCase()] ?? text,
  z.boolean(),
);
export const json = <Schema extends z.ZodType>(schema: Schema) => fromText(parseJson, schema);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const chatId = z.union([integer, z.string()]);

const entity = z.strictObject({
  type: z.enum([
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
  ]),
  offset: z.int(),
  length: z.int(),
  url: z.string().optional(),
  language: z.string().optional(),
  user: z.looseObject({ id: z.int() }).optional(),
  custom_emoji_id: z.string().optional(),
});
export const entities = json(z.array(entity));

export const linkPreview = json(
  z.strictObject({
    is_disabled: z.boolean().optional(),
    url: z.string().optional(),
    prefer_small_media: z.boolean().optional(),
    prefer_large_media: z.boolean().optional(),
    show_above_text: z.boolean().optional(),
  }),
);

export const replyParameters = json(
  z.strictObject({
    message_id: z.int(),
    chat_id: z.union([z.int(), z.string()]).optional(),
    allow_sending_without_reply: z.boolean().optional(),
  }),
);

export const allowedUpdates = json(z.array(z.string()));
/** Checked by `readMarkup`: which kind it is decides what may be in it. */
export const markup = json(z.unknown());
