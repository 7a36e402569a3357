import { expect, test } from "vitest";
import { addDays, instantOf } from "../../../src/domain/calendar.ts";
import { mannersAt, PLACES } from "../../../src/sandbox/simulator/found-programmes.ts";
import { FIRST_MORNING } from "../../../src/sandbox/simulator/simulate.ts";
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

test("in half a year clocks go forward in one programme and back in another, and nothing changes in the third", () => {
  const noon = (day: string, zone: string) => instantOf(day, 12 * 60, zone).getTime();
  const changesIn = (zone: string) =>
    Array.from({ length: 180 }, (_, count) =>
      addDays(FIRST_MORNING.toISOString().slice(0, 10), count),
    ).flatMap((day) => {
      const hours = (noon(addDays(day, 1), zone) - noon(day, zone)) / 3_600_000;
      return hours === 24 ? [] : [`${addDays(day, 1)} has ${hours} hours`];
    });
  expect(Object.fromEntries(PLACES.map(({ zone }) => [zone, changesIn(zone)]))).toEqual({
    "Asia/Makassar": [],
    "Europe/Berlin": ["2026-10-25 has 25 hours"],
    "Australia/Sydney": ["2026-10-04 has 23 hours"],
  });
});
