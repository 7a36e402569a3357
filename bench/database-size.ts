import type { Db } from "../src/db/client.ts";
import { simulate } from "../src/sandbox/simulator/simulate.ts";
import type { Benchmark } from "./benchmark.ts";
import { figure } from "./figure.ts";

/**
 * How much the database grows with a participant's year, indexes, records of deliveries and the audit included: what a
 * simulated programme adds from its first week to its last, before anything is old enough to be purged.
 */
export const databaseSize: Benchmark = {
  names: ["database-per-person-year"],
  async run({ quick, progress }) {
    const people = quick ? 9 : 45;
    const days = quick ? 6 : 21;
    const from = quick ? 2 : 7;
    const sizes: number[] = [];
    await simulate(
      { people, days, seed: 3, hardDaysOnly: false, faults: [], intensity: 1 },
      {
        progress: (what, done, of) => progress(`database size: ${what}`, done, of),
        async onDay({ db, day }) {
          if (day === from - 1 || day === days - 1) sizes.push(await sizeOf(db));
        },
      },
    );
    const [early = Number.NaN, late = Number.NaN] = sizes;
    return [
      figure(
        "database-per-person-year",
        ((late - early) / (people * (days - from))) * (365 / 1024 / 1024),
        "MB",
      ),
    ];
  },
};

async function sizeOf(db: Db): Promise<number> {
  await db.$executeRaw`VACUUM`;
  const [row] = await db.$queryRaw<{ bytes: number }[]>`
    SELECT pg_database_size(current_database())::float8 AS bytes`;
  return row?.bytes ?? Number.NaN;
}
