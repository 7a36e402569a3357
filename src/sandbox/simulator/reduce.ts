import type { Violation } from "./invariants.ts";
import type { Report } from "./report.ts";
import { FIRST_MORNING, type Hooks, type SimulationOptions, simulate } from "./simulate.ts";

/** The smallest run that was found to end with the same violation. */
export interface Reduced {
  readonly command: string;
  readonly options: SimulationOptions;
  /** Runs that were tried. */
  readonly tries: number;
  readonly histories: Report["histories"];
}

const DAY = 86_400_000;
const MOST_TRIES = 10;

/**
 * Looks for fewer days, people and faults that lead to the same violation, with the same seed. Where a process is killed
 * in real time no two runs are the same, so what does not come again at once counts as needed.
 */
export async function reduce(
  options: SimulationOptions,
  found: Violation,
  { withinMs, ...hooks }: Hooks & { readonly withinMs: number },
): Promise<Reduced | undefined> {
  const until = performance.now() + withinMs;
  let smallest = options;
  let histories: Report["histories"] | undefined;
  let tries = 0;

  async function attempt(fewer: SimulationOptions): Promise<boolean> {
    if (tries === MOST_TRIES || performance.now() > until) return false;
    tries += 1;
    const report = await simulate(fewer, hooks);
    const again = report.found.find(
      ({ invariant, what }) => invariant === found.invariant && what === found.what,
    );
    if (!again) return false;
    smallest = fewer;
    ({ histories } = report);
    return true;
  }

  const days = Math.ceil((Date.parse(found.at) - FIRST_MORNING.getTime()) / DAY);
  if (days < options.days) await attempt({ ...smallest, days });
  if (found.codes.length > 0 && found.codes.length < options.people)
    await attempt({ ...smallest, only: found.codes });
  if (smallest.faults.length > 0 && !(await attempt({ ...smallest, faults: [] })))
    for (const fault of options.faults)
      await attempt({ ...smallest, faults: smallest.faults.filter((kind) => kind !== fault) });
  return histories && { command: commandOf(smallest), options: smallest, tries, histories };
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
