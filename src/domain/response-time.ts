/** Fewer answers than these say nothing about what is usual. */
const FEWEST = 5;
/** Minutes that are said; what lies between is said as the next one up. */
const SAID = [15, 30, 60, 120, 180, 240, 360, 480, 720, 1440];

/**
 * How long it usually takes until somebody answers, in minutes that may be said: the median, rounded up.
 * An alert that nobody answered counts as the longest of all. Undefined where there are too few, or where
 * that would promise more than a day.
 */
export function usualMinutes(waits: readonly (number | "never")[]): number | undefined {
  if (waits.length < FEWEST) return undefined;
  const sorted = waits
    .map((wait) => (wait === "never" ? Number.POSITIVE_INFINITY : wait))
    .toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.POSITIVE_INFINITY;
  return SAID.find((minutes) => median <= minutes);
}
