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

const none = selfReportOf(["none", "unknown", "missing"]);
const used = selfReportOf(["none", "use"]);
const unsaid = selfReportOf(["unknown", "missing"]);
const missing = selfReportOf(["missing", "missing"]);
const soft = selfReportOf([]);
const people = (count: number, of: typeof none) => Array<typeof none>(count).fill(of);

describe("self-reported abstinence", () => {
  test("cannot be said of the soft form", () => {
    expect(abstinenceOf(people(20, soft))).toEqual({ kind: "not-asked" });
    expect(abstinenceOf([])).toEqual({ kind: "not-asked" });
  });

  test("stands on at least five people who answered anything, and leaves out those of the soft form", () => {
    expect(abstinenceOf([...people(4, none), ...people(9, missing), ...people(9, soft)])).toEqual({
      kind: "too-few",
      people: 4,
    });
    expect(abstinenceOf([...people(4, none), ...people(1, unsaid)])).toMatchObject({ kind: "value" });
  });

  test("counts the missing as missing, not as use and not as none", () => {
    expect(abstinenceOf([...people(7, none), ...people(6, used), ...people(2, missing)])).toEqual({
      kind: "value",
      people: 13,
      value: { atLeast: 5, atMost: 13, missing: 2 },
    });
  });

  test.each([
    ["of twenty, nobody used", 20, 0, [10, 20]],
    ["of twenty, ten did", 20, 10, [10, 20]],
    ["of twenty, eleven did", 20, 11, [0, 9]],
    ["of twenty-one, six did", 21, 6, [15, 21]],
    ["of twenty-one, sixteen did", 21, 16, [5, 14]],
    ["of twenty-one, everybody did", 21, 21, [0, 4]],
    ["of five, three did", 5, 3, [0, 5]],
    ["of twelve, six did: nothing that could be said", 12, 6, [0, 12]],
  ])("%s", (_, all, using, expected) => {
    expect(rangeWith(all - using, using)).toEqual(expected);
  });

  test("never tells fewer than five people apart from none, and always holds the truth", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), (without, using) => {
        const all = without + using;
        if (all < 5) return;
        const [atLeast = 0, atMost = 0] = rangeWith(without, using);
        expect(atLeast).toBeLessThanOrEqual(without);
        expect(atMost).toBeGreaterThanOrEqual(without);
        expect(atLeast === 0 || atLeast >= 5).toBe(true);
        expect(atMost === all || all - atMost >= 5).toBe(true);
        expect(atMost - atLeast).toBeGreaterThanOrEqual(4);
      }),
    );
  });

  test("says the same of whoever did not say as of whoever used", () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), fc.nat(40), (without, using, silent) => {
        expect(abstinenceOf([...people(without, none), ...people(using + silent, used)])).toEqual(
          abstinenceOf([...people(without, none), ...people(using, used), ...people(silent, unsaid)]),
        );
      }),
    );
  });

  test("asked for again after each of up to four who leave, it tells of none of them what they had reported", () => {
    for (let all = 5; all <= 40; all++)
      for (let leaving = 1; leaving <= 4; leaving++) {
        /** By everything that could be read, what each who left may have reported. */
        const mayHave = new Map<string, readonly Set<boolean>[]>();
        for (let without = 0; without <= all; without++)
          for (let choice = 0; choice < 2 ** leaving; choice++) {
            const clean = Array.from(
              { length: leaving },
              (_, index) => Math.floor(choice / 2 ** index) % 2 === 0,
            );
            const left = [clean.filter((one) => one).length, clean.filter((one) => !one).length] as const;
            if (left[0] > without || left[1] > all - without) continue;
            const seen = Array.from({ length: leaving + 1 }, (_, gone) => {
              const gonePlain = clean.slice(0, gone).filter((one) => one).length;
              return readable(without - gonePlain, all - without - (gone - gonePlain));
            }).join(" then ");
            const each = mayHave.get(seen) ?? clean.map(() => new Set<boolean>());
            for (const [index, one] of clean.entries()) each[index]?.add(one);
            mayHave.set(seen, each);
          }
        for (const [seen, each] of mayHave)
          expect(
            each.map(({ size }) => size),
            `${all}: ${seen}`,
          ).toEqual(each.map(() => 2));
      }
  });
});

function rangeWith(without: number, using: number): readonly number[] {
  const figure = abstinenceOf([...people(without, none), ...people(using, used)]);
  if (figure.kind !== "value") throw new Error("a figure is expected");
  return [figure.value.atLeast, figure.value.atMost];
}

/** Whether the others used or did not say makes no difference (above). */
function readable(without: number, others: number): string {
  return JSON.stringify(abstinenceOf([...people(without, none), ...people(others, unsaid)]));
}
