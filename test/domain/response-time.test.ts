import fc from "fast-check";
import { expect, test } from "vitest";
import { askBackAfter } from "../../src/domain/ask-back.ts";
import { usualMinutes } from "../../src/domain/response-time.ts";

test.each<[string, (number | "never")[], number | undefined]>([
  ["too few to say", [5, 5, 5, 5], undefined],
  ["quick", [2, 3, 4, 5, 200], 15],
  ["what lies between is said as the next one up", [16, 17, 18, 19, 20], 30],
  ["just an hour", [60, 60, 60, 60, 60], 60],
  ["half are never answered", [5, 5, "never", "never", "never"], undefined],
  ["most are answered", [5, 70, 5, 70, 70, "never"], 120],
  ["longer than a day", [2000, 2000, 2000, 2000, 2000], undefined],
])("%s", (_, waits, said) => {
  expect(usualMinutes(waits)).toBe(said);
});

test("never promises more than half of the time it is kept", () => {
  const wait = fc.oneof(fc.double({ min: 0, max: 3000, noNaN: true }), fc.constant("never" as const));
  fc.assert(
    fc.property(fc.array(wait, { minLength: 5, maxLength: 60 }), (waits) => {
      const said = usualMinutes(waits);
      if (said === undefined) return;
      const kept = waits.filter((each) => each !== "never" && each <= said).length;
      expect(kept * 2).toBeGreaterThanOrEqual(waits.length);
    }),
  );
});

test("somebody who called is asked back after half an hour and after two hours, counted from the call", () => {
  const call = new Date("2026-11-23T10:00:00Z");
  const first = askBackAfter(0, call);
  expect(first?.toISOString()).toBe("2026-11-23T10:30:00.000Z");
  expect(askBackAfter(1, first ?? call)?.toISOString()).toBe("2026-11-23T12:00:00.000Z");
  expect(askBackAfter(2, call)).toBeUndefined();
});
