import type { Baseline } from "../domain/history.ts";
import { line, QUIET_INK, rectangle, type Shape } from "./shapes.ts";

/** The highest total. */
export const HIGHEST = 40;
const BAND = "#e8edf4";

/**
 * What is usual for somebody: a band to lie behind their days, and its edges to lie over them, since the band alone is
 * hardly seen on white. Nothing as long as it is not known.
 */
export function usualBand(
  baseline: Baseline,
  { left, right }: { readonly left: number; readonly right: number },
  heightAt: (total: number) => number,
): { readonly band: readonly Shape[]; readonly edges: readonly Shape[] } {
  if (baseline.kind !== "known") return { band: [], edges: [] };
  const top = heightAt(Math.min(HIGHEST, baseline.mean + baseline.deviation));
  const bottom = heightAt(Math.max(0, baseline.mean - baseline.deviation));
  const edge = (y: number): readonly Shape[] => [
    { ...line(left, y, right, y), style: { stroke: "#ffffff", lineWidth: 5 } },
    { ...line(left, y, right, y), style: { stroke: QUIET_INK, lineWidth: 2 } },
  ];
  return {
    band: [rectangle({ x: left, y: top, width: right - left, height: bottom - top }, BAND, undefined, 0)],
    edges: [...edge(top), ...edge(bottom)],
  };
}
