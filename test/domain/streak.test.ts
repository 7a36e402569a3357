import { expect, test } from "vitest";
import { addDays } from "../../src/domain/calendar.ts";
import { type DueDay, streakOf } from "../../src/domain/streak.ts";

const TODAY = "2026-11-23";
/** From the oldest to today: a answered, m missed, - nothing was due. */
function days(pattern: string): readonly DueDay[] {
  return [...pattern].flatMap((sign, index) =>
    sign === "-" ? [] : [{ day: addDays(TODAY, index + 1 - pattern.length), answered: sign === "a" }],
  );
}

test.each([
  ["", 0, 0],
  ["a", 1, 1],
  ["m", 0, 0],
  ["aam", 2, 2],
  ["amaa", 2, 3],
  ["aamm", 0, 2],
  ["a--aa", 3, 3],
  ["a-maa", 2, 3],
])("%s: %i in a row, %i in all", (pattern, current, answered) => {
  expect(streakOf(days(pattern), TODAY)).toEqual({ current, answered });
});
