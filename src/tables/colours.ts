import type { Tier } from "../domain/tier.ts";

/** ARGB. */
export interface Colours {
  readonly fill: string;
  readonly ink: string;
}

export const coloursOf: Readonly<Record<Tier | "missing", Colours>> = {
  green: { fill: "FFD3EBE4", ink: "FF2D6A58" },
  amber: { fill: "FFF6D968", ink: "FF4D3D00" },
  orange: { fill: "FFE07F1F", ink: "FF2B1500" },
  red: { fill: "FF8F0D2B", ink: "FFFFFFFF" },
  missing: { fill: "FFE8EBEF", ink: "FF5B6675" },
};
