import { type FaultKind, faultKinds } from "./fault-kinds.ts";

/** In which ways each kind strikes; each is counted by itself. */
export const WAYS = {
  kill: ["killed at work", "killed at rest", "asked to stop", "between sending and recording"],
  telegram: ["slow", "429", "5xx", "HTML", "connection cut", "answer lost"],
  doubles: ["an update twice", "an update twice at once"],
  database: ["restart", "crash", "cut", "slow", "full"],
  clock: ["one is off", "later at once", "earlier at once", "no ticks", "no ticks for a day"],
  outages: ["telegram", "database", "processes"],
  delays: ["updates late"],
  instances: ["several take turns"],
} as const satisfies Readonly<Record<FaultKind, readonly string[]>>;

export type Way<Kind extends FaultKind = FaultKind> = (typeof WAYS)[Kind][number];
/** Whom nobody reaches meanwhile; the rest of the town goes on. */
export type Outage = Way<"outages">;

export interface Happened {
  readonly at: Date;
  readonly what: string;
}

export interface FaultHappened extends Happened {
  readonly kind: FaultKind;
  readonly way: string;
}

/** How often something was to be expected, by `wayOf`; planned, whether or not anybody met it. */
export type Expected = ReadonlyMap<string, number>;

/** Without having to, something that is expected so often does not happen once in a thousand runs. */
const HAS_TO = 7;
/** Of what is planned for an instant, at least this share is met by somebody. */
const LEAST_MET: Readonly<Partial<Record<FaultKind, number>>> = { telegram: 0.03, doubles: 0.03 };
const LEAST_MET_OF_OTHERS = 0.5;
/** These are there from the first day on. */
const CERTAIN: ReadonlySet<FaultKind> = new Set(["instances"]);

export function wayOf({ kind, way }: { readonly kind: FaultKind; readonly way: string }): string {
  return `${kind}: ${way}`;
}

export function countFaults(faults: readonly FaultHappened[]): Readonly<Record<FaultKind, number>> {
  const counts = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<FaultKind, number>;
  for (const { kind } of faults) counts[kind] += 1;
  return counts;
}

/** A disk that was full again and again, and by the app's log (lines by SQLSTATE) nobody met it. */
export function unmetDisk(
  faults: readonly FaultHappened[],
  databaseErrors: Readonly<Record<string, number>>,
): readonly string[] {
  const full = faults.filter(({ kind, way }) => kind === "database" && way === "full").length;
  return full >= HAS_TO && !databaseErrors["53100"] ? ["database: full, as an error of the app (53100)"] : [];
}

/** Every way of the kinds that were asked for, also those that never struck. */
export function countWays(
  kinds: readonly FaultKind[],
  faults: readonly FaultHappened[],
): Readonly<Record<string, number>> {
  const all = kinds.flatMap((kind) => WAYS[kind].map((way) => wayOf({ kind, way })));
  const counts: Record<string, number> = Object.fromEntries(all.map((way) => [way, 0]));
  for (const fault of faults) counts[wayOf(fault)] = (counts[wayOf(fault)] ?? 0) + 1;
  return counts;
}

/**
 * What was asked for, had to strike in a run as long as this one, and never did: kinds as a whole, or a way of one. How
 * often one was to be expected goes by how often it was planned, and by the share of its kind that somebody met.
 */
export function neverStruck(
  kinds: readonly FaultKind[],
  faults: readonly FaultHappened[],
  expected: Expected,
): readonly string[] {
  const struck = countFaults(faults);
  const ways = countWays(kinds, faults);
  return kinds.flatMap((kind) => {
    const planned = (way: string) => expected.get(wayOf({ kind, way })) ?? 0;
    const all = WAYS[kind].reduce((sum, way) => sum + planned(way), 0);
    const least = LEAST_MET[kind] ?? LEAST_MET_OF_OTHERS;
    if (struck[kind] === 0) return CERTAIN.has(kind) || all * least >= HAS_TO ? [kind] : [];
    const met = Math.min(1, Math.max(least, struck[kind] / all));
    return WAYS[kind]
      .map((way) => ({ way, name: wayOf({ kind, way }) }))
      .filter(({ way, name }) => ways[name] === 0 && planned(way) * met >= HAS_TO)
      .map(({ name }) => name);
  });
}
