import { DAY_MS } from "../../domain/duration.ts";
import { codesOf } from "./found-programmes.ts";
import type { SimulationOptions } from "./options.ts";
import { type Found, type History, historyOf, kindOf } from "./report.ts";
import { FIRST_MORNING, type Hooks, simulate } from "./simulate.ts";
import type { Violation } from "./violation.ts";

/** The smallest run that was found to end with the same kind of violation. */
export interface Reduced {
  readonly command: string;
  readonly options: SimulationOptions;
  /** Runs that were tried. */
  readonly tries: number;
  /** What led to it in that run. */
  readonly history: History;
}

interface Search {
  /** Until the same kind of violation is found; undefined when it is not, or when the time is over. */
  readonly play: (fewer: SimulationOptions) => Promise<Found | undefined>;
  readonly isOver: () => boolean;
}

/** Looks for fewer people, faults and days that lead to the same kind of violation, with the same seed. */
export async function reduce(
  options: SimulationOptions,
  found: Violation,
  { withinMs, isEnough = () => false, ...hooks }: Hooks & { readonly withinMs: number },
): Promise<Reduced | undefined> {
  const until = performance.now() + withinMs;
  const isSame = ({ violation }: Found) => kindOf(violation) === kindOf(found);
  const isOver = () => performance.now() > until || isEnough([]);
  const play: Search["play"] = async (fewer) => {
    let again: Found | undefined;
    const run = simulate(fewer, {
      ...hooks,
      onFound(one) {
        if (isSame(one)) again ??= one;
      },
      isEnough: () => again !== undefined || isOver(),
    });
    // A run that breaks off shows nothing, unless it did so before.
    await run.catch(() => undefined);
    return again;
  };
  return await findSmallest(options, found, { play, isOver });
}

/**
 * The search, whatever plays the runs. The people concerned are tried alone first: that costs next to nothing beside the
 * run that found it. Where a process is killed in real time no two runs are the same, so what does not come again at
 * once counts as needed.
 */
export async function findSmallest(
  options: SimulationOptions,
  found: Violation,
  { play, isOver }: Search,
): Promise<Reduced | undefined> {
  let smallest: SimulationOptions = { ...options, days: Math.min(options.days, dayOf(found)) };
  let shown: Found | undefined;
  let tries = 0;

  async function attempt(fewer: Partial<SimulationOptions>): Promise<boolean> {
    if (isOver()) return false;
    tries += 1;
    const tried = { ...smallest, ...fewer };
    const again = await play(tried);
    if (!again) return false;
    // It may come sooner when less is in its way.
    smallest = { ...tried, days: Math.min(tried.days, dayOf(again.violation)) };
    shown = again;
    return true;
  }

  const concerned = found.codes;
  const others = (options.only ?? codesOf(options.people)).filter((code) => !concerned.includes(code));
  await fewest(others, async (kept) => {
    const only = [...concerned, ...kept].toSorted();
    return only.length > 0 && (await attempt({ only }));
  });
  await fewest(smallest.faults, async (faults) => await attempt({ faults }));
  while (smallest.days > 1 && (await attempt({ days: Math.ceil(smallest.days / 2) })));
  // Nothing could be left out but days: is it there at all when they are?
  if (!shown && smallest.days < options.days) await attempt({});
  return shown && { command: commandOf(smallest), options: smallest, tries, history: historyOf(shown) };
}

/** None if that is enough; or by halves and smaller and smaller parts, what cannot be left out. */
async function fewest<T>(
  all: readonly T[],
  isEnough: (kept: readonly T[]) => Promise<boolean>,
): Promise<void> {
  if (all.length === 0 || (await isEnough([]))) return;
  let kept = all;
  for (let size = Math.ceil(kept.length / 2); kept.length > 1; ) {
    const smaller = await firstOf(withoutParts(kept, size), isEnough);
    if (smaller) kept = smaller;
    else if (size === 1) return;
    size = Math.min(Math.ceil(size / (smaller ? 1 : 2)), Math.ceil(kept.length / 2));
  }
}

/** All without each part of so many. */
function withoutParts<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, part) =>
    all.filter((_one, index) => Math.floor(index / size) !== part),
  );
}

async function firstOf<T>(
  choices: readonly T[],
  fits: (choice: T) => Promise<boolean>,
): Promise<T | undefined> {
  for (const choice of choices) if (await fits(choice)) return choice;
  return undefined;
}

function dayOf({ at }: Violation): number {
  return Math.max(1, Math.ceil((Date.parse(at) - FIRST_MORNING.getTime()) / DAY_MS));
}

function commandOf(options: SimulationOptions): string {
  const { people, days, seed, faults, only, intensity, hardDaysOnly } = options;
  return [
    `npm run simulate -- --people ${people} --days ${days} --seed ${seed}`,
    ...(faults.length > 0 ? [`--faults ${faults.join(",")}`] : []),
    ...(intensity === 1 ? [] : [`--intensity ${intensity}`]),
    ...(hardDaysOnly ? ["--hard-days-only"] : []),
    ...(only ? [`--only ${only.join(",")}`] : []),
  ].join(" ");
}
