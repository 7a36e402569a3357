import fc from "fast-check";
import { expect, test } from "vitest";
import { FEWEST_PEOPLE, type GroupFigure, group, hideComplements } from "../../src/domain/group-figure.ts";

const of = (people: number) => group(Array(people).fill(0), () => people);
const kinds = (figures: readonly GroupFigure<unknown>[]) =>
  figures.map(({ kind, people }) => `${people} ${kind}`);

test.each([
  ["nothing to hide", 12, [5, 7], ["5 value", "7 value"]],
  ["four people would be what is left of nine", 9, [5, 4], ["5 withheld", "4 too-few"]],
  [
    "the smallest one that is large enough goes with them",
    24,
    [8, 4, 12],
    ["8 withheld", "4 too-few", "12 value"],
  ],
  ["two hidden ones hide each other", 20, [3, 3, 14], ["3 too-few", "3 too-few", "14 value"]],
  [
    "two hidden ones of three people together do not",
    20,
    [1, 2, 8, 9],
    ["1 too-few", "2 too-few", "8 withheld", "9 value"],
  ],
  ["without a whole there are no parts", 4, [4], ["4 too-few"]],
])("%s", (_, whole, parts, expected) => {
  expect(kinds(hideComplements(of(whole), parts.map(of)))).toEqual(expected);
});

test("nothing that is shown leaves between one and four people to be worked out", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 6 }), (sizes) => {
      const all = sizes.reduce((total, size) => total + size, 0);
      const shown = hideComplements(of(all), sizes.map(of)).filter(({ kind }) => kind === "value");
      const left = all - shown.reduce((total, { people }) => total + people, 0);
      for (const { people } of shown) expect(people).toBeGreaterThanOrEqual(FEWEST_PEOPLE);
      if (all >= FEWEST_PEOPLE) expect(left === 0 || left >= FEWEST_PEOPLE).toBe(true);
      else expect(shown).toEqual([]);
    }),
  );
});
