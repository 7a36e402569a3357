import type { RuleSettings } from "../domain/rules.ts";

interface Variation {
  readonly values: readonly number[];
  /** Beside the one number only what the settings would otherwise contradict; `now` is what holds. */
  readonly change: (value: number, now: RuleSettings) => { readonly rules: Partial<Changes> };
}

type Changes = { readonly [Rule in keyof RuleSettings]: Partial<RuleSettings[Rule]> };

/** What a coordinator can try with one tap; everything else with a file on the command line. */
export const variations = {
  "O3-total": {
    values: [16, 18, 20, 22, 24],
    change: (totalFrom) => ({ rules: { O3: { totalFrom } } }),
  },
  "O4-rise": { values: [6, 8, 10, 12], change: (rise) => ({ rules: { O4: { rise } } }) },
  "O5-misses": {
    values: [1, 2, 3],
    change: (missesEarly, { O5 }) => {
      const missesLater = Math.max(O5.missesLater, missesEarly);
      const missesAfterAlarm = Math.min(O5.missesAfterAlarm, missesEarly);
      const again = O5.again.filter((days) => days > missesLater);
      return { rules: { O5: { missesEarly, missesLater, missesAfterAlarm, again } } };
    },
  },
  "A2-times": {
    values: [2, 3, 4],
    change: (times, { A2 }) => ({ rules: { A2: { times, of: lookedAt(times, A2) } } }),
  },
  "R2-confidence": { values: [0, 1, 2], change: (confidenceUpTo) => ({ rules: { R2: { confidenceUpTo } } }) },
} as const satisfies Readonly<Record<string, Variation>>;

/** Of so many check-ins of A2 the sign is to be strong on `times`. */
export function lookedAt(times: number, { of }: Pick<RuleSettings["A2"], "of">): number {
  return Math.max(of, times);
}

export type VariationId = keyof typeof variations;

export const variationIds = Object.keys(variations) as readonly VariationId[];
