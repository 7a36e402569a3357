import { type Child, type Commands, startChild } from "../../src/sandbox/child-process.ts";

/** `BENCH_PROF=<directory>` writes a CPU profile of every process there. */
export function startProcess<C extends Commands>(module: URL): Child<C> {
  const directory = process.env.BENCH_PROF;
  const profiling = directory ? ["--cpu-prof", `--cpu-prof-dir=${directory}`] : [];
  return startChild<C>(module, { execArgv: ["--expose-gc", ...profiling] });
}
