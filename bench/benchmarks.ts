import { InvalidArgumentError } from "commander";
import { alertDelay } from "./alert-delay.ts";
import { assessment } from "./assess.ts";
import { backup } from "./backup.ts";
import type { Benchmark } from "./benchmark.ts";
import { caseload } from "./caseload.ts";
import { coldStart } from "./cold-start.ts";
import { databaseSize } from "./database-size.ts";
import { encryption } from "./encryption.ts";
import { eraseTwoYears } from "./erase-two-years.ts";
import { instances } from "./instances.ts";
import { kills } from "./kills.ts";
import { memoryAfterTaps } from "./memory-after-taps.ts";
import { prompts } from "./prompts.ts";
import { recovery } from "./recovery.ts";
import { rotate } from "./rotate.ts";
import { summary } from "./summary.ts";
import { tapsPerSecond } from "./taps-per-second.ts";
import { tick } from "./tick.ts";

/** In the order in which they run. */
export const benchmarks: readonly Benchmark[] = [
  assessment,
  tapsPerSecond,
  alertDelay,
  tick,
  prompts,
  memoryAfterTaps,
  encryption,
  rotate,
  backup,
  eraseTwoYears,
  caseload,
  summary,
  recovery,
  kills,
  instances,
  databaseSize,
  coldStart,
];

export const names = benchmarks.flatMap((benchmark) => benchmark.names);

/** What `--only` takes, one after the other. */
export function known(name: string, chosen: readonly string[] = []): readonly string[] {
  if (!names.includes(name)) throw new InvalidArgumentError(`There are: ${names.join(", ")}.`);
  return [...chosen, name];
}
