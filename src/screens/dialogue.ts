import { InlineKeyboard } from "grammy";
import { dialogueButton } from "./callback-data.ts";

/** Choices of one dialogue, one to a row unless `perRow` says more. */
export function choices(
  dialogue: string,
  options: readonly (readonly [choice: string, label: string])[],
  perRow = 1,
): InlineKeyboard {
  const keyboard = new InlineKeyboard();
  for (const [index, [choice, label]] of options.entries()) {
    keyboard.text(label, dialogueButton.pack({ dialogue, choice }));
    if (index % perRow === perRow - 1) keyboard.row();
  }
  return keyboard;
}
