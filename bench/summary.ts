import { dayClosesAt } from "../src/domain/calendar.ts";
import type { Benchmark } from "./benchmark.ts";
import { figure } from "./figure.ts";
import { withDatabase } from "./support/database.ts";
import { seedWeeks, ZONE } from "./support/seed-weeks.ts";
import { startProcess } from "./support/start-process.ts";
import type { SummaryCommands } from "./support/summary-process.ts";

const NAME = "summary-10k";
const DAYS = 42;
const MONDAY = "2026-11-16";
const SUNDAY = "2026-11-22";

/**
 * The weekly summary of ten thousand people with six weeks behind them: collecting, message, picture and workbook.
 * Seconds, and the peak of the process's memory in all; its baseline is the memory before.
 */
export const summary: Benchmark = {
  names: [NAME, `${NAME}-memory`],
  async run(bench, wanted) {
    const people = bench.quick ? 1000 : 10_000;
    return await withDatabase(bench.cluster, "summary", async ({ url, client }) => {
      await seedWeeks(client, { people, days: DAYS, lastDay: SUNDAY }, (done, of) =>
        bench.progress(`${NAME}: filling the database`, done, of),
      );
      bench.progress(NAME, 0, 1);
      const child = startProcess<SummaryCommands>(new URL("support/summary-process.ts", import.meta.url));
      try {
        const now = dayClosesAt(SUNDAY, ZONE).getTime() + 4 * 3_600_000;
        const made = await child.call("summarise", { url, monday: MONDAY, now, people });
        const [collected, cpu, drawn, written] = made.parts;
        process.stderr.write(
          `${NAME}: collected in ${collected} ms (${cpu} of its own CPU), drawn in ${drawn}, written in ${written}\n`,
        );
        return [
          figure(NAME, made.seconds, "s"),
          figure(`${NAME}-memory`, made.megabytes, "MB", made.megabytesBefore),
        ].filter(({ name }) => wanted.has(name));
      } finally {
        await child.stop();
      }
    });
  },
};
