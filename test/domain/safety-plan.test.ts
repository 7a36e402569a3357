import fc from "fast-check";
import { expect, test } from "vitest";
import { LONGEST_PART, openParts, tidyPart } from "../../src/domain/safety-plan.ts";

test.each([
  ["  telepon Ibu \r\n\r\n\r\n lalu jalan  ", "", { kind: "text", text: "telepon Ibu\n\nlalu jalan" }],
  ["adik", "Ibu", { kind: "text", text: "Ibu\nadik" }],
  ["👨‍👩‍👧‍👦", "", { kind: "text", text: "👨‍👩‍👧‍👦" }],
  ["أخي\u202E ٠٨١١", "", { kind: "text", text: "أخي ٠٨١١" }],
  [" \u200B\u0000\u2067 \n", "Ibu", { kind: "empty" }],
  ["a".repeat(LONGEST_PART), "", { kind: "text", text: "a".repeat(LONGEST_PART) }],
  ["a".repeat(LONGEST_PART + 7), "", { kind: "too-long", over: 7 }],
  ["a".repeat(LONGEST_PART), "b", { kind: "too-long", over: 2 }],
])("%j below %j", (typed, before, expected) => {
  expect(tidyPart(typed, before)).toEqual(expected);
});

test("whatever is typed fits, is well formed, and stays the same when it is tidied again", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 900 }), (typed) => {
      const tidied = tidyPart(typed);
      if (tidied.kind !== "text") return;
      expect(tidied.text.length).toBeLessThanOrEqual(LONGEST_PART);
      expect(tidied.text.isWellFormed()).toBe(true);
      expect(tidyPart(tidied.text)).toEqual(tidied);
    }),
    { numRuns: 40 },
  );
});

test("what is still to be written comes in order", () => {
  expect(
    openParts(
      new Map([
        ["people", "Ibu"],
        ["signs", "susah tidur"],
      ]),
    ),
  ).toEqual(["coping", "places", "surroundings"]);
});
