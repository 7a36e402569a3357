import * as z from "zod";
import { badRequest } from "./errors.ts";
import { parseWith } from "./parse-with.ts";
import type { InlineButton, InlineKeyboard } from "./wire.ts";

export type Markup =
  | { readonly kind: "none" }
  | { readonly kind: "inline"; readonly keyboard: InlineKeyboard }
  | { readonly kind: "reply"; readonly rows: readonly (readonly string[])[]; readonly once: boolean }
  | { readonly kind: "remove" }
  | { readonly kind: "force-reply" };

/** Documented nowhere; what people report of the real ones. */
const MOST_INLINE_BUTTONS = 100;
const MOST_INLINE_BYTES = 10_000;

const inlineButton = z.strictObject({
  text: z.string().optional(),
  callback_data: z.string().optional(),
  url: z.string().optional(),
  copy_text: z.strictObject({ text: z.string() }).optional(),
  style: z.enum(["danger", "success", "primary"]).optional(),
});
const inlineKeyboard = z.strictObject({ inline_keyboard: z.array(z.array(inlineButton)) });
const keyboardButton = z.union([z.string(), z.strictObject({ text: z.string() })]);
const replyKeyboard = z.strictObject({
  keyboard: z.array(z.array(keyboardButton)),
  is_persistent: z.boolean().optional(),
  resize_keyboard: z.boolean().optional(),
  one_time_keyboard: z.boolean().optional(),
  input_field_placeholder: z.string().max(64).optional(),
  selective: z.boolean().optional(),
});
const removeKeyboard = z.strictObject({
  remove_keyboard: z.literal(true),
  selective: z.boolean().optional(),
});
const forceReply = z.strictObject({
  force_reply: z.literal(true),
  input_field_placeholder: z.string().max(64).optional(),
  selective: z.boolean().optional(),
});

export function readMarkup(raw: unknown): Markup {
  if (raw === undefined || raw === "") return { kind: "none" };
  if (typeof raw !== "object" || raw === null || Array.isArray(raw))
    throw badRequest("object expected as reply markup");
  if ("inline_keyboard" in raw)
    return readInline(parseWith(inlineKeyboard, raw, "InlineKeyboardMarkup").inline_keyboard);
  if ("keyboard" in raw) {
    const { keyboard, one_time_keyboard } = parseWith(replyKeyboard, raw, "ReplyKeyboardMarkup");
    const rows = keyboard.map((row) =>
      row.map((button) => (typeof button === "string" ? button : button.text)),
    );
    if (rows.flat().some((text) => text.trim() === ""))
      throw badRequest("keyboard button text must be non-empty");
    return { kind: "reply", rows: rows.filter((row) => row.length > 0), once: one_time_keyboard ?? false };
  }
  if ("remove_keyboard" in raw) {
    parseWith(removeKeyboard, raw, "ReplyKeyboardRemove");
    return { kind: "remove" };
  }
  parseWith(forceReply, raw, "ForceReply");
  return { kind: "force-reply" };
}

/** Edits take inline keyboards only. */
export function readInlineMarkup(raw: unknown): InlineKeyboard | undefined {
  const markup = readMarkup(raw);
  if (markup.kind === "none") return undefined;
  if (markup.kind === "inline") return markup.keyboard;
  throw badRequest("inline keyboard expected");
}

function readInline(rows: readonly (readonly z.output<typeof inlineButton>[])[]): Markup {
  // Telegram drops empty rows, and a keyboard of nothing but empty rows is none.
  const filled = rows.filter((row) => row.length > 0).map((row) => row.map(checkButton));
  if (filled.length === 0) return { kind: "none" };
  const keyboard = { inline_keyboard: filled };
  const bytes = Buffer.byteLength(JSON.stringify(keyboard));
  if (filled.flat().length > MOST_INLINE_BUTTONS || bytes > MOST_INLINE_BYTES)
    throw badRequest("reply markup is too long");
  return { kind: "inline", keyboard };
}

function checkButton(button: z.output<typeof inlineButton>): InlineButton {
  const { text, callback_data: data, url } = button;
  const cannot = (why: string): Error => badRequest(`can't parse inline keyboard button: ${why}`);
  if (text === undefined) throw cannot(`Can't find field "text"`);
  if (text.trim() === "") throw badRequest("inline keyboard button text must be non-empty");
  const actions = [data, url, button.copy_text].filter((action) => action !== undefined);
  if (actions.length === 0) throw cannot("Text buttons are unallowed in the inline keyboard");
  if (actions.length > 1) throw cannot("exactly one of callback_data, url and copy_text must be there");
  if (data !== undefined) {
    const bytes = Buffer.byteLength(data);
    if (bytes < 1 || bytes > 64) throw badRequest("BUTTON_DATA_INVALID");
  }
  if (url !== undefined && !/^(?:https?|tg):\/\/[^\s/]/.test(url))
    throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
  if (button.copy_text && (button.copy_text.text.length < 1 || button.copy_text.text.length > 256))
    throw badRequest("BUTTON_COPY_TEXT_INVALID");
  return { ...button, text };
}
