import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextNudgeAt, phaseDay, phaseOn } from "../../src/domain/cadence.ts";
import { addDays, dayClosesAt } from "../../src/domain/calendar.ts";
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
  const standing = { releaseDate: "2026-03-01", reenteredOn: [] };
  expect(phaseOn(standing, addDays("2026-03-01", day))).toMatchObject({ name, shortForm });
});

describe("phases begin again", () => {
  const releaseDate = "2026-03-01";

  test.each<[string, readonly string[], string, number]>([
    ["never, where nothing happened", [], "2026-06-01", 92],
    ["on the day of a red", ["2026-06-01"], "2026-06-01", 0],
    ["for the days from there on", ["2026-06-01"], "2026-06-30", 29],
    ["not for the days before", ["2026-06-01"], "2026-05-31", 91],
    ["from the last one that has been", ["2026-06-10", "2026-06-01"], "2026-06-09", 8],
    ["from the last one of all", ["2026-06-10", "2026-06-01"], "2026-06-12", 2],
    ["not by what was before a new release", ["2026-02-20"], "2026-03-05", 4],
    ["and are negative before the release", [], "2026-02-27", -2],
  ])("%s", (_, reenteredOn, day, expected) => {
    expect(phaseDay({ releaseDate, reenteredOn }, day)).toBe(expected);
  });

  test("and no day can take anybody further than their release does", () => {
    const day = fc.integer({ min: -60, max: 400 }).map((days) => addDays(releaseDate, days));
    fc.assert(
      fc.property(fc.array(day, { maxLength: 5 }), day, (reenteredOn, today) => {
        const reached = phaseDay({ releaseDate, reenteredOn }, today);
        expect(reached).toBeLessThanOrEqual(phaseDay({ releaseDate, reenteredOn: [] }, today));
        expect(phaseDay({ releaseDate, reenteredOn }, addDays(today, 1))).toBeLessThanOrEqual(reached + 1);
        if (reenteredOn.includes(today) && today >= releaseDate) expect(reached).toBe(0);
      }),
    );
  });
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
