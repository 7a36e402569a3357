import { describe, expect, test } from "vitest";
import type { ProgrammeBackTest } from "../../src/back-tests/back-test.ts";
import { variations } from "../../src/back-tests/variations.ts";
import { translator } from "../../src/i18n.ts";
import { defaultSettings } from "../../src/programme/settings.ts";
import { trySettings } from "../../src/programme/try-settings.ts";
import { backTestResult, whatWasTried } from "../../src/screens/back-test.ts";

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
  const { text } = backTestResult(result, { weeks: 4, what: "O3 ≥ 16" }, reader);
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

describe("a button changes what it says and no more, unless the settings would contradict each other", () => {
  const t = translator("en");

  test.each([
    ["A2 2 of 5", "A2-times", 2, {}, { A2: { times: 2 } }],
    ["A2 2 of 6", "A2-times", 2, { A2: { of: 6 } }, { A2: { times: 2, of: 6 } }],
    ["A2 4 of 4", "A2-times", 4, { A2: { of: 3 } }, { A2: { times: 4, of: 4 } }],
    ["O5 early: 1 day", "O5-misses", 1, {}, { O5: { missesEarly: 1 } }],
    [
      "O5 early: 2 days",
      ...(["O5-misses", 2] as const),
      { O5: { missesEarly: 4, missesLater: 5, missesAfterAlarm: 2 } },
      { O5: { missesEarly: 2, missesLater: 5, missesAfterAlarm: 2 } },
    ],
    [
      "O5 early: 1 day",
      ...(["O5-misses", 1] as const),
      { O5: { missesAfterAlarm: 2 } },
      { O5: { missesEarly: 1, missesAfterAlarm: 1 } },
    ],
    [
      "O5 early: 3 days",
      ...(["O5-misses", 3] as const),
      { O5: { missesLater: 2, again: [3, 9] } },
      { O5: { missesEarly: 3, missesLater: 3, again: [9] } },
    ],
  ] as const)("%s", (label, variation, value, set, becomes) => {
    const current = trySettings(defaultSettings, { rules: set });
    if (current.kind !== "ok") throw new Error(current.problems.join("; "));
    const { rules } = current.settings;
    expect(whatWasTried({ variation, value }, rules, t)).toBe(label);
    const tried = trySettings(current.settings, variations[variation].change(value, rules));
    expect(tried).toEqual(trySettings(defaultSettings, { rules: becomes }));
  });
});
