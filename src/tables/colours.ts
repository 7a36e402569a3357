import type { Tier } from "../domain/tier.ts";
import { fillOf, inkOf } from "../pictures/shapes.ts";

/** #rrggbb, as in pictures. */
export interface Colours {
  readonly fill: string;
  readonly ink: string;
}

const asInPictures = (tier: Tier): Colours => ({ fill: fillOf[tier], ink: inkOf[tier] });

export const coloursOf: Readonly<Record<Tier | "missing", Colours>> = {
  green: asInPictures("green"),
  amber: asInPictures("amber"),
  orange: asInPictures("orange"),
  red: asInPictures("red"),
  missing: { fill: "#e8ebef", ink: "#5b6675" },
};
