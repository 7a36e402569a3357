import type { Pause } from "../pause.ts";
import { isDatabaseDown, isOutOfTime } from "./client.ts";

const AGAIN_AFTER_MS = 2000;
/** With what lies between them, as long as a server takes to start again. */
const MOST_TRIES = 4;

/**
 * Does it again while the database is away or stalls. `work` is told which try it is, from 1: what an earlier one did may hold, and
 * only its answer be lost.
 *
 * @throws the error of the last try, or of the pause where `signal` ends it
 */
export async function despiteRestart<Result>(
  pause: Pause,
  work: (attempt: number) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  for (let attempt = 1; ; attempt++)
    try {
      return await work(attempt);
    } catch (error) {
      if (attempt === MOST_TRIES || !(isDatabaseDown(error) || isOutOfTime(error))) throw error;
      await pause(AGAIN_AFTER_MS, signal);
    }
}
