/** Points of 40; a smaller difference of means is "about the same". */
const NOTICEABLE = 2;

export type Direction = "up" | "down" | "same" | "unknown";

/** Undefined: too little is known. */
export function directionOf(mean: number | undefined, usual: number | undefined): Direction {
  if (mean === undefined || usual === undefined) return "unknown";
  const difference = mean - usual;
  if (Math.abs(difference) < NOTICEABLE) return "same";
  return difference > 0 ? "up" : "down";
}
