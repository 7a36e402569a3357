import type { Message } from "grammy/types";
import type { RelayContent } from "../relay/content.ts";
import { isLonger, LONGEST_CAPTION, LONGEST_TEXT } from "../screens/message-length.ts";

export type Readable = RelayContent | { readonly kind: "too-long" } | { readonly kind: "unsupported" };

/** What of a message can be passed on; undefined for a command, which is meant for the bot. */
export function contentOf(
  message: Pick<Message, "text" | "entities" | "voice" | "photo" | "caption">,
): Readable | undefined {
  const { text, voice, photo, caption, entities } = message;
  if (entities?.some(({ type, offset }) => type === "bot_command" && offset === 0)) return undefined;
  if (text !== undefined) return isLonger(text, LONGEST_TEXT) ? { kind: "too-long" } : { kind: "text", text };
  if (caption !== undefined && isLonger(caption, LONGEST_CAPTION)) return { kind: "too-long" };
  const words = caption === undefined ? {} : { caption };
  if (voice) return { kind: "voice", fileId: voice.file_id, ...words };
  // The sizes of one picture; the last is the largest.
  const largest = photo?.at(-1);
  return largest ? { kind: "photo", fileId: largest.file_id, ...words } : { kind: "unsupported" };
}
