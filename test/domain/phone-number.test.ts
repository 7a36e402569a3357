import { expect, test } from "vitest";
import { periodsOver, phoneProblem } from "../../src/domain/phone-number.ts";

test.each([
  ["0812-3456-7890", undefined],
  ["+62 (0)542 731 000 ext. 12", undefined],
  ["telepon saja", "letters"],
  ["0812-ABCD-7890", "letters"],
  ["wa.me/628123456789", "letters"],
  ["٠٨١٢٣٤٥٦٧٨٩", "letters"],
  ["", "letters"],
  ["112", "too-short"],
  ["119 ext 8", "too-short"],
  ["12345 ext 6789012", "too-short"],
  ["1234567890123456", "too-long"],
  ["(021) 500-454", "closed"],
  ["184", "takes-reports"],
])("%j: %s", (number, expected) => {
  expect(phoneProblem(number)).toBe(expected);
});

test.each([
  ["2026-11-23", 0],
  ["2027-02-21", 0],
  ["2027-02-22", 1],
  ["2027-05-22", 1],
  ["2027-05-23", 2],
])("tried on 23 November 2026, its time has run out on %s %i times", (today, expected) => {
  expect(periodsOver("2026-11-23", today)).toBe(expected);
});
