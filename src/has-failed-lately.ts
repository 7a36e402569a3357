import { HOUR_MS } from "./domain/duration.ts";

const FAILURE_COUNTS_MS = HOUR_MS;

/** Whether Telegram has failed within the last hour to deliver to us. @param failedAt in seconds since 1970, as it says so */
export function hasFailedLately(failedAt: number | undefined, now: Date): boolean {
  return failedAt !== undefined && now.getTime() - failedAt * 1000 < FAILURE_COUNTS_MS;
}
