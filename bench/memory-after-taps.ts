import type { Client } from "pg";
import type { Benchmark } from "./benchmark.ts";
import { figure } from "./figure.ts";
import { seedPeople } from "./support/seed-people.ts";
import { withApp } from "./support/stage.ts";

const NAME = "memory-after-100k-taps";
const PEOPLE = 32;
const QUESTIONS = 12;
const WARM_UP = 1000;
const MEGABYTE = 1024 * 1024;

/** Resident memory of the app's process after 100 000 taps. Baseline: the same process after the first thousand. */
export const memoryAfterTaps: Benchmark = {
  names: [NAME],
  async run(bench) {
    const taps = bench.quick ? 10_000 : 100_000;
    const checkInsEach = Math.ceil((taps + WARM_UP) / QUESTIONS / PEOPLE) * 2;
    const stage = {
      database: "memory_after_taps",
      seed: async (client: Client) => await seedPeople(client, { people: PEOPLE, checkInsEach }),
    };
    return await withApp(bench.cluster, stage, async ({ telegram, app, seeded: people }) => {
      const half = checkInsEach / 2;
      const tapping = async (from: number, count: number, what: string) => {
        const members = people.map(({ telegramId, checkIns }) => ({
          telegramId,
          checkIns: checkIns.slice(from),
        }));
        await telegram.call("begin", { members });
        await telegram.call("screens", { count }, (done, of) => bench.progress(what, done, of));
        await telegram.call("end", {});
        return (await app.call("memory", {})) / MEGABYTE;
      };
      const before = await tapping(half, WARM_UP, `${NAME}: warm-up`);
      const after = await tapping(0, taps, NAME);
      return [figure(NAME, after, "MB", before)];
    });
  },
};
