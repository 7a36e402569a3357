import { expect, test } from "vitest";
import type { BackTest } from "../../src/domain/back-test.ts";
import { translator } from "../../src/i18n.ts";
import { backTestResult } from "../../src/screens/back-test.ts";

const one = { amber: 0, orange: 1, red: 0 };
const side = { alerts: 2, byTier: { ...one, orange: 2 }, byRule: { O1: one, O3: one, A3: one }, per100: 5 };
const counselor = { id: 1, name: "Rina" };
const result: BackTest = {
  ...{ from: "2026-10-30", weeks: 4, people: 5, checkIns: 40, before: side, after: side, counselors: [] },
  newly: [{ code: "BPN-001", counselor, day: "2026-11-23", tier: "orange", rules: ["O3"] }],
  noLonger: [{ code: "BPN-002", counselor, day: "2026-11-24", tier: "orange", rules: ["O1"] }],
  usefulLost: 0,
};

test.each([
  [5, "By rule: O3 1 → 1"],
  [4, undefined],
])("of %d people a coordinator reads %s, and of one person no rule", (people, totals) => {
  const reader = { t: translator("en"), locale: "en", zone: "Asia/Makassar" } as const;
  const { text } = backTestResult({ ...result, people }, { variation: "O3-total", value: 16 }, reader);
  const lines = text.split("\n");
  expect(lines.find((line) => line.startsWith("By rule"))).toBe(totals);
  expect(lines.filter((line) => line.includes("BPN-"))).toEqual([
    "🟠 BPN-001 · Mon 23 Nov",
    "🟠 BPN-002 · Tue 24 Nov",
  ]);
});
