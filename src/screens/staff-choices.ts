import { InlineKeyboard } from "grammy";
import type { Translate } from "../i18n.ts";
import { pageOf, turnPages } from "./pages.ts";

interface Choice {
  readonly id: number;
  readonly name: string;
  readonly linked: boolean;
}

/** A button for each, page by page. */
export function staffChoices(
  staff: readonly Choice[],
  wanted: number,
  { choose, turn }: { readonly choose: (staffId: number) => string; readonly turn: (page: number) => string },
  t: Translate,
): InlineKeyboard {
  const { entries, page } = pageOf(staff, wanted);
  const keyboard = new InlineKeyboard();
  for (const entry of entries) keyboard.text(choiceLabel(entry, t), choose(entry.id)).row();
  turnPages(keyboard, turn, page, staff.length);
  return keyboard.row();
}

export function choiceLabel({ name, linked }: Omit<Choice, "id">, t: Translate): string {
  return linked ? name : t("staff-not-linked", { name });
}
