import { describe, expect, test } from "vitest";
import { nextNudgeAt, phaseOf } from "../../src/domain/cadence.ts";
import { dayClosesAt } from "../../src/domain/calendar.ts";
import { defaultSettings } from "../../src/settings.ts";

test.each([
  [0, "first-fortnight", false],
  [14, "first-fortnight", false],
  [15, "first-month", false],
  [28, "first-month", false],
  [29, "first-quarter", true],
  [90, "first-quarter", true],
  [91, "first-half-year", true],
  [180, "first-half-year", true],
  [181, "later", true],
])("day %i since release is in %s; short form allowed: %s", (day, name, shortForm) => {
  expect(phaseOf(day)).toMatchObject({ name, shortForm });
});

describe("nudges", () => {
  const zone = "Asia/Makassar";

  function on(time: string): Date {
    return new Date(`2026-10-05T${time}:00+08:00`);
  }

  /** The times of all nudges of a prompt that nobody answers. */
  function nudges(prompt: string, change: Partial<Parameters<typeof nextNudgeAt>[0]> = {}): string[] {
    const times: string[] = [];
    for (;;) {
      const nudge = nextNudgeAt({
        openedAt: on(prompt),
        nudgesSent: times.length,
        closesAt: dayClosesAt("2026-10-05", zone),
        zone,
        quiet: defaultSettings.quietHours,
        nudgeMinutes: defaultSettings.nudgeMinutes,
        ...change,
      });
      if (!nudge) return times;
      times.push(new Date(nudge.getTime() + 8 * 3_600_000).toISOString().slice(11, 16));
    }
  }

  test.each([
    ["08:00", ["11:00", "14:00"]],
    ["14:59", ["17:59", "20:59"]],
    ["15:00", ["18:00"]],
    ["17:59", ["20:59"]],
    ["18:00", ["20:30"]],
    ["19:30", ["20:30"]],
    ["20:00", ["20:30"]],
    ["20:01", []],
    ["23:00", []],
    ["04:00", ["07:00", "10:00"]],
  ])("after a prompt at %s come at %j, outside of quiet hours", (prompt, expected) => {
    expect(nudges(prompt)).toEqual(expected);
  });

  test("never come at or after closing", () => {
    const quiet = { from: 12 * 60, to: 12 * 60 + 1 };
    expect(nudges("21:59", { quiet })).toEqual(["00:59", "03:59"]);
    expect(nudges("22:00", { quiet })).toEqual(["01:00"]);
  });

  test("that fall into quiet hours at noon are left out, not repeated later", () => {
    expect(nudges("10:00", { quiet: { from: 12 * 60, to: 14 * 60 } })).toEqual(["16:00"]);
  });

  test("are not brought forward where a programme has none", () => {
    expect(nudges("19:30", { nudgeMinutes: [] })).toEqual([]);
  });

  test("are never more than two", () => {
    expect(nudges("08:00", { nudgeMinutes: [60, 120, 180] })).toEqual(["09:00", "10:00"]);
  });

  test("that should have come while nobody was there to send them are left out", () => {
    const late = nextNudgeAt({
      openedAt: on("08:00"),
      nudgesSent: 0,
      closesAt: dayClosesAt("2026-10-05", zone),
      zone,
      quiet: defaultSettings.quietHours,
      nudgeMinutes: defaultSettings.nudgeMinutes,
      after: on("11:30"),
    });
    expect(late).toEqual(on("14:00"));
  });
});
