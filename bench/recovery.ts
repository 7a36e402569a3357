import type { Benchmark } from "./benchmark.ts";
import { figure } from "./figure.ts";
import type { AppCommands } from "./support/app-process.ts";
import { seedPeople } from "./support/seed-people.ts";
import { withoutApp } from "./support/stage.ts";
import { startProcess } from "./support/start-process.ts";
import { percentile } from "./support/statistics.ts";

const WITHIN_MS = 60_000;

/**
 * From `kill -9` to the next delivered alert: the process is started again at once, as a supervisor does, and somebody
 * taps the help button in the instant of the kill.
 */
export const recovery: Benchmark = {
  names: ["recovery-after-kill-p50", "recovery-after-kill-max"],
  async run({ cluster, quick, progress }, wanted) {
    const rounds = quick ? 2 : 10;
    const delays = await withoutApp(
      cluster,
      {
        database: "recovery",
        seed: async (client) => await seedPeople(client, { people: rounds, checkInsEach: 1 }),
      },
      async ({ telegram, seeded, opening }) => {
        const start = () => {
          const app = startProcess<AppCommands>(new URL("support/app-process.ts", import.meta.url));
          return { app, ready: app.call("open", opening) };
        };
        let running = start();
        const measured: number[] = [];
        try {
          for (const { telegramId, counselorTelegramId } of seeded) {
            await running.ready;
            await telegram.call("greet", { ids: [telegramId, counselorTelegramId] });
            running.app.kill();
            const person = { telegramId, counselorTelegramId, withinMs: WITHIN_MS };
            const delay = telegram.call("callForHelp", person);
            running = start();
            measured.push(await delay);
            progress("recovery", measured.length, rounds);
          }
          await running.ready;
        } finally {
          await running.app.stop();
        }
        return measured;
      },
    );
    return [
      figure("recovery-after-kill-p50", percentile(delays, 50) / 1000, "s"),
      figure("recovery-after-kill-max", percentile(delays, 100) / 1000, "s"),
    ].filter(({ name }) => wanted.has(name));
  },
};
