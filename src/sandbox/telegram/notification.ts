import type { Message } from "./wire.ts";

/** What a lock screen shows of a new message. */
export function notificationFor({ text, caption, photo, document, voice, sticker }: Message): string {
  if (text !== undefined) return text;
  const parts = [
    photo && "🖼 Photo",
    document && `📎 ${document.file_name}`,
    voice && "🎤 Voice message",
    sticker && `${sticker.emoji ?? ""} Sticker`.trim(),
    caption,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}
