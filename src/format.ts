import type { LocalDay } from "./domain/calendar.ts";
import type { Locale } from "./domain/instrument.ts";

const tag: Readonly<Record<Locale, string>> = { id: "id-ID", en: "en-GB" };

/** "Sel, 24 Nov" / "Tue 24 Nov". */
export function formatDay(day: LocalDay, locale: Locale): string {
  return new Intl.DateTimeFormat(tag[locale], {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  }).format(new Date(`${day}T00:00:00Z`));
}

/** "Sel, 24 Nov 20.14" in the reader's zone. */
export function formatInstant(at: Date, zone: string, locale: Locale): string {
  return new Intl.DateTimeFormat(tag[locale], {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: zone,
  }).format(at);
}

/** "20.14" / "20:14". */
export function formatTime(at: Date, zone: string, locale: Locale): string {
  return new Intl.DateTimeFormat(tag[locale], { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(
    at,
  );
}
