import { type SelfReport, selfReportOf } from "./abstinence.ts";
import { dueFrom, type Phase, phaseOn, type Standing } from "./cadence.ts";
import { addDays, daysBetween, type LocalDay, minutesBetween } from "./calendar.ts";
import { type Direction, directionOf } from "./direction.ts";
import { type Engagement, engagementAt, milestones } from "./engagement.ts";
import { type FunnelStep, furthestStep } from "./funnel.ts";
import type { Localised } from "./instrument.ts";
import { sum } from "./sum.ts";
import { compareTiers, type Tier, worst } from "./tier.ts";
import type { AlertFacts, CheckInFacts, CheckInMark, DayCell, PersonFacts, Reach, Week } from "./week.ts";

/** So many days without an answer are a silence. */
export const SILENT_DAYS = 14;

const FEWEST_TOTALS = 3;
const FEWEST_TOTALS_BEFORE = 5;
/** A sign that does not even average "a little" is not a strong one. */
const NOTABLE_MEAN = 1;

/** Why a coordinator should look at somebody, the most pressing first. */
export const concerns = [
  "red-open",
  "alert-open",
  "red",
  "unreachable",
  "silent",
  "orange",
  "half-missing",
  "amber-waiting",
  "heavier",
  "unreadable",
] as const;
export type Concern = (typeof concerns)[number];

interface WeekAlert {
  readonly tier: Tier;
  readonly day: LocalDay;
  readonly openedAt: Date;
  readonly minutesToTaken?: number;
  readonly minutesToContacted?: number;
  readonly closed: boolean;
  readonly outcome?: string;
  /** How far it has got until now. */
  readonly furthest: FunnelStep;
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
  /** On the last day that counts; negative before the release. */
  readonly daysSinceRelease: number;
  /** Monday to Sunday. */
  readonly cells: readonly DayCell[];
  /** Days whose check-in was asked for and has ended. */
  readonly due: number;
  readonly completed: number;
  /** 0–40; undefined below three totals, or where an answer of these days is not readable. */
  readonly meanTotal?: number;
  /** The same over the four weeks before; undefined below five totals. */
  readonly usualTotal?: number;
  readonly direction: Direction;
  /** At most two, the strongest first, by name only: with values and a total the sealed sign could be worked out. */
  readonly strongestSigns: readonly Localised[];
  /** Of this week. */
  readonly alerts: readonly WeekAlert[];
  /** They called for help in this week, also where an older alert was open, which no alert of this week tells of. */
  readonly called: boolean;
  /** Not closed, of this week or before. */
  readonly openItems: readonly OpenItem[];
  /** Amber days of these five weeks that nobody has looked at for seven days; 0 beside an open alert. */
  readonly waitingAmbers: number;
  /** The longest wait among this week's alerts that were taken, in minutes. */
  readonly minutesToTaken?: number;
  readonly minutesToContacted?: number;
  /**
   * Days without an answer up to the last day that counts, within five weeks: missed ones, each with the days after
   * it that the person's rhythm leaves free.
   */
  readonly silentDays: number;
  /** Its first day is the first of these weeks, and they may have been asked before: the silence may be longer. */
  readonly silentBefore: boolean;
  /** Some answer of this week, or of the four weeks before, cannot be opened any more. */
  readonly unreadable: { readonly week: boolean; readonly before: boolean };
  /** In the order of `concerns`; empty when nothing stands out. */
  readonly concerns: readonly Concern[];
  /** Ended days of this week by phase since the release. */
  readonly byPhase: readonly PhaseDays[];
  /** The four weeks before and this one. */
  readonly tallies: readonly Tally[];
  /** Of each alert of these five weeks. */
  readonly furthestSteps: readonly FunnelStep[];
  /** In the order of `milestones`. */
  readonly engagement: readonly Engagement[];
}

/** With what is counted and shown of nobody. */
export interface PersonSummary extends PersonWeek {
  readonly selfReport: SelfReport;
}

interface PhaseDays {
  readonly phase: Phase["name"];
  readonly due: number;
  readonly completed: number;
}

/**
 * One person's row. Small enough to keep for everybody, so that check-ins need to be in memory for a few
 * people at a time only.
 */
export function summarisePerson(
  facts: PersonFacts,
  { monday, days, sunday, running, last, mondays, from }: Week,
): PersonSummary {
  const week = facts.checkIns.filter(({ day }) => day >= monday && day <= sunday);
  const before = facts.checkIns.filter(({ day }) => day < monday && day >= from);
  const marks = new Map(week.map(({ day, mark }) => [day, mark]));
  const ended = week.filter(({ mark }) => mark !== "open");
  const completed = ended.filter(({ complete }) => complete).length;
  const unreadable = { week: week.some(isUnreadable), before: before.some(isUnreadable) };
  const meanTotal = unreadable.week ? undefined : meanOfTotals(week, FEWEST_TOTALS);
  const usualTotal = unreadable.before ? undefined : meanOfTotals(before, FEWEST_TOTALS_BEFORE);
  const alerts = facts.alerts.filter(({ day }) => day >= monday && day <= sunday);
  const weekAlerts = alerts.toSorted((a, b) => a.openedAt.getTime() - b.openedAt.getTime()).map(weekAlert);
  const minutesToTaken = longest(weekAlerts.map((alert) => alert.minutesToTaken));
  const minutesToContacted = longest(weekAlerts.map((alert) => alert.minutesToContacted));
  const daysSinceRelease = daysBetween(facts.releaseDate, last);
  // A week that has ended is looked at on the Monday after it.
  const aWeekAgo = addDays(last, running ? -7 : -6);
  const openItems = facts.alerts
    .filter(({ day, closed }) => !closed && day <= sunday)
    .toSorted((a, b) => compareTiers(b.tier, a.tier) || a.openedAt.getTime() - b.openedAt.getTime())
    .map(({ tier, day, held }): OpenItem => ({ tier, day, held }));
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
    called: facts.alerts.some(({ calledOn }) => calledOn.some((day) => day >= monday && day <= sunday)),
    openItems,
    waitingAmbers:
      openItems.length > 0
        ? 0
        : [...before, ...week].filter(({ day, waiting }) => waiting && day <= aWeekAgo).length,
    ...(minutesToTaken !== undefined && { minutesToTaken }),
    ...(minutesToContacted !== undefined && { minutesToContacted }),
    silentDays: silentDays([...before, ...week], facts, last),
    silentBefore:
      facts.releaseDate < from &&
      facts.joinedOn < from &&
      before.some(({ day }) => day === from) &&
      [...before, ...ended].every(({ mark }) => mark === "missing"),
    unreadable,
    byPhase: daysByPhase(ended, facts.releaseDate),
    tallies: mondays.map((start, index) => {
      const end = mondays[index + 1];
      return tally(
        facts.checkIns.filter(({ day }) => day >= start && (end === undefined ? day <= sunday : day < end)),
      );
    }),
    furthestSteps: facts.alerts.filter(({ day }) => day >= from && day <= sunday).map(furthestStep),
    engagement: milestones.map((milestone) => engagementAt(milestone, { ...facts, last })),
  };
  const selfReport = selfReportOf(
    ended.flatMap(({ use, mark }) => (use === undefined ? [] : mark === "missing" ? mark : use)),
  );
  return { ...row, concerns: concernsOf(row), selfReport };
}

function concernsOf(row: Omit<PersonWeek, "concerns">): readonly Concern[] {
  const worstOfWeek = row.called
    ? "red"
    : worst([...row.cells.filter(isTier), ...row.alerts.map(({ tier }) => tier)]);
  const missing = row.cells.filter((cell) => cell === "missing").length;
  const holds: Readonly<Record<Concern, boolean>> = {
    "red-open": row.openItems.some(({ tier }) => tier === "red"),
    "alert-open": row.openItems.some(({ tier }) => tier !== "red"),
    red: worstOfWeek === "red" && !row.openItems.some(({ tier }) => tier === "red"),
    unreachable: row.reach !== "reachable",
    silent: row.silentDays >= SILENT_DAYS,
    orange: worstOfWeek === "orange" && row.openItems.length === 0,
    "half-missing": missing * 2 > row.due,
    "amber-waiting": row.waitingAmbers > 0,
    heavier: row.direction === "up",
    unreadable: row.unreadable.week || row.unreadable.before,
  };
  return concerns.filter((concern) => holds[concern]);
}

function weekAlert(facts: AlertFacts): WeekAlert {
  const { tier, day, openedAt, takenAt, contactedAt, closed, outcome } = facts;
  return {
    tier,
    day,
    openedAt,
    ...(takenAt && { minutesToTaken: minutesBetween(openedAt, takenAt) }),
    ...(contactedAt && { minutesToContacted: minutesBetween(openedAt, contactedAt) }),
    closed,
    ...(outcome !== undefined && { outcome }),
    furthest: furthestStep(facts),
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

function meanOfTotals(checkIns: readonly CheckInFacts[], fewest: number): number | undefined {
  const totals = checkIns.flatMap(({ total }) => total ?? []);
  return totals.length < fewest ? undefined : sum(totals) / totals.length;
}

function isUnreadable({ unreadable }: CheckInFacts): boolean {
  return unreadable === true;
}

function silentDays(checkIns: readonly CheckInFacts[], standing: Standing, last: LocalDay): number {
  const ended = checkIns.filter(({ mark }) => mark !== "open").toSorted((a, b) => (a.day < b.day ? 1 : -1));
  const answered = ended.findIndex(({ mark }) => mark !== "missing");
  const missed = answered === -1 ? ended : ended.slice(0, answered);
  if (standing.threeAWeekSince === undefined) return missed.length;
  return sum(
    missed.map(({ day }, index) => {
      const untilDue = daysBetween(day, dueFrom(standing, addDays(day, 1)));
      return Math.min(untilDue, daysBetween(day, missed[index - 1]?.day ?? addDays(last, 1)));
    }),
  );
}

/**
 * From the release alone: the day since release stands beside everybody, so a phase that had begun again would give
 * away whose red, or reported use, it was.
 */
function daysByPhase(ended: readonly CheckInFacts[], releaseDate: LocalDay): readonly PhaseDays[] {
  const standing = { releaseDate, reenteredOn: [] };
  const phases = new Map<Phase["name"], PhaseDays>();
  for (const { day, complete } of ended) {
    const phase = phaseOn(standing, day).name;
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

/** How many days a tally stands on. */
export function daysIn({ green, amber, orange, red, missing }: Tally): number {
  return green + amber + orange + red + missing;
}

export function isTier(cell: DayCell): cell is Tier {
  return cell !== "missing" && cell !== "open" && cell !== "not-due";
}

function longest(minutes: readonly (number | undefined)[]): number | undefined {
  const known = minutes.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
