import { InlineKeyboard } from "grammy";
import { dialogueButton } from "./callback-data.ts";

export type Options = readonly (readonly [choice: string, label: string])[];

/** Choices of one question of a dialogue, one to a row unless `perRow` says more. */
export function choices(
  { dialogue, question }: { readonly dialogue: string; readonly question: number },
  options: Options,
  perRow = 1,
): InlineKeyboard {
  const keyboard = new InlineKeyboard();
  for (const [index, [choice, label]] of options.entries()) {
    keyboard.text(label, dialogueButton.pack({ dialogue, question, choice }));
    if (index % perRow === perRow - 1) keyboard.row();
  }
  return keyboard;
}
