import { instantOf } from "../src/domain/calendar.ts";
import type { Benchmark } from "./benchmark.ts";
import { figure } from "./figure.ts";
import type { CaseloadCommands } from "./support/caseload-process.ts";
import { withDatabase } from "./support/database.ts";
import { seedWeeks, ZONE } from "./support/seed-weeks.ts";
import { startProcess } from "./support/start-process.ts";
import { median } from "./support/statistics.ts";

const NAME = "caseload-200";
const PEOPLE = 200;
const DAYS = 42;
const ROUNDS = 30;
const SUNDAY = "2026-11-22";
const COUNSELOR = 2;

/**
 * All of one counselor's 200 people by need, with six weeks of history each: the list behind every page of it.
 * Milliseconds, and the peak of the process's memory in all; its baseline is the memory before.
 */
export const caseload: Benchmark = {
  names: [NAME, `${NAME}-memory`],
  async run(bench, wanted) {
    const people = bench.quick ? PEOPLE / 10 : PEOPLE;
    return await withDatabase(bench.cluster, "caseload", async ({ url, client }) => {
      bench.progress(`${NAME}: filling the database`, 0, 1);
      await seedWeeks(client, { people, days: DAYS, lastDay: SUNDAY });
      const child = startProcess<CaseloadCommands>(new URL("support/caseload-process.ts", import.meta.url));
      try {
        const now = instantOf(SUNDAY, 20 * 60, ZONE).getTime();
        const listed = await child.call(
          "list",
          { url, counselor: COUNSELOR, now, people, rounds: ROUNDS },
          (done, of) => bench.progress(NAME, done, of),
        );
        return [
          // The first one warms up.
          figure(NAME, median(listed.milliseconds.slice(1)), "ms"),
          figure(`${NAME}-memory`, listed.megabytes, "MB", listed.megabytesBefore),
        ].filter(({ name }) => wanted.has(name));
      } finally {
        await child.stop();
      }
    });
  },
};
