import { InlineKeyboard } from "grammy";
import { addDays, type LocalDay } from "../domain/calendar.ts";
import { formatDay, formatOnDay } from "../format.ts";
import type { LedgerEntry } from "../ledger/read-ledger.ts";
import { ledgerButton, pageButton, personButton } from "./callback-data.ts";
import type { Reader } from "./reader.ts";
import type { Screen } from "./screen.ts";

const PER_PAGE = 25;

/** One day of what was meant to leave, a line each; `person` narrows it to one participant (0 = everybody). */
export function ledgerScreen(
  entries: readonly LedgerEntry[],
  {
    day,
    person,
    page,
    today,
  }: { readonly day: LocalDay; readonly person: number; readonly page: number; readonly today: LocalDay },
  reader: Reader,
): Screen {
  const { t, locale } = reader;
  const shown = entries.slice(page * PER_PAGE, (page + 1) * PER_PAGE);
  const lines = shown.map((entry) => ledgerLine(entry, day, reader));
  const title = t("ledger-title", { day: formatDay(day, locale), count: entries.length });
  const keyboard = new InlineKeyboard();
  keyboard.text("‹", ledgerButton.pack({ day: addDays(day, -1), person, page: 0 }));
  if (day < today) keyboard.text("›", ledgerButton.pack({ day: addDays(day, 1), person, page: 0 }));
  if ((page + 1) * PER_PAGE < entries.length)
    keyboard.text(t("ledger-more"), ledgerButton.pack({ day, person, page: page + 1 }));
  keyboard.row();
  if (person !== 0) keyboard.text(t("button-back"), personButton.pack({ participantId: person }));
  keyboard.text(t("button-menu"), pageButton.pack({ page: "menu" }));
  return { text: [title, "", ...(lines.length > 0 ? lines : [t("ledger-empty")])].join("\n"), keyboard };
}

function ledgerLine(entry: LedgerEntry, day: LocalDay, { t, locale, zone }: Reader): string {
  const at = (instant: Date) => formatOnDay(instant, day, zone, locale);
  if (entry.kind === "step") {
    const step = `${at(entry.intendedAt)} ▸ ${entry.code} ${t(`ledger-step-${entry.step}`)}`;
    return entry.by === null ? step : `${step} (${entry.by})`;
  }
  const who = [entry.code, entry.to].filter((part) => part !== null).join(" → ");
  const minutes = entry.lateSeconds === null ? undefined : Math.round(entry.lateSeconds / 60);
  const parts = [`${at(entry.intendedAt)} ${t(`ledger-${entry.kind}`)} ${who}`];
  if (minutes === undefined) parts.push(t(`ledger-${entry.state}`));
  else if (entry.sentAt) parts.push(t("ledger-late", { at: at(entry.sentAt), minutes }));
  else parts.push(t("ledger-late-still", { minutes }));
  if (entry.why && (minutes !== undefined || !entry.sentAt)) parts.push(t(`ledger-why-${entry.why}`));
  if (entry.answeredAt) parts.push(t("ledger-answered", { at: at(entry.answeredAt) }));
  return parts.join(" · ");
}
