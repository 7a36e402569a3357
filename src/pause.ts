import { setTimeout as wait } from "node:timers/promises";

/** Real time until something is tried again. The simulator makes it short: its clock stands still meanwhile. */
export type Pause = (ms: number, signal?: AbortSignal) => Promise<void>;

export const realPause: Pause = async (ms, signal) =>
  await wait(ms, undefined, { ...(signal && { signal }) });
