import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  dueFrom,
  isDueOn,
  nextNudgeAt,
  type PhaseFacts,
  phaseDay,
  phaseOn,
  rhythmOn,
} from "../../src/domain/cadence.ts";
import { addDays, dayClosesAt } from "../../src/domain/calendar.ts";
import { defaultSettings } from "../../src/programme/settings.ts";

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
  const facts = { releaseDate: "2026-03-01", reenteredOn: [] };
  expect(phaseOn(facts, addDays("2026-03-01", day))).toMatchObject({ name, shortForm });
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

describe("three check-ins a week", () => {
  // A Sunday; ninety-one days later it is Sunday, 31 May.
  const releaseDate = "2026-03-01";
  const chosen = (since: string, more: Partial<PhaseFacts> = {}): PhaseFacts => ({
    ...{ releaseDate, reenteredOn: [], threeAWeekSince: since },
    ...more,
  });
  const weekFrom = (day: string) => Array.from({ length: 7 }, (_, index) => addDays(day, index));

  test("are Monday, Wednesday and Friday", () => {
    const facts = chosen("2026-06-01");
    expect(weekFrom("2026-06-01").map((day) => isDueOn(facts, day))).toEqual([
      ...[true, false, true, false, true, false, false],
    ]);
    expect(dueFrom(facts, "2026-06-05")).toBe("2026-06-05");
    expect(dueFrom(facts, "2026-06-06")).toBe("2026-06-08");
  });

  test.each<[string, PhaseFacts, string, string]>([
    ["as chosen", chosen("2026-06-01"), "2026-08-01", "three-a-week"],
    ["on day 91 itself", chosen("2026-05-31"), "2026-05-31", "three-a-week"],
    ["not when chosen on day 90", chosen("2026-05-30"), "2026-08-01", "daily"],
    ["not before", chosen("2026-06-10"), "2026-06-09", "daily"],
    [
      "not once the phases begin again",
      chosen("2026-06-01", { reenteredOn: ["2026-06-20"] }),
      "2026-06-20",
      "daily",
    ],
    [
      "… nor when they are over",
      chosen("2026-06-01", { reenteredOn: ["2026-06-20"] }),
      "2026-12-20",
      "daily",
    ],
    [
      "… also on the day on which it was chosen",
      chosen("2026-06-20", { reenteredOn: ["2026-06-20"] }),
      "2026-12-20",
      "daily",
    ],
    ["but until then", chosen("2026-06-01", { reenteredOn: ["2026-06-20"] }), "2026-06-19", "three-a-week"],
    [
      "and when chosen anew",
      chosen("2026-10-01", { reenteredOn: ["2026-06-20"] }),
      "2026-10-02",
      "three-a-week",
    ],
    ["not after a new release", chosen("2026-06-01", { releaseDate: "2026-07-01" }), "2026-12-20", "daily"],
  ])("hold %s", (_, facts, day, expected) => {
    expect(rhythmOn(facts, day)).toBe(expected);
  });

  test("leave no more than two days free, and whoever has not chosen none", () => {
    const day = fc.integer({ min: -30, max: 500 }).map((days) => addDays(releaseDate, days));
    fc.assert(
      fc.property(
        fc.option(day, { nil: undefined }),
        fc.array(day, { maxLength: 3 }),
        day,
        (since, reenteredOn, from) => {
          const facts = { releaseDate, reenteredOn, threeAWeekSince: since };
          const due = weekFrom(from).filter((each) => isDueOn(facts, each));
          expect(due.length).toBeGreaterThanOrEqual(since === undefined ? 7 : 3);
          expect(dueFrom(facts, from) <= addDays(from, 2)).toBe(true);
        },
      ),
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
