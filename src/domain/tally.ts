import type { Tier } from "./tier.ts";
import type { CheckInFacts, CheckInMark } from "./week.ts";

/** Days by how they ended; "open" and "not-due" days are in none of them. */
export type Tally = Readonly<Record<Tier | "missing", number>> & { readonly complete: number };

export function tally(checkIns: readonly CheckInFacts[]): Tally {
  const count = (mark: CheckInMark) => checkIns.filter((checkIn) => checkIn.mark === mark).length;
  return {
    green: count("green"),
    amber: count("amber"),
    orange: count("orange"),
    red: count("red"),
    missing: count("missing"),
    complete: checkIns.filter(({ mark, complete }) => mark !== "open" && complete).length,
  };
}

/** How many days a tally stands on. */
export function daysIn({ green, amber, orange, red, missing }: Tally): number {
  return green + amber + orange + red + missing;
}
