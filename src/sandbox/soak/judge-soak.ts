import type { Db } from "../../db/client.ts";
import type { Holdings } from "../simulator/app-process.ts";
import type { SimulatedApps } from "../simulator/simulated-apps.ts";

/** What is held at one moment at which nothing is under way. */
export interface Sample {
  /** Real minutes since the first. */
  readonly minute: number;
  readonly heapMb: number;
  readonly residentMb: number;
  readonly timers: number;
  readonly sockets: number;
  readonly openFiles: number;
  /** To the database, those of whoever measures among them. */
  readonly connections: number;
  /** In the queue, waiting or locked. */
  readonly jobs: number;
  readonly pendingMessages: number;
}

export type Holding = Exclude<keyof Sample, "minute">;

/** How much more may be held in the last quarter than in the second: a share, and so much on top of it. */
const MAY_GROW: Readonly<{ [Name in Holding]: { readonly share: number; readonly by: number } }> = {
  heapMb: { share: 0.15, by: 5 },
  residentMb: { share: 0.25, by: 40 },
  timers: { share: 0, by: 12 },
  sockets: { share: 0, by: 8 },
  openFiles: { share: 0, by: 10 },
  connections: { share: 0, by: 6 },
  jobs: { share: 0, by: 3 },
  pendingMessages: { share: 0, by: 3 },
};
export const holdings = Object.keys(MAY_GROW) as readonly Holding[];

export interface Trend {
  readonly holding: Holding;
  /** Median of the second quarter of the samples; the first is warming up. */
  readonly early: number;
  /** Of the last quarter. */
  readonly late: number;
  readonly grows: boolean;
}

/** Two in each quarter that is compared. */
export const LEAST_SAMPLES = 8;

/** Undefined where there are too few samples to tell. */
export function judgeSoak(samples: readonly Sample[]): readonly Trend[] | undefined {
  if (samples.length < LEAST_SAMPLES) return undefined;
  const quarter = Math.floor(samples.length / 4);
  return holdings.map((holding) => {
    const middle = (part: readonly Sample[]) => {
      const sorted = part.map((sample) => sample[holding]).toSorted((a, b) => a - b);
      return sorted[Math.floor(sorted.length / 2)] ?? 0;
    };
    const early = middle(samples.slice(quarter, 2 * quarter));
    const late = middle(samples.slice(-quarter));
    const { share, by } = MAY_GROW[holding];
    return { holding, early, late, grows: late > early * (1 + share) + by };
  });
}

/** What all processes hold together. */
export function together(
  all: readonly Holdings[],
): Pick<Sample, "heapMb" | "residentMb" | "timers" | "sockets" | "openFiles"> {
  if (all.length === 0) throw new Error("no process");
  const sum = (of: (held: Holdings) => number) => all.reduce((total, held) => total + of(held), 0);
  const mb = (bytes: number) => Math.round((bytes / 1024 / 1024) * 10) / 10;
  return {
    heapMb: mb(sum(({ heapBytes }) => heapBytes)),
    residentMb: mb(sum(({ residentBytes }) => residentBytes)),
    timers: sum(({ timers }) => timers),
    sockets: sum(({ sockets }) => sockets),
    openFiles: sum(({ openFiles }) => openFiles),
  };
}

export async function takeSample(db: Db, apps: SimulatedApps, minute: number): Promise<Sample> {
  const [row] = await db.$queryRaw<{ connections: number; jobs: number; pending: number }[]>`
    SELECT (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())::int AS connections,
           (SELECT count(*) FROM graphile_worker.jobs)::int AS jobs,
           (SELECT count(*) FROM outbox WHERE state = 'pending')::int AS pending`;
  return {
    minute: Math.round(minute * 100) / 100,
    ...together(await apps.holdings()),
    connections: row?.connections ?? 0,
    jobs: row?.jobs ?? 0,
    pendingMessages: row?.pending ?? 0,
  };
}
