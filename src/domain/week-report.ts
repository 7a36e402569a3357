import { type Abstinence, abstinenceOf } from "./abstinence.ts";
import { type BudgetVerdict, judgeBudget } from "./alert-budget.ts";
import type { Phase } from "./cadence.ts";
import type { LocalDay } from "./calendar.ts";
import { type Concern, concerns } from "./concerns.ts";
import { type EngagedFigure, engagedFigures } from "./engagement.ts";
import { type Funnel, funnelOf } from "./funnel.ts";
import { type GroupFigure, group } from "./group-figure.ts";
import type { PersonSummary, PersonWeek } from "./person-week.ts";
import { quantile } from "./quantile.ts";
import { SILENT_DAYS } from "./silence.ts";
import { sum } from "./sum.ts";
import { daysIn, type Tally } from "./tally.ts";
import { isAlarming, type Tier } from "./tier.ts";
import { isTier, type Week } from "./week.ts";

interface Completion {
  readonly due: number;
  readonly completed: number;
}

interface Quantiles {
  readonly p50: number;
  readonly p90: number;
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
  readonly budget: BudgetVerdict;
  /** Minutes until somebody took the alert, over those that were taken. */
  readonly minutesToTaken: GroupFigure<Quantiles>;
  /** Minutes until somebody spoke with the person, over those where somebody did. */
  readonly minutesToContacted: GroupFigure<Quantiles>;
  /** Alerts of the week that nobody has taken: the times above do not know them. */
  readonly neverTaken: number;
  /** Those after which nobody has spoken with the person, false alarms left out. */
  readonly neverContacted: number;
  /** Amber days that nobody has looked at for seven days, and how many people they are of. */
  readonly waitingAmbers: { readonly days: number; readonly people: number };
  /** Over the alerts of the four weeks before and of this one: the last steps take weeks. */
  readonly funnel: GroupFigure<Funnel>;
  readonly engaged: readonly EngagedFigure[];
  readonly abstinence: Abstinence;
  /** People of whom some answer cannot be opened any more. */
  readonly unreadable: number;
  /** People with 14 or more due days in a row without an answer. */
  readonly silent: number;
  /** The four weeks before and this one. */
  readonly trend: readonly { readonly monday: LocalDay; readonly days: GroupFigure<Tally> }[];
}

export interface WeekInput {
  readonly week: Week;
  readonly zone: string;
  readonly people: readonly PersonSummary[];
  /** Taking part without consent to the summary: they are in no figure, only in this number. */
  readonly notShown: number;
  /** Enrolled, but not yet active. */
  readonly notStarted: number;
}

export interface WeekReport extends Omit<WeekInput, "people" | "week"> {
  /** Monday to Sunday. */
  readonly days: readonly LocalDay[];
  /** The week has not ended yet. */
  readonly running: boolean;
  /** Shown and not shown. */
  readonly active: number;
  /** The most urgent first. */
  readonly people: readonly PersonWeek[];
  readonly figures: ProgrammeFigures;
}

/** The week of a programme, from one row for each person who is shown. */
export function summariseWeek({ people, week, ...counts }: WeekInput): WeekReport {
  return {
    ...counts,
    days: week.days,
    running: week.running,
    active: people.length + counts.notShown,
    people: people.map(({ selfReport: _, ...row }) => row).toSorted(byUrgency),
    figures: figuresOf(people, week),
  };
}

function figuresOf(people: readonly PersonSummary[], { mondays, running }: Week): ProgrammeFigures {
  const asked = people.filter(({ due }) => due > 0);
  const answered = (person: PersonWeek) => person.cells.filter((cell) => isTier(cell)).length;
  const withAlerts = people.filter(({ alerts }) => alerts.length > 0);
  const alerts = withAlerts.flatMap((person) => person.alerts);
  const closed = alerts.filter((alert) => alert.closed);
  const waits = alerts.flatMap(({ minutesToTaken }) => minutesToTaken ?? []);
  const contacts = alerts.flatMap(({ minutesToContacted }) => minutesToContacted ?? []);
  const pushed = alerts.filter(({ tier }) => isAlarming(tier)).length;
  const answering = asked.filter((person) => answered(person) > 0);
  const useful = group(
    withAlerts.filter((person) => person.alerts.some((alert) => alert.closed)),
    () => ({
      share: closed.filter(({ outcome }) => outcome !== "false-alarm").length / closed.length,
      closed: closed.length,
    }),
  );
  const per100 = (count: number) => group(answering, () => (100 * count) / sum(answering.map(answered)));
  const withSteps = people.filter(({ furthestSteps }) => furthestSteps.length > 0);
  const waiting = people.filter(({ waitingAmbers }) => waitingAmbers > 0);

  return {
    completion: group(asked, () => completionOf(asked)),
    completionByPhase: byPhase(people),
    alertsByTier: countTiers(alerts.map(({ tier }) => tier)),
    alertsPer100: per100(alerts.length),
    useful,
    budget: judgeBudget(per100(pushed), useful),
    minutesToTaken: group(
      withAlerts.filter(({ minutesToTaken }) => minutesToTaken !== undefined),
      () => quantilesOf(waits),
    ),
    minutesToContacted: group(
      withAlerts.filter(({ minutesToContacted }) => minutesToContacted !== undefined),
      () => quantilesOf(contacts),
    ),
    neverTaken: alerts.length - waits.length,
    neverContacted: alerts.filter(
      ({ minutesToContacted, outcome }) => minutesToContacted === undefined && outcome !== "false-alarm",
    ).length,
    waitingAmbers: { days: sum(waiting.map(({ waitingAmbers }) => waitingAmbers)), people: waiting.length },
    funnel: group(withSteps, () => funnelOf(withSteps.flatMap(({ furthestSteps }) => furthestSteps))),
    engaged: engagedFigures(people.map(({ engagement }) => engagement)),
    abstinence: running ? { kind: "not-ended" } : abstinenceOf(people.map(({ selfReport }) => selfReport)),
    unreadable: people.filter(({ unreadable }) => unreadable.week || unreadable.before).length,
    silent: people.filter(({ silentDays }) => silentDays >= SILENT_DAYS).length,
    trend: mondays.map((start, index) => {
      const tallies = people
        .flatMap((person) => person.tallies[index] ?? [])
        .filter((entry) => daysIn(entry) > 0);
      return { monday: start, days: group(tallies, () => addTallies(tallies)) };
    }),
  };
}

const phases = ["first-fortnight", "first-month", "first-quarter", "first-half-year", "later"] as const;

function byPhase(people: readonly PersonSummary[]) {
  return phases.flatMap((phase) => {
    const days = people.flatMap((person) => person.byPhase.filter((entry) => entry.phase === phase));
    return days.length === 0 ? [] : [{ phase, completion: group(days, () => completionOf(days)) }];
  });
}

function completionOf(parts: readonly Completion[]): Completion {
  return {
    due: sum(parts.map(({ due }) => due)),
    completed: sum(parts.map(({ completed }) => completed)),
  };
}

function quantilesOf(values: readonly number[]): Quantiles {
  return { p50: quantile(values, 0.5), p90: quantile(values, 0.9) };
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

function countTiers(tiers: readonly Tier[]): Readonly<Record<Tier, number>> {
  const count = (tier: Tier) => tiers.filter((other) => other === tier).length;
  return { green: count("green"), amber: count("amber"), orange: count("orange"), red: count("red") };
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
