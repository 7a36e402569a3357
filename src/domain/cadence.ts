import { addDays, daysBetween, endOf, isWithin, type LocalDay, type Window, weekdayOf } from "./calendar.ts";

/** The stretches that the programme treats differently; `lastDay` is a `phaseDay`. */
export interface Phase {
  readonly name: "first-fortnight" | "first-month" | "first-quarter" | "first-half-year" | "later";
  readonly lastDay: number;
  /** Whether the short form may be chosen. */
  readonly shortForm: boolean;
  /** Whether three check-ins a week may be chosen. */
  readonly threeAWeek: boolean;
}

const PHASES: readonly [Phase, ...Phase[]] = [
  { name: "first-fortnight", lastDay: 14, shortForm: false, threeAWeek: false },
  { name: "first-month", lastDay: 28, shortForm: false, threeAWeek: false },
  { name: "first-quarter", lastDay: 90, shortForm: true, threeAWeek: false },
  { name: "first-half-year", lastDay: 180, shortForm: true, threeAWeek: true },
];
const LATER: Phase = { name: "later", lastDay: Number.POSITIVE_INFINITY, shortForm: true, threeAWeek: true };

/** What somebody's phases are counted from. */
export interface PhaseFacts {
  readonly releaseDate: LocalDay;
  /** Days of a red, or of use that was reported, in any order: each begins the phases again. */
  readonly reenteredOn: readonly LocalDay[];
  /** First day of three check-ins a week, where that was chosen. */
  readonly threeAWeekSince?: LocalDay | undefined;
}

export type Rhythm = "daily" | "three-a-week";

/** The day from which the phase of `day` is counted. */
export function phasesBegan({ releaseDate, reenteredOn }: PhaseFacts, day: LocalDay): LocalDay {
  return reenteredOn.filter((again) => again <= day).reduce((a, b) => (a > b ? a : b), releaseDate);
}

/** How far somebody is on a day: 0 on the release date, and again on the day of a red or of reported use. */
export function phaseDay(facts: PhaseFacts, day: LocalDay): number {
  return daysBetween(phasesBegan(facts, day), day);
}

export function phaseOn(facts: PhaseFacts, day: LocalDay): Phase {
  return phaseAt(phaseDay(facts, day));
}

function phaseAt(reached: number): Phase {
  return PHASES.find(({ lastDay }) => reached <= lastDay) ?? LATER;
}

/** A choice holds in the run of phases in which it was made: whoever begins again is asked daily, and stays so. */
export function rhythmOn(facts: PhaseFacts, day: LocalDay): Rhythm {
  const { threeAWeekSince: since } = facts;
  if (since === undefined || day < since) return "daily";
  return phaseAt(daysBetween(phasesBegan(facts, day), since)).threeAWeek ? "three-a-week" : "daily";
}

/** Monday, Wednesday, Friday. */
const THREE_DAYS: readonly number[] = [1, 3, 5];

/** Whether the rhythm asks for a check-in on that day; release and pauses are another matter. */
export function isDueOn(facts: PhaseFacts, day: LocalDay): boolean {
  return rhythmOn(facts, day) === "daily" || THREE_DAYS.includes(weekdayOf(day));
}

/** That day, or the next one that is due. */
export function dueFrom(facts: PhaseFacts, day: LocalDay): LocalDay {
  return isDueOn(facts, day) ? day : dueFrom(facts, addDays(day, 1));
}

const MOST_NUDGES = 2;
/** Of a late prompt: so long before quiet hours begin, if it is at least as long after the prompt. */
const LAST_CALL_MS = 30 * 60_000;

/**
 * When an unanswered prompt is followed by its next nudge. A nudge that would fall into quiet hours,
 * or at or after closing, is left out and not moved: quiet hours end after the day has closed. Where
 * none would be left, because the hour is late, one comes shortly before quiet hours begin.
 * `after` leaves out what should have come while nobody was there to send it.
 */
export function nextNudgeAt({
  openedAt,
  nudgesSent,
  closesAt,
  zone,
  quiet,
  nudgeMinutes,
  after,
}: {
  readonly openedAt: Date;
  readonly nudgesSent: number;
  readonly closesAt: Date;
  readonly zone: string;
  readonly quiet: Window;
  /** Minutes after the prompt, rising. */
  readonly nudgeMinutes: readonly number[];
  readonly after?: Date | undefined;
}): Date | undefined {
  const planned = nudgeMinutes
    .slice(0, MOST_NUDGES)
    .map((minutes) => new Date(openedAt.getTime() + minutes * 60_000))
    .filter((nudge) => nudge < closesAt && !isWithin(nudge, zone, quiet));
  const quietFrom = endOf(openedAt, zone, { from: quiet.to, to: quiet.from }).getTime();
  const lastCall = new Date(quietFrom - LAST_CALL_MS);
  const isLate = nudgeMinutes.length > 0 && planned.length === 0 && lastCall < closesAt;
  const fits = lastCall.getTime() - openedAt.getTime() >= LAST_CALL_MS;
  return (isLate && fits ? [lastCall] : planned)
    .slice(nudgesSent)
    .find((nudge) => after === undefined || nudge > after);
}
