import { InlineKeyboard } from "grammy";
import type { Translate } from "../i18n.ts";
import { pageButton } from "./callback-data.ts";

/** The way on from a screen that is an end. */
export function menuRow(t: Translate, keyboard: InlineKeyboard = new InlineKeyboard()): InlineKeyboard {
  return keyboard.text(t("button-menu"), pageButton.pack({ page: "menu" })).row();
}
