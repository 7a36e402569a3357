import { InlineKeyboard } from "grammy";
import { dialogueButton } from "./callback-data.ts";
import { pageOf, turnPages } from "./pages.ts";

export type Options = readonly (readonly [choice: string, label: string])[];

interface Asked {
  readonly dialogue: string;
  readonly question: number;
}

/** Choices of one question of a dialogue, one to a row unless `perRow` says more. */
export function choices({ dialogue, question }: Asked, options: Options, perRow = 1): InlineKeyboard {
  const keyboard = new InlineKeyboard();
  for (const [index, [choice, label]] of options.entries()) {
    keyboard.text(label, dialogueButton.pack({ dialogue, question, choice }));
    if (index % perRow === perRow - 1) keyboard.row();
  }
  return keyboard;
}

/** Choices from a list that may be long: a page of it, and below it what else can be chosen. */
export function pagedChoices(asked: Asked, list: Options, others: Options, wanted: number): InlineKeyboard {
  const { entries, page } = pageOf(list, wanted);
  const keyboard = choices(asked, entries);
  const turn = (to: number) => dialogueButton.pack({ ...asked, choice: `page-${to}` });
  turnPages(keyboard, turn, page, list.length);
  return keyboard.append(choices(asked, others));
}

/** The page to which a choice turns, if that is what it does. */
export function turnedTo(choice: string): number | undefined {
  const page = /^page-(\d{1,4})$/.exec(choice)?.[1];
  return page === undefined ? undefined : Number(page);
}
