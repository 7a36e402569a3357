import { InlineKeyboard } from "grammy";
import type { Translate } from "../i18n.ts";
import { helpButton } from "./callback-data.ts";
import type { Screen } from "./screen.ts";

/** For whatever a participant is shown: the button is there, once. */
export function alwaysHelp({ text, keyboard }: Screen, t: Translate): Screen {
  const rows = (keyboard?.inline_keyboard ?? []).filter((row) => row.length > 0);
  const data = helpButton.pack({});
  const has = rows.flat().some((button) => "callback_data" in button && button.callback_data === data);
  return { text, keyboard: has ? InlineKeyboard.from(rows) : withHelp(InlineKeyboard.from(rows).row(), t) };
}

/** The help button stands on every screen, always last, always alone in its row. */
export function withHelp(keyboard: InlineKeyboard, t: Translate): InlineKeyboard {
  return keyboard.text(t("button-help"), helpButton.pack({}));
}
