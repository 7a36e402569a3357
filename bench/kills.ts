import { simulate } from "../src/sandbox/simulator/simulate.ts";
import type { Benchmark } from "./benchmark.ts";
import { figure } from "./figure.ts";

/**
 * Messages that never arrived, and that arrived once too often, for a thousand kills: the simulator kills the process
 * in the middle of what it does, at random instants, and counts on the phones. Baseline: the kills it came to.
 */
export const kills: Benchmark = {
  names: ["lost-per-1000-kills", "doubled-per-1000-kills"],
  async run({ quick, progress }, wanted) {
    const report = await simulate(
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
    if (report.violations > 0) throw new Error(`${report.violations} violations`);
    const share = (count: number) => (count * 1000) / Math.max(report.kills, 1);
    return [
      { ...figure("lost-per-1000-kills", share(report.lost), ""), baseline: report.kills },
      { ...figure("doubled-per-1000-kills", share(report.doubled), ""), baseline: report.kills },
    ].filter(({ name }) => wanted.has(name));
  },
};
