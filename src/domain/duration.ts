/** Milliseconds; of hours that pass, whatever the clocks of a zone do meanwhile. */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
