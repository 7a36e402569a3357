import { describe, expect, test } from "vitest";
import { addDays } from "../../src/domain/calendar.ts";
import type { Answer } from "../../src/domain/instrument.ts";
import { isHeavy, type Lately, mayBeShort } from "../../src/domain/short-form.ts";

const releaseDate = "2026-03-01";
const calm: Lately = { lastTier: "green", alertOpen: false, alarmed: false };

describe("the short form may be chosen", () => {
  test.each<[string, number, Partial<Lately>, boolean]>([
    ["on day 29", 29, {}, true],
    ["not on day 28", 28, {}, false],
    ["years later", 900, {}, true],
    ["after an amber day", 60, { lastTier: "amber" }, true],
    ["not after an orange one", 60, { lastTier: "orange" }, false],
    ["not after a red one", 60, { lastTier: "red" }, false],
    ["not while nothing at all is known", 60, { lastTier: undefined }, false],
    ["not beside an open orange or red alert", 60, { alertOpen: true }, false],
    ["not within days of an alarm", 60, { alarmed: true }, false],
  ])("%s", (_, days, change, expected) => {
    const day = addDays(releaseDate, days);
    expect(mayBeShort({ releaseDate, reenteredOn: [] }, day, { ...calm, ...change })).toBe(expected);
  });

  test("not before day 29 of phases that began again", () => {
    const facts = { releaseDate, reenteredOn: [addDays(releaseDate, 100)] };
    const may = (days: number) => mayBeShort(facts, addDays(releaseDate, days), calm);
    expect([99, 100, 128, 129].map(may)).toEqual([true, false, false, true]);
  });
});

test.each<[string, Record<string, Answer>, boolean]>([
  ["calm", { S1: 4, S6: 2, S8: 2, C1: 2, C2: 1 }, false],
  ["S6 skipped", { S1: 0, S6: "skipped", S8: 0, C1: 4, C2: 0 }, false],
  ["strong craving", { S8: 3 }, true],
  ["a substance almost taken", { S6: 3 }, true],
  ["little confidence", { C1: 1 }, true],
  ["contact as soon as possible", { C2: 2 }, true],
])("%s: the rest is worth asking: %#", (_, answers, expected) => {
  expect(isHeavy(new Map(Object.entries(answers)))).toBe(expected);
});
