import { type SelfReport, selfReportOf } from "./abstinence.ts";
import { type Phase, phaseOn } from "./cadence.ts";
import { addDays, daysBetween, type LocalDay, minutesBetween } from "./calendar.ts";
import { type Concern, concernsOf } from "./concerns.ts";
import { type Direction, directionOf } from "./direction.ts";
import { type Engagement, engagementAt, milestones } from "./engagement.ts";
import { type FunnelStep, furthestStep } from "./funnel.ts";
import type { Localised } from "./instrument.ts";
import { mayBeLonger, silentDays } from "./silence.ts";
import { sum } from "./sum.ts";
import { type Tally, tally } from "./tally.ts";
import { compareTiers, type Tier, worst } from "./tier.ts";
import {
  type AlertFacts,
  type CheckInFacts,
  type DayCell,
  isTier,
  type PersonFacts,
  type Reach,
  type Week,
} from "./week.ts";

const FEWEST_TOTALS = 3;
const FEWEST_TOTALS_BEFORE = 5;
/** A sign that does not even average "a little" is not a strong one. */
const NOTABLE_MEAN = 1;

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
  const checkIns = facts.checkIns.map((checkIn) => withWhatWasTold(checkIn, facts.alerts));
  const week = checkIns.filter(({ day }) => day >= monday && day <= sunday);
  const before = checkIns.filter(({ day }) => day < monday && day >= from);
  const known = [...before, ...week];
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
        : known.filter((checkIn) => isWaiting(checkIn) && checkIn.day <= aWeekAgo).length,
    ...(minutesToTaken !== undefined && { minutesToTaken }),
    ...(minutesToContacted !== undefined && { minutesToContacted }),
    silentDays: silentDays(known, facts, last),
    silentBefore: mayBeLonger(known, facts, from),
    unreadable,
    byPhase: daysByPhase(ended, facts.releaseDate),
    tallies: mondays.map((start, index) => {
      const end = mondays[index + 1];
      return tally(
        checkIns.filter(({ day }) => day >= start && (end === undefined ? day <= sunday : day < end)),
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

/**
 * All that people were told of an answered day colours it: what was said outside the questions, and answers that were corrected
 * since. Otherwise a red day would be red by its answers alone, and beside an alert that says no more than red, that would be the
 * answer to the safety question; and a green one beside it could only be that answer, taken back.
 */
function withWhatWasTold(checkIn: CheckInFacts, alerts: readonly AlertFacts[]): CheckInFacts {
  const { day, mark } = checkIn;
  if (!isTier(mark)) return checkIn;
  if (alerts.some(({ calledOn }) => calledOn.includes(day))) return { ...checkIn, mark: "red" };
  const told = alerts.flatMap(({ causes }) => causes.filter((cause) => cause.day === day));
  return { ...checkIn, mark: worst([mark, ...told.map(({ tier }) => tier)]) };
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

/** Amber as it is shown: one counted beside no amber cell would say that its answers did not make it red. */
function isWaiting({ mark, waiting }: CheckInFacts): boolean {
  return waiting === true && (mark === "amber" || mark === "missing");
}

function isUnreadable({ unreadable }: CheckInFacts): boolean {
  return unreadable === true;
}

/**
 * From the release alone: the day since release stands beside everybody, so a phase that had begun again would give
 * away whose red, or reported use, it was.
 */
function daysByPhase(ended: readonly CheckInFacts[], releaseDate: LocalDay): readonly PhaseDays[] {
  const facts = { releaseDate, reenteredOn: [] };
  const phases = new Map<Phase["name"], PhaseDays>();
  for (const { day, complete } of ended) {
    const phase = phaseOn(facts, day).name;
    const { due, completed } = phases.get(phase) ?? { due: 0, completed: 0 };
    phases.set(phase, { phase, due: due + 1, completed: completed + (complete ? 1 : 0) });
  }
  return [...phases.values()];
}

function longest(minutes: readonly (number | undefined)[]): number | undefined {
  const known = minutes.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
