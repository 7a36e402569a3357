import { performance } from "node:perf_hooks";
import { listCaseload } from "../src/caseload/list-caseload.ts";
import { createDatabase } from "../src/db/client.ts";
import { instantOf } from "../src/domain/calendar.ts";
import { loadInstruments } from "../src/instruments/index.ts";
import { identify } from "../src/people/identify.ts";
import type { Benchmark } from "./benchmark.ts";
import { figure } from "./figure.ts";
import { withDatabase } from "./support/database.ts";
import { seedWeeks, ZONE } from "./support/seed-weeks.ts";
import { median } from "./support/statistics.ts";

const NAME = "caseload-200";
const PEOPLE = 200;
const DAYS = 42;
const ROUNDS = 30;
const SUNDAY = "2026-11-22";
const COUNSELOR = 2;

/** All of one counselor's 200 people by need, with six weeks of history each: the list behind every page of it. */
export const caseload: Benchmark = {
  names: [NAME],
  async run(bench) {
    const people = bench.quick ? PEOPLE / 10 : PEOPLE;
    return await withDatabase(bench.cluster, "caseload", async ({ url, client }) => {
      bench.progress(`${NAME}: filling the database`, 0, 1);
      await seedWeeks(client, { people, days: DAYS, lastDay: SUNDAY });
      const db = createDatabase(url);
      try {
        const rina = await identify(db, COUNSELOR);
        if (rina.kind !== "staff") throw new Error("the counselor is missing");
        const now = instantOf(SUNDAY, 20 * 60, ZONE);
        const times: number[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          const began = performance.now();
          const { entries } = await listCaseload(
            { db, instruments: loadInstruments() },
            rina,
            { skip: 0, take: people },
            now,
          );
          times.push(performance.now() - began);
          if (entries.length !== people) throw new Error(`${entries.length} people are in the caseload`);
          bench.progress(NAME, round + 1, ROUNDS);
        }
        // The first one opens the connection.
        return [figure(NAME, median(times.slice(1)), "ms")];
      } finally {
        await db.$disconnect();
      }
    });
  },
};
