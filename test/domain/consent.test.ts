import fc from "fast-check";
import { expect, test } from "vitest";
import { type ConsentEntry, consentsToAsk } from "../../src/domain/consent.ts";

const versions = new Map([
  ["checkIn", "c1"],
  ["summary", "s1"],
]);
const days = { versions, releaseDay: "2026-11-20", today: "2026-11-23" };
const said = (
  purpose: string,
  granted: boolean,
  version: string,
  day = "2026-11-21",
): ConsentEntry<string> => ({
  purpose,
  granted,
  version,
  day,
});
const yes = [said("checkIn", true, "c1"), said("summary", true, "s1")];

test.each([
  ["nobody was asked", [], ["checkIn never-asked", "summary never-asked"]],
  ["everything is agreed to as it stands", yes, []],
  [
    "one text has changed",
    [said("checkIn", true, "c0"), said("summary", true, "s1")],
    ["checkIn text-changed"],
  ],
  ["a no is not asked again", [said("checkIn", true, "c1"), said("summary", false, "s0")], []],
  [
    "the newest counts",
    [...yes, said("summary", false, "s1"), said("summary", true, "s0")],
    ["summary text-changed"],
  ],
  [
    "a yes from inside is asked again outside",
    [said("checkIn", true, "c1", "2026-11-19"), said("summary", true, "s1", "2026-11-20")],
    ["checkIn released"],
  ],
])("%s", (_, entries, expected) => {
  expect(consentsToAsk(entries, days).map(({ purpose, why }) => `${purpose} ${why}`)).toEqual(expected);
});

test("before the release nothing is asked again for its sake", () => {
  const inside = yes.map((entry) => ({ ...entry, day: "2026-11-01" }));
  expect(consentsToAsk(inside, { ...days, today: "2026-11-19" })).toEqual([]);
});

test("after everything was answered today, nothing is left to ask", () => {
  const entry = fc.record({
    purpose: fc.constantFrom("checkIn", "summary"),
    granted: fc.boolean(),
    version: fc.constantFrom("c1", "s1", "old"),
    day: fc.constantFrom("2026-11-01", "2026-11-20", "2026-11-23"),
  });
  fc.assert(
    fc.property(fc.array(entry), fc.boolean(), (entries, granted) => {
      const answered = [...versions].map(([purpose, version]) => said(purpose, granted, version, days.today));
      expect(consentsToAsk([...entries, ...answered], days)).toEqual([]);
    }),
  );
});
