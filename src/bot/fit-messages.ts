import type { Transformer } from "grammy";
import type { Logger } from "pino";
import {
  isLonger,
  LONGEST_CAPTION,
  LONGEST_TEXT,
  LONGEST_TOAST,
  shortened,
} from "../screens/message-length.ts";

/**
 * Whatever is sent or edited fits into a message, and what answers a tap into a toast: Telegram refuses a longer one, and a tap
 * would show nothing at all. Screens that can grow shorten what matters least themselves; here only the end can go, and the log says that it did.
 * What people wrote to each other came through Telegram, so it is no longer than Telegram takes and passes whole. Our
 * texts are plain: a cut tears no formatting, and buttons are not part of the text.
 */
export function fitMessages(log: Pick<Logger, "warn">): Transformer {
  const clipped = (method: string, given: object, field: "text" | "caption", most: number): object => {
    const text: unknown = (given as Record<string, unknown>)[field];
    if (typeof text !== "string" || !isLonger(text, most)) return given;
    log.warn({ method, field, length: text.length }, "a message was too long for Telegram and lost its end");
    return { ...given, [field]: shortened(text, most) };
  };
  return async (previous, method, payload, signal) => {
    if (!SHOWN.has(method)) return await previous(method, payload, signal);
    const fitting = clipped(
      method,
      clipped(method, payload, "text", method === TOAST ? LONGEST_TOAST : LONGEST_TEXT),
      "caption",
      LONGEST_CAPTION,
    );
    return await previous(method, fitting as typeof payload, signal);
  };
}

const TOAST = "answerCallbackQuery";

/** Every method that shows a text or a caption of ours. */
const SHOWN: ReadonlySet<string> = new Set([
  TOAST,
  "sendMessage",
  "editMessageText",
  "sendPhoto",
  "sendDocument",
  "sendVoice",
  "editMessageCaption",
]);
