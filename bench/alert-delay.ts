import { shareUpTo } from "../src/sandbox/draw-panels.ts";
import type { Benchmark } from "./benchmark.ts";
import { figure } from "./figure.ts";
import { seedPeople } from "./support/seed-people.ts";
import { withApp } from "./support/stage.ts";
import { percentile } from "./support/statistics.ts";

/** How long a counselor waits: from the last tap of a red check-in to the alert's arrival at the Bot API. */
export const alertDelay: Benchmark = {
  names: ["alert-delay-p50", "alert-delay-p99"],
  async run(bench, wanted) {
    const checkIns = bench.quick ? 5 : 250;
    const delays = await withApp(
      bench.cluster,
      {
        database: "alert_delay",
        seed: async (client) => await seedPeople(client, { people: checkIns, checkInsEach: 1 }),
      },
      async ({ telegram, seeded }) => {
        const red = seeded.flatMap(({ telegramId, counselorTelegramId, checkIns: [checkIn] }) =>
          checkIn === undefined ? [] : [{ telegramId, counselorTelegramId, checkIn }],
        );
        return await telegram.call("redCheckIns", { people: red }, (done, of) =>
          bench.progress("alert-delay", done, of),
        );
      },
    );
    const sorted = delays.toSorted((a, b) => a - b);
    bench.draw({
      title: "Alerts: from the last tap of a red check-in to the Bot API",
      ...{ x: "milliseconds at most", y: "% of alerts", kind: "line", xScale: "log" },
      series: [{ name: "alerts", points: shareUpTo(sorted, sorted[0]) }],
    });
    return [50, 99]
      .map((percent) => figure(`alert-delay-p${percent}`, percentile(delays, percent), "ms"))
      .filter(({ name }) => wanted.has(name));
  },
};
