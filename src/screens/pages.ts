import type { InlineKeyboard } from "grammy";
import type { ButtonData } from "./callback-data.ts";

/** Rows of a list on one screen. */
export const LIST_PAGE = 8;

export function turnPages(
  keyboard: InlineKeyboard,
  button: ButtonData<{ readonly page: number }>,
  page: number,
  total: number,
): void {
  if (page > 0) keyboard.text("‹", button.pack({ page: page - 1 }));
  if ((page + 1) * LIST_PAGE < total) keyboard.text("›", button.pack({ page: page + 1 }));
}
