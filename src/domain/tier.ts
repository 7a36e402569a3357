export type Tier = "green" | "amber" | "orange" | "red";

const RISING: readonly Tier[] = ["green", "amber", "orange", "red"];

/** Negative when `a` is the calmer one; sorts from green to red. */
export function compareTiers(a: Tier, b: Tier): number {
  return RISING.indexOf(a) - RISING.indexOf(b);
}

/** People are told of it at once. */
export function isAlarming(tier: Tier): tier is "orange" | "red" {
  return tier === "orange" || tier === "red";
}

/** Green when there are none. */
export function worst(tiers: Iterable<Tier>): Tier {
  return [...tiers].reduce((worse, tier) => (compareTiers(tier, worse) > 0 ? tier : worse), "green");
}
