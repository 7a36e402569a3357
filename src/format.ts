import { type LocalDay, localDayAt } from "./domain/calendar.ts";
import type { Locale } from "./domain/instrument.ts";

/** Language tag for Intl. */
export const tagOf: Readonly<Record<Locale, string>> = { id: "id-ID", en: "en-GB" };
/** British English has no names for the times of Indonesia. */
const zoneTag: typeof tagOf = { id: "id-ID", en: "en-ID" };

const date = { weekday: "short", day: "numeric", month: "short" } as const;
const time = { hour: "2-digit", minute: "2-digit" } as const;
const shapes = {
  date,
  dated: { ...date, year: "numeric" },
  time,
  both: { ...date, ...time },
  datedBoth: { ...date, year: "numeric", ...time },
  zone: { timeZoneName: "short" },
} as const;

/** "Sel, 24 Nov" / "Tue 24 Nov". */
export function formatDay(day: LocalDay, locale: Locale): string {
  return formatter("date", "UTC", locale).format(new Date(`${day}T00:00:00Z`));
}

/** The same with its year where that is not today's: for days that may lie far off, or were typed wrong. */
export function formatDayAndYear(day: LocalDay, today: LocalDay, locale: Locale): string {
  return day.slice(0, 4) === today.slice(0, 4) ? formatDay(day, locale) : formatWholeDay(day, locale);
}

/** Always with its year: for what is kept and read later. */
export function formatWholeDay(day: LocalDay, locale: Locale): string {
  return formatter("dated", "UTC", locale).format(new Date(`${day}T00:00:00Z`));
}

/** The same of an instant, in the reader's zone. */
export function formatWholeInstant(at: Date, zone: string, locale: Locale): string {
  return formatter("datedBoth", zone, locale).format(at);
}

/** "Sel, 24 Nov 20.14" in the reader's zone. */
export function formatInstant(at: Date, zone: string, locale: Locale): string {
  return formatter("both", zone, locale).format(at);
}

/** "20.14" / "20:14". */
function formatTime(at: Date, zone: string, locale: Locale): string {
  return formatter("time", zone, locale).format(at);
}

/** The time alone on that day, which begins at 04:00; with its own day on any other. */
export function formatOnDay(at: Date, day: LocalDay, zone: string, locale: Locale): string {
  return localDayAt(at, zone) === day ? formatTime(at, zone, locale) : formatInstant(at, zone, locale);
}

/** "WITA (Makassar)": as people there call it where they have a name for it. */
export function formatZone(zone: string, now: Date, locale: Locale): string {
  const parts = formatter("zone", zone, locale).formatToParts(now);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value;
  const city = zone.split("/").at(-1)?.replaceAll("_", " ");
  return `${name} (${city})`;
}

/** Making one takes as long as fifty uses of it. There are as many as zones in which somebody lives. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(shape: keyof typeof shapes, zone: string, locale: Locale): Intl.DateTimeFormat {
  const key = `${shape} ${zone} ${locale}`;
  let known = formatters.get(key);
  if (!known) {
    const tags = shape === "zone" ? zoneTag : tagOf;
    known = new Intl.DateTimeFormat(tags[locale], { ...shapes[shape], timeZone: zone });
    formatters.set(key, known);
  }
  return known;
}
