import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coverProblem, type Duty, standIn, standsInFor } from "../../src/domain/cover.ts";

const TODAY = "2026-11-25";
const here = (id: number): Duty => ({ id });
const away = (id: number, coverId?: number, awayUntil = "2026-12-01"): Duty => ({ id, awayUntil, coverId });

describe("who is on duty", () => {
  test.each<[string, readonly Duty[], number | undefined]>([
    ["somebody who is here: themselves", [here(1), here(2)], 1],
    ["here, though a cover is still noted", [{ id: 1, coverId: 2 }, here(2)], 1],
    ["away: the cover", [away(1, 2), here(2)], 2],
    ["away, and the cover too: the cover's cover", [away(1, 2), away(2, 3), here(3)], 3],
    ["away without a cover: nobody", [away(1), here(2)], undefined],
    ["the cover is away without a cover: nobody", [away(1, 2), away(2)], undefined],
    ["the cover is not on the list: nobody", [away(1, 9)], undefined],
    ["covering oneself: nobody", [away(1, 1)], undefined],
    ["two who cover each other: nobody", [away(1, 2), away(2, 1)], undefined],
    ["a circle further on: nobody", [away(1, 2), away(2, 3), away(3, 2)], undefined],
    ["on the last day away: the cover", [away(1, 2, "2026-11-26"), here(2)], 2],
    ["on the first day back: themselves", [away(1, 2, TODAY), here(2)], 1],
    ["a cover who is back: the cover, not the cover's cover", [away(1, 2), away(2, 3, TODAY), here(3)], 2],
  ])("%s", (_name, all, expected) => {
    const [first] = all;
    if (!first) throw new Error("nobody in the table");
    expect(standIn(first, all, TODAY)?.id).toBe(expected);
  });

  test("somebody stands in for all whose chains end with them, and not for themselves", () => {
    const all = [away(1, 2), away(2, 3), here(3), away(4, 3), here(5), away(6)];
    expect(standsInFor(3, all, TODAY)).toEqual([1, 2, 4]);
    expect(standsInFor(2, all, TODAY)).toEqual([]);
    expect(standsInFor(5, all, TODAY)).toEqual([]);
  });
});

describe("naming a cover", () => {
  test.each<[string, number, readonly Duty[], string | undefined]>([
    ["a colleague who is here", 2, [here(1), here(2)], undefined],
    ["oneself", 1, [here(1)], "yourself"],
    ["somebody one stands in for", 2, [here(1), away(2, 1)], "cycle"],
    ["somebody whose cover one stands in for", 2, [here(1), away(2, 3), away(3, 1)], "cycle"],
    ["a colleague who is away and covered", 2, [here(1), away(2, 3), here(3)], undefined],
    ["a colleague who is away and not covered", 2, [here(1), away(2)], "nobody-on-duty"],
    ["somebody not on the list", 9, [here(1)], "nobody-on-duty"],
    ["another one while away already", 3, [away(1, 2), here(2), here(3)], undefined],
    ["somebody whose own absence is over", 2, [here(1), away(2, 1, TODAY)], undefined],
  ])("%s", (_name, coverId, all, expected) => {
    expect(coverProblem(1, coverId, all, TODAY)).toBe(expected);
  });
});

const roster = fc.integer({ min: 1, max: 7 }).chain((size) =>
  fc.tuple(
    ...Array.from({ length: size }, (_, index) =>
      fc.record({
        id: fc.constant(index + 1),
        awayUntil: fc.option(fc.constantFrom("2026-11-24", TODAY, "2026-11-26", "2027-01-01"), {
          nil: undefined,
        }),
        coverId: fc.option(fc.integer({ min: 1, max: size + 1 }), { nil: undefined }),
      }),
    ),
  ),
);

describe("whatever covers were named", () => {
  test("whoever stands in is here, and the order of the list does not matter", () => {
    fc.assert(
      fc.property(roster, (all) => {
        for (const person of all) {
          const found = standIn<Duty>(person, all, TODAY);
          if (found) expect(found.awayUntil === undefined || found.awayUntil <= TODAY).toBe(true);
          expect(standIn<Duty>(person, all.toReversed(), TODAY)).toBe(found);
        }
      }),
    );
  });

  test("an accepted cover leaves somebody on duty for the one who goes, and for all who had somebody", () => {
    fc.assert(
      fc.property(roster, fc.integer({ min: 1, max: 8 }), (all, coverId) => {
        const before = all.filter((person) => standIn<Duty>(person, all, TODAY));
        if (coverProblem(1, coverId, all, TODAY)) return;
        const after = all.map((person): Duty => (person.id === 1 ? away(1, coverId) : person));
        for (const { id } of [...before, { id: 1 }]) {
          const person = after.find((one) => one.id === id);
          expect(person && standIn(person, after, TODAY)).toBeDefined();
        }
      }),
    );
  });
});
