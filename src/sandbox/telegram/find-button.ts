import type { Button, MessageView } from "./views.ts";

export interface FoundButton {
  readonly messageId: number;
  readonly button: Button;
}

/**
 * A visible button whose label is the text, or starts with it, in the newest message that has one.
 * @throws Error listing what is visible.
 */
export function findButton(messages: readonly MessageView[], label: string, whose: string): FoundButton {
  for (const { messageId, buttons } of messages.toReversed()) {
    const shown = buttons.flat();
    const button =
      shown.find((candidate) => candidate.label === label) ??
      shown.find((candidate) => candidate.label.startsWith(label));
    if (button) return { messageId, button };
  }
  throw new Error(`${whose} sees no button "${label}". ${describeScreen(messages)}`);
}

/** The newest messages with their buttons, for error messages. */
export function describeScreen(messages: readonly MessageView[]): string {
  if (messages.length === 0) return "The chat is empty.";
  const lines = messages.slice(-5).map(({ messageId, from, text, caption, media, buttons }) => {
    const content = text ?? [media && `(${media.kind} ${media.fileName})`, caption].filter(Boolean).join(" ");
    const rows = buttons.map((row) => row.map(({ label }) => `[${label}]`).join(" "));
    return [`#${messageId} ${from.name}: ${content}`, ...rows].join("\n    ");
  });
  return `Visible now:\n${lines.join("\n")}`;
}
