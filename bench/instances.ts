import { startRoundRobin } from "../src/sandbox/round-robin.ts";
import type { Benchmark } from "./benchmark.ts";
import { figure } from "./figure.ts";
import type { AppCommands } from "./support/app-process.ts";
import { seedPeople } from "./support/seed-people.ts";
import { withoutApp } from "./support/stage.ts";
import { startProcess } from "./support/start-process.ts";
import { median } from "./support/statistics.ts";

const PEOPLE = 48;
const ROUNDS = 3;
const COUNTS = [1, 2, 3] as const;
const SECRET = "local-webhook-secret";

/** Answers per second in webhook mode, with one, two and three processes behind a proxy. Baseline: one. */
export const instances: Benchmark = {
  names: COUNTS.map((count) => `taps-per-second-instances-${count}`),
  async run({ cluster, quick, progress }, wanted) {
    const [warmUpMs, measureMs] = quick ? [300, 500] : [2000, 5000];
    const checkInsEach = quick ? 100 : 300;
    const rates = await withoutApp(
      cluster,
      {
        database: "instances",
        seed: async (client) => await seedPeople(client, { people: PEOPLE, checkInsEach }),
      },
      async ({ telegram, seeded: people, opening }) => {
        const proxy = await startRoundRobin();
        const updates = { kind: "webhook", publicUrl: proxy.url, secret: SECRET } as const;
        const apps = COUNTS.map(() =>
          startProcess<AppCommands>(new URL("support/app-process.ts", import.meta.url)),
        );
        const measured = COUNTS.map((): number[] => []);
        const share = Math.floor(checkInsEach / (ROUNDS * COUNTS.length));
        let turn = 0;
        /** With so many and no more: one that only waits ticks as well. */
        const rateOf = async (count: number): Promise<number> => {
          const running = COUNTS.slice(0, count).flatMap(
            (_, index) => apps[(turn + index) % apps.length] ?? [],
          );
          for (const app of running) proxy.ports.push((await app.call("open", { ...opening, updates })).port);
          const members = people.map(({ telegramId, checkIns }) => ({
            telegramId,
            checkIns: checkIns.slice(turn * share, (turn + 1) * share),
          }));
          await telegram.call("begin", { members });
          await telegram.call("rate", { milliseconds: warmUpMs });
          const rate = await telegram.call("rate", { milliseconds: measureMs });
          await telegram.call("end", {});
          proxy.ports.splice(0);
          for (const app of running) await app.call("close", {});
          return rate;
        };
        try {
          // The oldest check-ins of a round come first: in each it is another count that has them.
          for (let round = 0; round < ROUNDS; round++)
            for (const step of COUNTS.keys()) {
              const index = (round + step) % COUNTS.length;
              measured[index]?.push(await rateOf(COUNTS[index] ?? 0));
              turn += 1;
              progress("instances", turn, ROUNDS * COUNTS.length);
            }
          return measured.map(median);
        } finally {
          await Promise.all(apps.map((app) => app.stop()));
          await proxy.stop();
        }
      },
    );
    const [one = Number.NaN] = rates;
    return COUNTS.map((count, index) =>
      figure(
        `taps-per-second-instances-${count}`,
        rates[index] ?? Number.NaN,
        "1/s",
        index === 0 ? undefined : one,
      ),
    ).filter(({ name }) => wanted.has(name));
  },
};
