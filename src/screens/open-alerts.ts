import { InlineKeyboard } from "grammy";
import type { OpenEntry } from "../alerts/list-open.ts";
import { formatInstant } from "../format.ts";
import { MARKS } from "./alert.ts";
import { openAlertButton, openAlertsButton, pageButton } from "./callback-data.ts";
import { turnPages } from "./pages.ts";
import type { Reader } from "./reader.ts";
import type { Screen } from "./screen.ts";

/** Everything that is not closed, so that nobody has to find the message that told of it. */
export function openAlertsScreen(
  { entries, total }: { readonly entries: readonly OpenEntry[]; readonly total: number },
  page: number,
  { t, locale, zone }: Reader,
): Screen {
  const keyboard = new InlineKeyboard();
  for (const { id, code, tier, state, openedAt, holder } of entries) {
    const since = t("open-alerts-since", { time: formatInstant(openedAt, zone, locale) });
    const who = state === "open" || holder === undefined ? t("open-alerts-nobody") : holder;
    const label = [`${MARKS[tier]} ${code}`, since, who].join(" · ");
    keyboard.text(label, openAlertButton.pack({ alertId: id })).row();
  }
  turnPages(keyboard, (to) => openAlertsButton.pack({ page: to }), page, total);
  keyboard.row().text(t("button-menu"), pageButton.pack({ page: "menu" }));
  return { text: total === 0 ? t("open-alerts-none") : t("open-alerts", { total }), keyboard };
}
