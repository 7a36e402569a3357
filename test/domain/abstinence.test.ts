import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { abstinenceOf, reportedUse, selfReportOf } from "../../src/domain/abstinence.ts";

test.each([
  [0, "none"],
  [1, "none"],
  [2, "none"],
  [3, "use"],
  [4, "use"],
  ["skipped", "unknown"],
  [undefined, "unknown"],
] as const)("S6 in the reporting form: %s is %s", (answer, expected) => {
  expect(reportedUse(answer)).toBe(expected);
});

const none = selfReportOf(["none", "unknown"]);
const used = selfReportOf(["none", "use"]);
const unknown = selfReportOf(["unknown", "unknown"]);
const soft = selfReportOf([]);
const people = (count: number, of: typeof none) => Array<typeof none>(count).fill(of);

describe("self-reported abstinence", () => {
  test("cannot be said of the soft form", () => {
    expect(abstinenceOf(people(20, soft))).toEqual({ kind: "not-asked" });
    expect(abstinenceOf([])).toEqual({ kind: "not-asked" });
  });

  test("stands on at least five people who answered, and leaves out those of the soft form", () => {
    expect(abstinenceOf([...people(4, none), ...people(9, unknown), ...people(9, soft)])).toEqual({
      kind: "too-few",
      people: 4,
    });
  });

  test("counts the missing as missing, not as use and not as none", () => {
    expect(abstinenceOf([...people(7, none), ...people(6, used), ...people(2, unknown)])).toEqual({
      kind: "value",
      people: 15,
      value: { answered: 13, unknown: 2, atLeast: 7, atMost: 7, daysAsked: 30, daysKnown: 19 },
    });
  });

  test.each([
    ["nobody used", 0, [16, 20]],
    ["four did", 4, [16, 20]],
    ["five did", 5, [15, 15]],
    ["five did not", 15, [5, 5]],
    ["four did not", 16, [0, 4]],
    ["everybody used", 20, [0, 4]],
  ])("of twenty, %s", (_, count, expected) => {
    const figure = abstinenceOf([...people(20 - count, none), ...people(count, used)]);
    if (figure.kind !== "value") throw new Error("a figure is expected");
    expect([figure.value.atLeast, figure.value.atMost]).toEqual(expected);
  });

  test("never tells fewer than five people apart from none", () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), (without, using) => {
        const figure = abstinenceOf([...people(without, none), ...people(using, used)]);
        if (figure.kind !== "value") return;
        const { atLeast, atMost, answered } = figure.value;
        expect(atLeast).toBeLessThanOrEqual(without);
        expect(atMost).toBeGreaterThanOrEqual(without);
        if (atLeast === atMost) expect(Math.min(without, using)).toBeGreaterThanOrEqual(5);
        else
          expect([atLeast === 0 && atMost === 4, atLeast === answered - 4 && atMost === answered]).toContain(
            true,
          );
      }),
    );
  });
});
