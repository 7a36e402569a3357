/** Where Telegram delivers its updates. */
export const WEBHOOK_PATH = "/telegram";

export function webhookUrl(publicUrl: string): string {
  return `${publicUrl.replace(/\/$/, "")}${WEBHOOK_PATH}`;
}

const FAILURE_COUNTS_MS = 3_600_000;

/** Whether Telegram has failed within the last hour to deliver to us, in the whole seconds that it gives. */
export function hasFailedLately(failedAt: number | undefined, now: Date): boolean {
  return failedAt !== undefined && now.getTime() - failedAt * 1000 < FAILURE_COUNTS_MS;
}

/** The figure under /metrics that says when all due work was last done. */
export const LAST_TICK = "teman_pulih_last_tick_seconds";
