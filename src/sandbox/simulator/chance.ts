import { createHash } from "node:crypto";

/**
 * 0 to 1, out of nothing but the seed and the words: what somebody does depends on who they are and on the day,
 * never on the order in which the machine comes round to it.
 */
export type Chance = (...words: readonly (string | number)[]) => number;

export function chanceOf(seed: number): Chance {
  return (...words) =>
    createHash("sha256")
      .update([seed, ...words].join("|"))
      .digest()
      .readUInt32BE(0) /
    2 ** 32;
}

/** A whole number from `least` to `most`. */
export function between(share: number, least: number, most: number): number {
  return least + Math.floor(share * (most - least + 1));
}

/** Each of them with the share in which it is chosen. */
export function shares<T>(choices: readonly (readonly [T, number])[]): readonly (readonly [T, number])[] {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  return choices.map(([choice, weight]) => [choice, weight / total] as const);
}

/** One of them, by weight. */
export function weighted<T>(share: number, choices: readonly (readonly [T, number])[]): T {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  let left = share * total;
  for (const [choice, weight] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  const last = choices.at(-1);
  if (!last) throw new Error("nothing to choose from");
  return last[0];
}
