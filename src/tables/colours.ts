import type { Tier } from "../domain/tier.ts";
import { fillOf, inkOf } from "../pictures/shapes.ts";

/** ARGB. */
export interface Colours {
  readonly fill: string;
  readonly ink: string;
}

const argb = (colour: string): string => `FF${colour.slice(1).toUpperCase()}`;
const asInPictures = (tier: Tier): Colours => ({ fill: argb(fillOf[tier]), ink: argb(inkOf[tier]) });

export const coloursOf: Readonly<Record<Tier | "missing", Colours>> = {
  green: asInPictures("green"),
  amber: asInPictures("amber"),
  orange: asInPictures("orange"),
  red: asInPictures("red"),
  missing: { fill: "FFE8EBEF", ink: "FF5B6675" },
};
