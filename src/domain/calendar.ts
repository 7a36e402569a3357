import { Temporal } from "temporal-polyfill";

/**
 * "YYYY-MM-DD": the day a check-in belongs to. It lasts from 04:00 to 04:00 of the next date,
 * so an answer at 01:00 belongs to the evening before.
 */
export type LocalDay = string;

/** Minutes after midnight on the wall clock, `to` excluded; `from` after `to` goes over midnight. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

const TURN = 4 * 60;

export function localDayAt(now: Date, zone: string): LocalDay {
  // Days are counted down from their boundaries, not read off a shifted wall clock: where clocks
  // jump near 04:00 or over a whole date, each instant still has exactly one day.
  let day = addDays(calendarDate(now, zone), 1);
  while (dayOpensAt(day, zone) > now) day = addDays(day, -1);
  return day;
}

/** 04:00 of the next date; where that does not exist, the first moment after. */
export function dayClosesAt(day: LocalDay, zone: string): Date {
  return dayOpensAt(addDays(day, 1), zone);
}

/**
 * The instant at which a local day's clock shows `minuteOfDay`; minutes before 04:00 belong to the
 * next date. A time that the clocks skip comes later by as much, or earlier if later were another day;
 * of a time that comes twice the first counts.
 */
export function instantOf(day: LocalDay, minuteOfDay: number, zone: string): Date {
  const date = minuteOfDay < TURN ? addDays(day, 1) : day;
  const instant = wallClock(date, minuteOfDay, zone, "compatible");
  return instant < dayClosesAt(day, zone) ? instant : wallClock(date, minuteOfDay, zone, "earlier");
}

/** The first prompt strictly after `after`, on a local day of at least `notBefore` that is due. */
export function nextPromptAt({
  after,
  minute,
  zone,
  notBefore,
  isDue = () => true,
}: {
  readonly after: Date;
  readonly minute: number;
  readonly zone: string;
  readonly notBefore?: LocalDay | undefined;
  readonly isDue?: (day: LocalDay) => boolean;
}): Date {
  const today = localDayAt(after, zone);
  let day = notBefore !== undefined && notBefore > today ? notBefore : today;
  for (;;) {
    const prompt = instantOf(day, minute, zone);
    // A date that a zone jumped over has no prompt of its own.
    if (prompt > after && isDue(day) && localDayAt(prompt, zone) === day) return prompt;
    day = addDays(day, 1);
  }
}

export function addDays(day: LocalDay, days: number): LocalDay {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** How many days `b` comes after `a`. */
export function daysBetween(a: LocalDay, b: LocalDay): number {
  return Temporal.PlainDate.from(a).until(b, { largestUnit: "day" }).days;
}

/** Whole minutes; none where clocks that differ put `to` first. */
export function minutesBetween(from: Date, to: Date): number {
  return Math.max(0, Math.round((to.getTime() - from.getTime()) / 60_000));
}

/** The date on the wall, from midnight to midnight: for release dates and staff. */
export function calendarDate(now: Date, zone: string): LocalDay {
  return zoned(now, zone).toPlainDate().toString();
}

/** The midnight with which a date on the wall begins; where clocks skip it, the first moment after. */
export function dateBeginsAt(date: LocalDay, zone: string): Date {
  return new Date(Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds);
}

/** 1 Monday … 7 Sunday. */
export function weekdayOf(day: LocalDay): number {
  return Temporal.PlainDate.from(day).dayOfWeek;
}

export function mondayOf(day: LocalDay): LocalDay {
  return addDays(day, 1 - weekdayOf(day));
}

/** Monday to Sunday. */
export function weekDays(monday: LocalDay): readonly LocalDay[] {
  return [0, 1, 2, 3, 4, 5, 6].map((days) => addDays(monday, days));
}

/** The first instant strictly after `after` at `minute` of a `weekday` (1 Monday … 7 Sunday) on the wall calendar. */
export function summaryDueAfter(
  after: Date,
  zone: string,
  { weekday, minute }: { readonly weekday: number; readonly minute: number },
): Date {
  let date = addDays(mondayOf(calendarDate(after, zone)), weekday - 1);
  for (;;) {
    const due = wallClock(date, minute, zone, "compatible");
    if (due > after) return due;
    date = addDays(date, 7);
  }
}

export function isWithin(now: Date, zone: string, window: Window): boolean {
  return isInWindow(minuteAt(now, zone), window);
}

/** `minute` after midnight. */
function isInWindow(minute: number, { from, to }: Window): boolean {
  return from <= to ? from <= minute && minute < to : from <= minute || minute < to;
}

/** When the window that contains `now` ends; `now` itself outside of it. */
export function endOf(now: Date, zone: string, window: Window): Date {
  if (!isWithin(now, zone, window)) return now;
  const today = calendarDate(now, zone);
  const date = window.to > minuteAt(now, zone) ? today : addDays(today, 1);
  const end = wallClock(date, window.to, zone, "compatible");
  // Only in an hour that comes twice, in its second run.
  return end > now ? end : wallClock(date, window.to, zone, "later");
}

/** When `minutes` have passed of which only those within the window count. */
export function afterMinutesWithin(from: Date, minutes: number, zone: string, window: Window): Date {
  const outside = { from: window.to, to: window.from };
  let at = endOf(from, zone, outside);
  let left = minutes * 60_000;
  for (;;) {
    const closes = endOf(at, zone, window).getTime();
    if (at.getTime() + left <= closes) return new Date(at.getTime() + left);
    left -= closes - at.getTime();
    at = endOf(new Date(closes), zone, outside);
  }
}

/** Minutes after midnight from "7:30", "19.30", "1930", "19", "jam 19"; undefined when it is no time of day. */
export function parseTimeOfDay(text: string): number | undefined {
  const match = /^(?:jam|pukul)?\s*(?:(\d{1,2})(?:\s*[:.]\s*(\d{2}))?|(\d{1,2})(\d{2}))$/i.exec(text.trim());
  if (!match) return undefined;
  const hour = Number(match[1] ?? match[3]);
  const minute = Number(match[2] ?? match[4] ?? 0);
  return hour < 24 && minute < 60 ? hour * 60 + minute : undefined;
}

/** "19:30" */
export function formatTimeOfDay(minute: number): string {
  return timeOf(minute).toString({ smallestUnit: "minute" });
}

/** Whether it is the name of a time zone (fixed offsets are not: they know no summer time). */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** How a date column holds it: midnight UTC. */
export function dbDate(day: LocalDay): Date {
  return new Date(`${day}T00:00:00.000Z`);
}

export function dayOfDbDate(date: Date): LocalDay {
  return date.toISOString().slice(0, 10);
}

function dayOpensAt(day: LocalDay, zone: string): Date {
  return wallClock(day, TURN, zone, "compatible");
}

function wallClock(
  date: LocalDay,
  minute: number,
  zone: string,
  disambiguation: "compatible" | "earlier" | "later",
): Date {
  const { epochMilliseconds } = Temporal.PlainDate.from(date)
    .toPlainDateTime(timeOf(minute))
    .toZonedDateTime(zone, { disambiguation });
  return new Date(epochMilliseconds);
}

function timeOf(minute: number): Temporal.PlainTime {
  return new Temporal.PlainTime(Math.floor(minute / 60), minute % 60);
}

function zoned(now: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
}

function minuteAt(now: Date, zone: string): number {
  const { hour, minute } = zoned(now, zone);
  return hour * 60 + minute;
}
