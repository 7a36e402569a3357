import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays } from "../../src/domain/calendar.ts";
import type { PastDay } from "../../src/domain/history.ts";
import { streakOf } from "../../src/domain/streak.ts";

const TODAY = "2026-11-23";
/** From the oldest to today: c completed, u unfinished, m missed, - nothing was due. */
function days(pattern: string): readonly PastDay[] {
  const kinds = { c: "completed", u: "unfinished", m: "missed" } as const;
  return [...pattern].flatMap((sign, index) => {
    const kind = kinds[sign as keyof typeof kinds];
    if (!kind) return [];
    return [{ day: addDays(TODAY, index + 1 - pattern.length), kind, signs: new Map<string, number>() }];
  });
}

test.each([
  ["", 0, 0],
  ["c", 1, 1],
  ["m", 0, 0],
  ["ccm", 2, 2],
  ["cmcc", 2, 3],
  ["ccmm", 0, 2],
  ["c--cu", 3, 3],
  ["c-mcc", 2, 3],
])("%s: %i in a row, %i in all", (pattern, current, answered) => {
  expect(streakOf(days(pattern), TODAY)).toEqual({ current, answered });
});

test("how hard a day was changes nothing", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("green", "amber", "orange", "red")), (tiers) => {
      const list = days("c".repeat(tiers.length)).map(
        (day, index) => ({ ...day, tier: tiers[index] ?? "green" }) as PastDay,
      );
      expect(streakOf(list, TODAY).current).toBe(tiers.length);
    }),
  );
});
