import { setTimeout as wait } from "node:timers/promises";
import { isDatabaseDown, isOutOfTime } from "../../db/client.ts";

const AGAIN_AFTER_MS = 50;
const MOST_TRIES = 400;

/** The simulation's own look at a database that may just be away: looks again until it is back. */
export async function patiently<T>(look: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await look();
    } catch (error) {
      if (attempt === MOST_TRIES || !(isDatabaseDown(error) || isOutOfTime(error))) throw error;
      await wait(AGAIN_AFTER_MS);
    }
  }
}
