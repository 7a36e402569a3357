/** What a coordinator can try with one tap; everything else with a file on the command line. */
export const variations = {
  "O3-total": {
    values: [16, 18, 20, 22, 24],
    change: (value: number) => ({ rules: { O3: { totalFrom: value } } }),
  },
  "O4-rise": { values: [6, 8, 10, 12], change: (value: number) => ({ rules: { O4: { rise: value } } }) },
  "O5-misses": {
    values: [1, 2, 3],
    change: (value: number) => ({
      rules: { O5: { missesAfterAlarm: 1, missesEarly: value, missesLater: Math.max(value, 3) } },
    }),
  },
  "A2-times": { values: [2, 3, 4], change: (value: number) => ({ rules: { A2: { times: value } } }) },
  "R2-confidence": {
    values: [0, 1, 2],
    change: (value: number) => ({ rules: { R2: { confidenceUpTo: value } } }),
  },
} as const;

export type VariationId = keyof typeof variations;

export const variationIds = Object.keys(variations) as readonly VariationId[];
