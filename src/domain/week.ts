import { type Phase, phaseOf } from "./cadence.ts";
import { addDays, daysBetween, type LocalDay, weekDays } from "./calendar.ts";
import type { Localised } from "./instrument.ts";
import { compareTiers, type Tier, worst } from "./tier.ts";

/** How many weeks before the reported one a person is compared with. */
const WEEKS_BEFORE = 4;
/** Group figures stand on at least as many people. */
export const FEWEST_PEOPLE = 5;
/** So many due days in a row without an answer are a silence. */
export const SILENT_DAYS = 14;

const FEWEST_TOTALS = 3;
const FEWEST_TOTALS_BEFORE = 5;
/** Points of 40; a smaller difference of means is "about the same". */
const NOTICEABLE = 2;
/** A sign that does not even average "a little" is not a strong one. */
const NOTABLE_MEAN = 1;

/** A check-in as it counts: how it was judged, "missing" when its day ended without any answer, "open" while it runs. */
export type CheckInMark = Tier | "missing" | "open";
/** "not-due": no check-in was asked for (before release, paused, not yet active, or we were down). */
export type DayCell = CheckInMark | "not-due";
/** "unlinked": no Telegram account. "blocked": Telegram does not deliver to it. */
type Reach = "reachable" | "blocked" | "unlinked";

export interface SignValue {
  readonly id: string;
  readonly name: Localised;
  /** 0–4 */
  readonly value: number;
}

export interface CheckInFacts {
  readonly day: LocalDay;
  readonly mark: CheckInMark;
  /** Every question was answered before the day ended. */
  readonly complete: boolean;
  /** 0–40; undefined unless every sign was answered. */
  readonly total?: number;
  /** In the order asked, without sealed questions: their values are not for coordinators. */
  readonly signs: readonly SignValue[];
}

export interface AlertFacts {
  readonly tier: Tier;
  /** The day it is about. */
  readonly day: LocalDay;
  readonly openedAt: Date;
  readonly takenAt?: Date;
  readonly contactedAt?: Date;
  /** Somebody has it now; false again when it comes back. */
  readonly held: boolean;
  readonly closed: boolean;
  /** "false-alarm" counts as not useful, anything else as useful. */
  readonly outcome?: string;
}

export interface PersonFacts {
  readonly code: string;
  readonly reach: Reach;
  readonly releaseDate: LocalDay;
  /** Of the week and the four weeks before; a day without an entry was not due. */
  readonly checkIns: readonly CheckInFacts[];
  /** Of the week, and older ones that are not closed. */
  readonly alerts: readonly AlertFacts[];
}

/** Why a coordinator should look at somebody, the most pressing first. */
export const concerns = [
  "red-open",
  "alert-open",
  "red",
  "unreachable",
  "silent",
  "orange",
  "half-missing",
  "heavier",
] as const;
export type Concern = (typeof concerns)[number];

export type Direction = "up" | "down" | "same" | "unknown";

interface WeekAlert {
  readonly tier: Tier;
  readonly day: LocalDay;
  readonly openedAt: Date;
  readonly minutesToTaken?: number;
  readonly minutesToContacted?: number;
  readonly closed: boolean;
  readonly outcome?: string;
}

interface OpenItem {
  readonly tier: Tier;
  readonly day: LocalDay;
  readonly held: boolean;
}

/** Days by how they ended; "open" and "not-due" days are in none of them. */
export type Tally = Readonly<Record<Tier | "missing", number>> & { readonly complete: number };

export interface PersonWeek {
  readonly code: string;
  readonly reach: Reach;
  /** On the Sunday; negative before the release. */
  readonly daysSinceRelease: number;
  /** Monday to Sunday. */
  readonly cells: readonly DayCell[];
  /** Days whose check-in was asked for and has ended. */
  readonly due: number;
  readonly completed: number;
  /** 0–40; undefined below three totals. */
  readonly meanTotal?: number;
  /** The same over the four weeks before; undefined below five totals. */
  readonly usualTotal?: number;
  readonly direction: Direction;
  /** At most two, the strongest first, by name only: with values and a total the sealed sign could be worked out. */
  readonly strongestSigns: readonly Localised[];
  /** Of this week. */
  readonly alerts: readonly WeekAlert[];
  /** Not closed, of this week or before. */
  readonly openItems: readonly OpenItem[];
  /** The longest wait among this week's alerts that were taken, in minutes. */
  readonly minutesToTaken?: number;
  readonly minutesToContacted?: number;
  /** Due days without an answer up to the Sunday, within five weeks. */
  readonly missesInARow: number;
  /** In the order of `concerns`; empty when nothing stands out. */
  readonly concerns: readonly Concern[];
  /** Ended days by phase, for this week. */
  readonly byPhase: readonly PhaseDays[];
  /** The four weeks before and this one. */
  readonly tallies: readonly Tally[];
}

interface PhaseDays {
  readonly phase: Phase["name"];
  readonly due: number;
  readonly completed: number;
}

/** A figure over several people; `people` are those it stands on. */
export type GroupFigure<Value> =
  | { readonly kind: "value"; readonly people: number; readonly value: Value }
  | { readonly kind: "too-few"; readonly people: number };

interface Completion {
  readonly due: number;
  readonly completed: number;
}

interface ProgrammeFigures {
  readonly completion: GroupFigure<Completion>;
  /** Every phase in which a day of this week was due. */
  readonly completionByPhase: readonly {
    readonly phase: Phase["name"];
    readonly completion: GroupFigure<Completion>;
  }[];
  readonly alertsByTier: Readonly<Record<Tier, number>>;
  /** Alerts of the week to 100 answered check-ins. */
  readonly alertsPer100: GroupFigure<number>;
  /** Among the week's closed alerts: those that were no false alarm, 0–1. */
  readonly useful: GroupFigure<{ readonly share: number; readonly closed: number }>;
  /** Minutes until somebody took the alert, over those that were taken. */
  readonly minutesToTaken: GroupFigure<{ readonly p50: number; readonly p90: number }>;
  /** Alerts of the week that nobody has taken: the times above do not know them. */
  readonly neverTaken: number;
  /** People with 14 or more due days in a row without an answer. */
  readonly silent: number;
  /** The four weeks before and this one. */
  readonly trend: readonly { readonly monday: LocalDay; readonly days: GroupFigure<Tally> }[];
}

export interface WeekInput {
  readonly week: Week;
  readonly zone: string;
  readonly people: readonly PersonWeek[];
  /** Taking part without consent to the summary: they are in no figure, only in this number. */
  readonly notShown: number;
  /** Enrolled, but not yet active. */
  readonly notStarted: number;
}

export interface WeekReport extends Omit<WeekInput, "people" | "week"> {
  /** Monday to Sunday. */
  readonly days: readonly LocalDay[];
  /** Shown and not shown. */
  readonly active: number;
  /** The most urgent first. */
  readonly people: readonly PersonWeek[];
  readonly figures: ProgrammeFigures;
}

/** The days of a report, worked out once for everybody. */
export interface Week {
  readonly monday: LocalDay;
  /** Monday to Sunday. */
  readonly days: readonly LocalDay[];
  readonly sunday: LocalDay;
  /** Mondays of the four weeks before and of this one. */
  readonly mondays: readonly LocalDay[];
  /** The Monday from which check-ins count. */
  readonly from: LocalDay;
}

export function weekFrom(monday: LocalDay): Week {
  const mondays = Array.from({ length: WEEKS_BEFORE + 1 }, (_, index) =>
    addDays(monday, 7 * (index - WEEKS_BEFORE)),
  );
  return {
    monday,
    days: weekDays(monday),
    sunday: addDays(monday, 6),
    mondays,
    from: addDays(monday, -7 * WEEKS_BEFORE),
  };
}

/**
 * One person's row. Small enough to keep for everybody, so that check-ins need to be in memory for a few
 * people at a time only.
 */
export function summarisePerson(
  facts: PersonFacts,
  { monday, days, sunday, mondays, from }: Week,
): PersonWeek {
  const week = facts.checkIns.filter(({ day }) => day >= monday && day <= sunday);
  const before = facts.checkIns.filter(({ day }) => day < monday && day >= from);
  const marks = new Map(week.map(({ day, mark }) => [day, mark]));
  const ended = week.filter(({ mark }) => mark !== "open");
  const completed = ended.filter(({ complete }) => complete).length;
  const meanTotal = meanOfTotals(week, FEWEST_TOTALS);
  const usualTotal = meanOfTotals(before, FEWEST_TOTALS_BEFORE);
  const alerts = facts.alerts.filter(({ day }) => day >= monday && day <= sunday);
  const weekAlerts = alerts.toSorted((a, b) => a.openedAt.getTime() - b.openedAt.getTime()).map(weekAlert);
  const minutesToTaken = longest(weekAlerts.map((alert) => alert.minutesToTaken));
  const minutesToContacted = longest(weekAlerts.map((alert) => alert.minutesToContacted));
  const daysSinceRelease = daysBetween(facts.releaseDate, sunday);
  const row = {
    code: facts.code,
    reach: facts.reach,
    daysSinceRelease,
    cells: days.map((day): DayCell => marks.get(day) ?? "not-due"),
    due: ended.length,
    completed,
    ...(meanTotal !== undefined && { meanTotal }),
    ...(usualTotal !== undefined && { usualTotal }),
    direction: directionOf(meanTotal, usualTotal),
    strongestSigns: strongestSigns(week),
    alerts: weekAlerts,
    openItems: facts.alerts
      .filter(({ day, closed }) => !closed && day <= sunday)
      .toSorted((a, b) => compareTiers(b.tier, a.tier) || a.openedAt.getTime() - b.openedAt.getTime())
      .map(({ tier, day, held }): OpenItem => ({ tier, day, held })),
    ...(minutesToTaken !== undefined && { minutesToTaken }),
    ...(minutesToContacted !== undefined && { minutesToContacted }),
    missesInARow: missesInARow([...before, ...week]),
    byPhase: daysByPhase(ended, days, daysSinceRelease),
    tallies: mondays.map((start, index) => {
      const end = mondays[index + 1];
      return tally(
        facts.checkIns.filter(({ day }) => day >= start && (end === undefined ? day <= sunday : day < end)),
      );
    }),
  };
  return { ...row, concerns: concernsOf(row) };
}

/** The week of a programme, from one row for each person who is shown. */
export function summariseWeek({ people, week, ...counts }: WeekInput): WeekReport {
  // The funnel and who is still engaged at day 28, 90 and 180 belong into `figures`, from more of each person's past.
  return {
    ...counts,
    days: week.days,
    active: people.length + counts.notShown,
    people: people.toSorted(byUrgency),
    figures: figuresOf(people, week),
  };
}

function figuresOf(people: readonly PersonWeek[], { mondays }: Week): ProgrammeFigures {
  const asked = people.filter(({ due }) => due > 0);
  const answered = (person: PersonWeek) => person.cells.filter((cell) => isTier(cell)).length;
  const withAlerts = people.filter(({ alerts }) => alerts.length > 0);
  const alerts = withAlerts.flatMap((person) => person.alerts);
  const closed = alerts.filter((alert) => alert.closed);
  const waits = alerts.flatMap(({ minutesToTaken }) => minutesToTaken ?? []);
  const phases = ["first-fortnight", "first-month", "first-quarter", "first-half-year", "later"] as const;

  return {
    completion: group(asked, () => ({
      due: sum(asked.map(({ due }) => due)),
      completed: sum(asked.map(({ completed }) => completed)),
    })),
    completionByPhase: phases.flatMap((phase) => {
      const days = people.flatMap(({ byPhase }) => byPhase.filter((entry) => entry.phase === phase));
      if (days.length === 0) return [];
      const completion = group(days, () => ({
        due: sum(days.map(({ due }) => due)),
        completed: sum(days.map(({ completed }) => completed)),
      }));
      return [{ phase, completion }];
    }),
    alertsByTier: countTiers(alerts.map(({ tier }) => tier)),
    alertsPer100: group(
      asked.filter((person) => answered(person) > 0),
      () => (100 * alerts.length) / sum(asked.map(answered)),
    ),
    useful: group(
      withAlerts.filter((person) => person.alerts.some((alert) => alert.closed)),
      () => ({
        share: closed.filter(({ outcome }) => outcome !== "false-alarm").length / closed.length,
        closed: closed.length,
      }),
    ),
    minutesToTaken: group(
      withAlerts.filter(({ minutesToTaken }) => minutesToTaken !== undefined),
      () => ({ p50: quantile(waits, 0.5), p90: quantile(waits, 0.9) }),
    ),
    neverTaken: alerts.length - waits.length,
    silent: people.filter(({ missesInARow }) => missesInARow >= SILENT_DAYS).length,
    trend: mondays.map((start, index) => {
      const tallies = people
        .flatMap((person) => person.tallies[index] ?? [])
        .filter((entry) => daysIn(entry) > 0);
      return { monday: start, days: group(tallies, () => addTallies(tallies)) };
    }),
  };
}

/** `people` has one entry for each person the figure stands on. */
function group<Value>(people: readonly unknown[], value: () => Value): GroupFigure<Value> {
  return people.length < FEWEST_PEOPLE
    ? { kind: "too-few", people: people.length }
    : { kind: "value", people: people.length, value: value() };
}

function concernsOf(row: Omit<PersonWeek, "concerns">): readonly Concern[] {
  const worstOfWeek = worst([...row.cells.filter(isTier), ...row.alerts.map(({ tier }) => tier)]);
  const missing = row.cells.filter((cell) => cell === "missing").length;
  const holds: Readonly<Record<Concern, boolean>> = {
    "red-open": row.openItems.some(({ tier }) => tier === "red"),
    "alert-open": row.openItems.some(({ tier }) => tier !== "red"),
    red: worstOfWeek === "red" && !row.openItems.some(({ tier }) => tier === "red"),
    unreachable: row.reach !== "reachable",
    silent: row.missesInARow >= SILENT_DAYS,
    orange: worstOfWeek === "orange" && row.openItems.length === 0,
    "half-missing": missing * 2 > row.due,
    heavier: row.direction === "up",
  };
  return concerns.filter((concern) => holds[concern]);
}

/** The first concern decides, then the next; having one more is more urgent. */
function byUrgency(a: PersonWeek, b: PersonWeek): number {
  for (let index = 0; index < concerns.length; index++) {
    const difference = rank(a.concerns[index]) - rank(b.concerns[index]);
    if (difference !== 0) return difference;
  }
  return a.code < b.code ? -1 : a.code > b.code ? 1 : 0;
}

function rank(concern: Concern | undefined): number {
  return concern === undefined ? concerns.length : concerns.indexOf(concern);
}

function weekAlert({ tier, day, openedAt, takenAt, contactedAt, closed, outcome }: AlertFacts): WeekAlert {
  return {
    tier,
    day,
    openedAt,
    ...(takenAt && { minutesToTaken: minutesBetween(openedAt, takenAt) }),
    ...(contactedAt && { minutesToContacted: minutesBetween(openedAt, contactedAt) }),
    closed,
    ...(outcome !== undefined && { outcome }),
  };
}

function strongestSigns(checkIns: readonly CheckInFacts[]): readonly Localised[] {
  const signs = new Map<string, { readonly name: Localised; values: number[] }>();
  for (const { id, name, value } of checkIns.flatMap((checkIn) => checkIn.signs)) {
    const sign = signs.get(id) ?? { name, values: [] };
    sign.values.push(value);
    signs.set(id, sign);
  }
  return [...signs.values()]
    .map(({ name, values }) => ({ name, mean: sum(values) / values.length, highest: Math.max(...values) }))
    .filter(({ mean }) => mean >= NOTABLE_MEAN)
    .toSorted((a, b) => b.mean - a.mean || b.highest - a.highest)
    .slice(0, 2)
    .map(({ name }) => name);
}

/** Undefined: too little is known. */
export function directionOf(mean: number | undefined, usual: number | undefined): Direction {
  if (mean === undefined || usual === undefined) return "unknown";
  const difference = mean - usual;
  if (Math.abs(difference) < NOTICEABLE) return "same";
  return difference > 0 ? "up" : "down";
}

function meanOfTotals(checkIns: readonly CheckInFacts[], fewest: number): number | undefined {
  const totals = checkIns.flatMap(({ total }) => total ?? []);
  return totals.length < fewest ? undefined : sum(totals) / totals.length;
}

function missesInARow(checkIns: readonly CheckInFacts[]): number {
  const marks = checkIns
    .filter(({ mark }) => mark !== "open")
    .toSorted((a, b) => (a.day < b.day ? 1 : -1))
    .map(({ mark }) => mark);
  const answered = marks.findIndex((mark) => mark !== "missing");
  return answered === -1 ? marks.length : answered;
}

function daysByPhase(
  ended: readonly CheckInFacts[],
  days: readonly LocalDay[],
  daysSinceReleaseOnSunday: number,
): readonly PhaseDays[] {
  const phases = new Map<Phase["name"], PhaseDays>();
  for (const { day, complete } of ended) {
    const phase = phaseOf(daysSinceReleaseOnSunday - 6 + days.indexOf(day)).name;
    const { due, completed } = phases.get(phase) ?? { due: 0, completed: 0 };
    phases.set(phase, { phase, due: due + 1, completed: completed + (complete ? 1 : 0) });
  }
  return [...phases.values()];
}

function tally(checkIns: readonly CheckInFacts[]): Tally {
  const count = (mark: CheckInMark) => checkIns.filter((checkIn) => checkIn.mark === mark).length;
  return {
    green: count("green"),
    amber: count("amber"),
    orange: count("orange"),
    red: count("red"),
    missing: count("missing"),
    complete: checkIns.filter(({ mark, complete }) => mark !== "open" && complete).length,
  };
}

function addTallies(tallies: readonly Tally[]): Tally {
  const total = (key: keyof Tally) => sum(tallies.map((entry) => entry[key]));
  return {
    green: total("green"),
    amber: total("amber"),
    orange: total("orange"),
    red: total("red"),
    missing: total("missing"),
    complete: total("complete"),
  };
}

/** How many days a tally stands on. */
export function daysIn({ green, amber, orange, red, missing }: Tally): number {
  return green + amber + orange + red + missing;
}

function countTiers(tiers: readonly Tier[]): Readonly<Record<Tier, number>> {
  const count = (tier: Tier) => tiers.filter((other) => other === tier).length;
  return { green: count("green"), amber: count("amber"), orange: count("orange"), red: count("red") };
}

function isTier(cell: DayCell): cell is Tier {
  return cell !== "missing" && cell !== "open" && cell !== "not-due";
}

/** Nearest rank: always a value that occurred. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function longest(minutes: readonly (number | undefined)[]): number | undefined {
  const known = minutes.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function minutesBetween(from: Date, to: Date): number {
  return Math.max(0, Math.round((to.getTime() - from.getTime()) / 60_000));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
