import { expect, test } from "vitest";
import type { ProgrammeBackTest } from "../../src/back-tests/back-test.ts";
import { translator } from "../../src/i18n.ts";
import { backTestResult } from "../../src/screens/back-test.ts";

const one = { amber: 0, orange: 1, red: 0 };
const side = { alerts: 2, byTier: { ...one, orange: 2 }, byRule: { O1: one, O3: one, A3: one }, per100: 5 };
const counselor = { id: 1, name: "Rina" };
const result: ProgrammeBackTest = {
  ...{ from: "2026-10-30", weeks: 4, people: 12, notShown: 2, checkIns: 40 },
  ...{ before: side, after: side, counselors: [] },
  newly: [{ code: "BPN-001", counselor, day: "2026-11-23", tier: "orange", rules: ["O3"] }],
  noLonger: [{ code: "BPN-002", counselor, day: "2026-11-24", tier: "orange", rules: ["O1"] }],
  usefulLost: 0,
};

test("a coordinator reads no rule, neither of anybody nor in sum, and how many people are not in it", () => {
  const reader = { t: translator("en"), locale: "en", zone: "Asia/Makassar" } as const;
  const { text } = backTestResult(result, { variation: "O3-total", value: 16 }, reader);
  const lines = text.split("\n");
  expect(lines.slice(0, 3)).toEqual([
    "With O3 ≥ 16",
    "4 weeks · 12 people · 40 check-ins. Now → with the change:",
    "Not shown: 2 (no consent)",
  ]);
  expect(lines.slice(1).join("\n")).not.toMatch(/O1|O3|A3/);
  expect(lines.filter((line) => line.includes("BPN-"))).toEqual([
    "🟠 BPN-001 · Mon 23 Nov",
    "🟠 BPN-002 · Tue 24 Nov",
  ]);
});
