export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Nearest rank: a value that was measured. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (value === undefined) throw new Error("no values");
  return value;
}
