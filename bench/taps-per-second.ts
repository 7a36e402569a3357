import type { Child } from "../src/sandbox/child-process.ts";
import type { Bench, Benchmark } from "./benchmark.ts";
import { type Figure, figure } from "./figure.ts";
import { seedPeople } from "./support/seed-people.ts";
import { withApp, withBareBot } from "./support/stage.ts";
import { median } from "./support/statistics.ts";
import type { TelegramCommands } from "./support/telegram-process.ts";

const PEOPLE = 32;
const ROUNDS = 5;

/**
 * Answers per second from 32 people who tap as fast as the screens come, each answer committed to disk before its
 * screen. Baseline: a bare grammY bot before the same people. The two take turns, so that both meet the same machine.
 */
export const tapsPerSecond: Benchmark = {
  names: ["taps-per-second", "taps-per-second-100ms"],
  async run(bench, wanted) {
    const figures: Figure[] = [];
    for (const [name, latencyMs] of [
      ["taps-per-second", 0],
      ["taps-per-second-100ms", 100],
    ] as const)
      if (wanted.has(name)) figures.push(await measure(bench, name, latencyMs));
    return figures;
  },
};

async function measure(bench: Bench, name: string, latencyMs: number): Promise<Figure> {
  const [warmUpMs, measureMs] = bench.quick ? [300, 500] : [2000, 5000];
  const checkInsEach = bench.quick ? 100 : 300;
  const database = name.replaceAll("-", "_");
  return await withApp(
    bench.cluster,
    { database, seed: async (client) => await seedPeople(client, { people: PEOPLE, checkInsEach }) },
    async ({ telegram, seeded: people }) => {
      return await withBareBot(async (bareTelegram) => {
        const ours: number[] = [];
        const bare: number[] = [];
        const share = Math.floor(checkInsEach / ROUNDS);
        for (let round = 0; round < ROUNDS; round++) {
          const members = people.map(({ telegramId, checkIns }) => ({
            telegramId,
            checkIns: checkIns.slice(round * share, (round + 1) * share),
          }));
          const turn = async (at: Child<TelegramCommands>): Promise<number> => {
            await at.call("latency", { milliseconds: latencyMs });
            await at.call("begin", { members });
            await at.call("rate", { milliseconds: warmUpMs });
            const rate = await at.call("rate", { milliseconds: measureMs });
            await at.call("end", {});
            return rate;
          };
          bare.push(await turn(bareTelegram));
          ours.push(await turn(telegram));
          bench.progress(name, round + 1, ROUNDS);
        }
        return figure(name, median(ours), "1/s", median(bare));
      });
    },
  );
}
