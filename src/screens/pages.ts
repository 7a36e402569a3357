import type { InlineKeyboard } from "grammy";

/** Rows of a list on one screen. Telegram refuses more than a hundred buttons, and nobody reads as many. */
export const LIST_PAGE = 8;

/** Of a list that was read whole: a page, or the first one where the list has grown too short for it. */
export function pageOf<Entry>(
  list: readonly Entry[],
  wanted: number,
): { readonly entries: readonly Entry[]; readonly page: number } {
  const page = wanted * LIST_PAGE < list.length ? wanted : 0;
  return { entries: list.slice(page * LIST_PAGE, (page + 1) * LIST_PAGE), page };
}

/** The page on which somebody stands, for the way back to it. */
export function pageAfter(before: number): number {
  return Math.floor(before / LIST_PAGE);
}

/** `turn` packs the data of a button that leads to a page. */
export function turnPages(
  keyboard: InlineKeyboard,
  turn: (page: number) => string,
  page: number,
  total: number,
): void {
  if (page > 0) keyboard.text("‹", turn(page - 1));
  if ((page + 1) * LIST_PAGE < total) keyboard.text("›", turn(page + 1));
}
