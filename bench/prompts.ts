import { systemClock } from "../src/clock.ts";
import type { Benchmark } from "./benchmark.ts";
import { figure } from "./figure.ts";
import { seedRush } from "./support/seed-people.ts";
import { withApp } from "./support/stage.ts";

const PROMPTS = "prompts-10k";
const ALERT = "red-among-10k-prompts";
const PER_SECOND = 30;
const TICK_MS = 15_000;
/** Filling the database and starting the processes. */
const PREPARING_MS = 15_000;

/**
 * Ten thousand people chose the same minute. Telegram takes 30 messages a second over a whole bot, and the local one
 * refuses more. How long until the last prompt is out (baseline: what the limit alone takes), and how long a red alert
 * takes that comes up when half of them are.
 */
export const prompts: Benchmark = {
  names: [PROMPTS, ALERT],
  async run(bench, wanted) {
    const count = bench.quick ? 1000 : 10_000;
    // A tick's own moment: whoever waits for the next one waits for cron, not for us.
    const dueAt = new Date(Math.ceil((systemClock.now().getTime() + PREPARING_MS) / TICK_MS) * TICK_MS);
    const rush = await withApp(
      bench.cluster,
      {
        database: "prompt_rush",
        seed: async (client) => await seedRush(client, { prompts: count, dueAt }),
        limited: true,
      },
      async ({ telegram, seeded: red }) => {
        if (systemClock.now() > dueAt) throw new Error("not ready when the prompts were due");
        return await telegram.call("watchRush", { dueAt: dueAt.getTime(), prompts: count, red }, (done, of) =>
          bench.progress(PROMPTS, done, of),
        );
      },
    );
    if (rush.refused > 0) process.stderr.write(`${PROMPTS}: Telegram refused ${rush.refused} messages\n`);
    return [
      figure(PROMPTS, rush.lastPromptMs / 1000, "s", count / PER_SECOND),
      figure(ALERT, rush.alertMs, "ms"),
    ].filter(({ name }) => wanted.has(name));
  },
};
