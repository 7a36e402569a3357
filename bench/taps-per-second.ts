import type { Client } from "pg";
import type { Child } from "../src/sandbox/child-process.ts";
import type { Bench, Benchmark } from "./benchmark.ts";
import { type Figure, figure } from "./figure.ts";
import { seedPeople } from "./support/seed-people.ts";
import { withApp, withBareBot, withConversationBot } from "./support/stage.ts";
import { median } from "./support/statistics.ts";
import type { TelegramCommands } from "./support/telegram-process.ts";

const PEOPLE = 32;
const ROUNDS = 5;

/** Beside what our answers are measured: what is compared has the same name with an ending. */
const AGAINST_CONVERSATION = "-conversation";

/**
 * Answers per second from 32 people who tap as fast as the screens come, each answer committed to disk before its
 * screen. Baselines: a bare grammY bot before the same people, and one that asks the same questions in a conversation.
 * All take turns, so that they meet the same machine.
 */
export const tapsPerSecond: Benchmark = {
  names: ["taps-per-second", "taps-per-second-100ms"].flatMap((name) => [
    name,
    `${name}${AGAINST_CONVERSATION}`,
  ]),
  async run(bench, wanted) {
    const figures: Figure[] = [];
    for (const [name, latencyMs] of [
      ["taps-per-second", 0],
      ["taps-per-second-100ms", 100],
    ] as const) {
      if (!wanted.has(name) && !wanted.has(`${name}${AGAINST_CONVERSATION}`)) continue;
      figures.push(...(await measure(bench, name, latencyMs)).filter((one) => wanted.has(one.name)));
    }
    return figures;
  },
};

async function measure(bench: Bench, name: string, latencyMs: number): Promise<readonly Figure[]> {
  const [warmUpMs, measureMs] = bench.quick ? [300, 500] : [2000, 5000];
  const checkInsEach = bench.quick ? 100 : 300;
  const share = Math.floor(checkInsEach / ROUNDS);
  const database = name.replaceAll("-", "_");
  const seed = async (client: Client) => await seedPeople(client, { people: PEOPLE, checkInsEach });
  return await withApp(bench.cluster, { database, seed }, async ({ telegram, seeded: people }) =>
    withBareBot(async (bareTelegram) =>
      withConversationBot(bench.cluster, `${database}_conversation`, async (conversationTelegram) => {
        const turn = async (at: Child<TelegramCommands>, round: number): Promise<number> => {
          const members = people.map(({ telegramId, checkIns }) => ({
            telegramId,
            checkIns: checkIns.slice(round * share, (round + 1) * share),
          }));
          await at.call("latency", { milliseconds: latencyMs });
          await at.call("begin", { members });
          await at.call("rate", { milliseconds: warmUpMs });
          const rate = await at.call("rate", { milliseconds: measureMs });
          await at.call("end", {});
          return rate;
        };
        const rates: { bare: number; obvious: number; ours: number }[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          const bare = await turn(bareTelegram, round);
          const obvious = await turn(conversationTelegram, round);
          rates.push({ bare, obvious, ours: await turn(telegram, round) });
          bench.progress(name, round + 1, ROUNDS);
        }
        const middle = (of: "bare" | "obvious" | "ours") => median(rates.map((rate) => rate[of]));
        return [
          figure(name, middle("ours"), "1/s", middle("bare")),
          figure(`${name}${AGAINST_CONVERSATION}`, middle("ours"), "1/s", middle("obvious")),
        ];
      }),
    ),
  );
}
