import { endOf, type Window } from "./calendar.ts";

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

/** Minutes after the counselor was told, rising. */
export interface LadderTimes {
  readonly backupAfterMinutes: number;
  readonly coordinatorsAfterMinutes: number;
  /** Nobody took it: say so loudly, and look again after as long. */
  readonly endAfterMinutes: number;
}

export interface LadderSettings {
  readonly red: LadderTimes;
  readonly orange: LadderTimes;
}

/** Everybody who may be told, in order, each once. */
export function chainFor<Person extends Rung>(ladder: Ladder<Person>): readonly Person[] {
  return rungsOf(ladder).flat();
}

export function firstReachable<Person extends Rung>(chain: readonly Person[]): Person | undefined {
  return chain.find(({ reachable }) => reachable);
}

export type LadderStep<Person extends Rung> =
  /** Quiet hours: nobody is told before `dueAt`; the step stays. */
  | { readonly kind: "hold"; readonly step: number; readonly dueAt: Date }
  /** Tell these now; `step` is due at `dueAt` unless somebody takes the alert. */
  | { readonly kind: "tell"; readonly people: readonly Person[]; readonly step: number; readonly dueAt: Date }
  /** Nobody reachable is left above; look again at `dueAt`. */
  | { readonly kind: "end"; readonly step: number; readonly dueAt: Date };

/**
 * What an alert that nobody has taken owes at `now`. `step` counts the rungs behind it: 0 is a new
 * alert, 1 means the counselor had the chance, and so on. Rungs without a reachable person are passed
 * at once, and each rung that is told gets its full time from then.
 */
export function nextStep<Person extends Rung>({
  tier,
  step,
  ladder,
  settings,
  now,
  zone,
  quiet,
}: {
  readonly tier: "orange" | "red";
  readonly step: number;
  readonly ladder: Ladder<Person>;
  readonly settings: LadderSettings;
  readonly now: Date;
  readonly zone: string;
  readonly quiet: Window;
}): LadderStep<Person> {
  const awake = (at: Date) => (tier === "red" ? at : endOf(at, zone, quiet));
  if (awake(now) > now) return { kind: "hold", step, dueAt: awake(now) };

  const times = settings[tier];
  const starts = [0, times.backupAfterMinutes, times.coordinatorsAfterMinutes, times.endAfterMinutes];
  const after = (rung: number) => {
    const minutes = (starts[rung + 1] ?? 0) - (starts[rung] ?? 0);
    return awake(new Date(now.getTime() + minutes * 60_000));
  };

  const rungs = rungsOf(ladder);
  for (let rung = step; rung < rungs.length; rung++) {
    const people = rungs[rung]?.filter(({ reachable }) => reachable) ?? [];
    if (people.length > 0) return { kind: "tell", people, step: rung + 1, dueAt: after(rung) };
  }
  return { kind: "end", step: rungs.length, dueAt: after(rungs.length - 1) };
}

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
