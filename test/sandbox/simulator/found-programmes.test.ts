import { expect, test } from "vitest";
import { mannersAt } from "../../../src/sandbox/simulator/found-programmes.ts";
import { ABSENT, QUICK, SLOW } from "../../../src/sandbox/simulator/staff.ts";

test("from twenty people on a programme has quick, slow and absent counselors; small ones have some of each", () => {
  for (const people of [20, 33, 34, 80, 167])
    expect(new Set(mannersAt(0, people))).toEqual(new Set([QUICK, SLOW, ABSENT]));
  expect(mannersAt(2, 167)).toHaveLength(5);
  const places = [0, 1, 2].map((place) => mannersAt(place, 2));
  expect(places).toEqual([
    [QUICK, SLOW],
    [SLOW, ABSENT],
    [ABSENT, QUICK],
  ]);
});
