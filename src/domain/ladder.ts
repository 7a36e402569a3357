import { afterMinutesWithin, endOf, type Window } from "./calendar.ts";
import { HOUR_MS } from "./duration.ts";

/** A member of staff as far as the ladder cares. */
export interface Rung {
  readonly id: number;
  readonly reachable: boolean;
}

export interface Ladder<Person extends Rung> {
  readonly counselor: Person | undefined;
  readonly backup: Person | undefined;
  readonly coordinators: readonly Person[];
}

/** Minutes after the counselor was told, rising; for orange only minutes within service hours count. */
interface LadderTimes {
  readonly backupAfterMinutes: number;
  readonly coordinatorsAfterMinutes: number;
  /** Nobody took it: everybody is told again, in other words, and each time after as long. */
  readonly endAfterMinutes: number;
  /** How often everybody is told again before it only stays visible. */
  readonly repeats: number;
  /** Whoever took it is expected to have made contact within so many minutes of any hour. */
  readonly acknowledgedForMinutes: number;
}

export interface LadderSettings {
  readonly red: LadderTimes;
  readonly orange: LadderTimes;
  /** After "could not reach them" an alert opens again. */
  readonly notReachedAgainMinutes: number;
  /** By when somebody should have spoken with the person. */
  readonly contact: {
    /** Minutes of any hour: what the programme sets itself, and the outer limit. */
    readonly red: { readonly aimMinutes: number; readonly limitMinutes: number };
    /** Service minutes. The outer limit is the end of the service hours in which they are over: the same day. */
    readonly orange: { readonly aimMinutes: number };
  };
}

/** Hours of the programme: quiet ones hold orange back, service hours are those in which its minutes count. */
export interface Hours {
  readonly zone: string;
  readonly quiet: Window;
  readonly service: Window;
}

/** The newest message about the alert to one person. */
export interface Telling {
  /** From when on it was to leave. */
  readonly intendedAt: Date;
  /** Undefined while it has not left. */
  readonly leftAt: Date | undefined;
}

export type LadderStep<Person extends Rung> =
  /** Quiet hours: nobody is told before `dueAt`; the step stays. */
  | { readonly kind: "hold"; readonly step: number; readonly dueAt: Date }
  /** Tell these now; `step` is due at `dueAt` unless somebody takes the alert. */
  | { readonly kind: "tell"; readonly people: readonly Person[]; readonly step: number; readonly dueAt: Date }
  /** Everybody had their chance: tell all of them again, for the `repeat`th time of `of`. */
  | {
      readonly kind: "repeat";
      readonly people: readonly Person[];
      readonly repeat: number;
      readonly of: number;
      readonly step: number;
      readonly dueAt: Date;
    }
  /** What everybody was told last has not rung yet, or not long ago: look again at `dueAt`; the step stays. */
  | { readonly kind: "wait"; readonly step: number; readonly dueAt: Date }
  /** Nobody is reachable, whoever was told before; look again at `dueAt`. */
  | { readonly kind: "nobody"; readonly step: number; readonly dueAt: Date }
  /** Everybody was told often enough; look again at `dueAt`. */
  | { readonly kind: "end"; readonly step: number; readonly dueAt: Date };

/** Counselor, backup, coordinators. */
export const RUNGS = 3;
const LOOK_AGAIN_MINUTES = 24 * 60;
const STILL_TO_LEAVE_MINUTES = 1;
/** Telegram asks for a moment, or a process is killed: that puts no reminder off. */
const ON_TIME_MINUTES = 1;

/**
 * What an alert that nobody has taken owes at `now`. `step` counts what is behind it: 0 is a new alert,
 * 1 means the counselor had the chance, and so on; above the rungs it counts repeats. Rungs without a
 * reachable person are passed at once, and each rung that is told gets its full time from then.
 * An alert that rises to red begins at step 0 again. A repeat is for phones that have rung: while Telegram
 * is away, none is used up. `newest` says by person what they were told last.
 */
export function nextStep<Person extends Rung>({
  tier,
  step,
  ladder,
  settings,
  newest = new Map(),
  now,
  hours,
}: {
  readonly tier: "orange" | "red";
  readonly step: number;
  readonly ladder: Ladder<Person>;
  readonly newest?: ReadonlyMap<number, Telling>;
  readonly settings: LadderSettings;
  readonly now: Date;
  readonly hours: Hours;
}): LadderStep<Person> {
  const { zone, quiet, service } = hours;
  const loudFrom = tier === "red" ? now : endOf(now, zone, quiet);
  if (loudFrom > now) return { kind: "hold", step, dueAt: loudFrom };

  const times = settings[tier];
  const afterMinutes = (minutes: number, from = now) =>
    tier === "red" ? minutesAfter(from, minutes) : afterMinutesWithin(from, minutes, zone, service);
  const starts = [0, times.backupAfterMinutes, times.coordinatorsAfterMinutes, times.endAfterMinutes];
  const patience = (rung: number) => (starts[rung + 1] ?? 0) - (starts[rung] ?? 0);

  const rungs = rungsOf(ladder);
  for (let rung = step; rung < RUNGS; rung++) {
    const people = rungs[rung]?.filter(({ reachable }) => reachable) ?? [];
    if (people.length > 0)
      return { kind: "tell", people, step: rung + 1, dueAt: afterMinutes(patience(rung)) };
  }

  const people = rungs.flat().filter(({ reachable }) => reachable);
  if (people.length === 0) return { kind: "nobody", step: RUNGS, dueAt: afterMinutes(patience(RUNGS - 1)) };
  const repeat = Math.max(step, RUNGS) - RUNGS + 1;
  if (repeat <= times.repeats) {
    const hadTime = ({ id }: Person): Date => {
      const telling = newest.get(id);
      if (!telling) return now;
      const { intendedAt, leftAt } = telling;
      if (!leftAt) return minutesAfter(now, STILL_TO_LEAVE_MINUTES);
      // One that has left later than now did so by a clock that is wrong.
      if (leftAt <= minutesAfter(intendedAt, ON_TIME_MINUTES) || leftAt > now) return now;
      return afterMinutes(patience(RUNGS - 1), leftAt);
    };
    const ready = new Date(Math.min(...people.map((person) => hadTime(person).getTime())));
    if (ready > now) return { kind: "wait", step, dueAt: ready };
    const dueAt = afterMinutes(patience(RUNGS - 1));
    return { kind: "repeat", people, repeat, of: times.repeats, step: RUNGS + repeat, dueAt };
  }
  const dueAt = minutesAfter(now, LOOK_AGAIN_MINUTES);
  return { kind: "end", step: RUNGS + times.repeats, dueAt };
}

/**
 * When an acknowledgement that led to no contact is over and the ladder goes on. Orange waits for the
 * end of quiet hours; service hours do not matter: a day to make a call is long enough.
 */
export function acknowledgementEndsAt(
  tier: "orange" | "red",
  takenAt: Date,
  settings: LadderSettings,
  { zone, quiet }: Hours,
): Date {
  const end = minutesAfter(takenAt, settings[tier].acknowledgedForMinutes);
  return tier === "red" ? end : endOf(end, zone, quiet);
}

const OUTCOME_ASKED_AFTER_HOURS = 24;

/** When whoever has made contact is asked what came of it, and later once more before it is closed without. */
export function outcomeAskedAt(contactedAt: Date, { zone, quiet }: Pick<Hours, "zone" | "quiet">): Date {
  return endOf(new Date(contactedAt.getTime() + OUTCOME_ASKED_AFTER_HOURS * HOUR_MS), zone, quiet);
}

/** Everybody has been told for the last time; from here on it is only looked at. */
export function hasEnded(tier: "orange" | "red", step: number, settings: LadderSettings): boolean {
  return step >= RUNGS + settings[tier].repeats;
}

/** Who has had the chance to take it, or has it now, and can be told. */
export function whoseTurnHasCome<Person extends Rung>(
  ladder: Ladder<Person>,
  step: number,
): readonly Person[] {
  return rungsOf(ladder)
    .slice(0, step)
    .flat()
    .filter(({ reachable }) => reachable);
}

/** Where the ladder goes on after an acknowledgement that led nowhere: repeats are counted anew. */
export function stepAfterAcknowledgement(step: number): number {
  return Math.min(step, RUNGS);
}

function minutesAfter(from: Date, minutes: number): Date {
  return new Date(from.getTime() + minutes * 60_000);
}

/** Everybody stands on one rung only, the first that is theirs. */
function rungsOf<Person extends Rung>({
  counselor,
  backup,
  coordinators,
}: Ladder<Person>): readonly Person[][] {
  const told = new Set<number>();
  const firstTime = ({ id }: Person) => !told.has(id) && told.add(id) !== undefined;
  return [counselor ? [counselor] : [], backup ? [backup] : [], [...coordinators]].map((rung) =>
    rung.filter(firstTime),
  );
}
