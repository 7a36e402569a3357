import { titleOf } from "../src/sandbox/simulator/report.ts";
import { simulate } from "../src/sandbox/simulator/simulate.ts";
import type { Benchmark } from "./benchmark.ts";
import { figure } from "./figure.ts";

const SHOWN = 20;

/**
 * Messages that never arrived, and that arrived once too often, for a thousand kills: the simulator kills the process
 * in the middle of what it does, at random instants, and counts on the phones. `kills`: how many it came to. Whatever
 * else went wrong is told, and fails the command after its figures: a loss is a figure before it is a failure.
 */
export function killsOf(live: typeof simulate): Benchmark {
  return {
    names: ["lost-per-1000-kills", "doubled-per-1000-kills", "kills"],
    async run({ quick, progress }, wanted) {
      const report = await live(
        {
          people: quick ? 12 : 45,
          days: quick ? 2 : 10,
          seed: 11,
          hardDaysOnly: false,
          faults: ["kill"],
          intensity: 25,
        },
        { progress: (what, done, of) => progress(`kills: ${what}`, done, of) },
      );
      if (report.violations > 0) {
        process.exitCode = 1;
        const shown = report.found.slice(0, SHOWN).map(titleOf);
        process.stderr.write([`${report.violations} violations:`, ...shown, ""].join("\n"));
      }
      const share = (count: number) => (count * 1000) / Math.max(report.kills, 1);
      return [
        figure("lost-per-1000-kills", share(report.lost), ""),
        figure("doubled-per-1000-kills", share(report.doubled), ""),
        figure("kills", report.kills, ""),
      ].filter(({ name }) => wanted.has(name));
    },
  };
}

export const kills = killsOf(simulate);
