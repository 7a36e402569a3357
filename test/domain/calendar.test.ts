import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDays,
  calendarDate,
  dateBeginsAt,
  dayClosesAt,
  dayOfDbDate,
  daysBetween,
  dbDate,
  endOf,
  formatTimeOfDay,
  instantOf,
  isWithin,
  isZone,
  localDayAt,
  mondayOf,
  nextPromptAt,
  parseTimeOfDay,
  summaryDueAfter,
  weekDays,
} from "../../src/domain/calendar.ts";

const MAKASSAR = "Asia/Makassar";
const BERLIN = "Europe/Berlin";
const NEW_YORK = "America/New_York";
/** Its clocks jump from 03:00 to 04:00 and back: right at the day's boundary. */
const HELSINKI = "Europe/Helsinki";
/** Had no 30 December 2011. */
const APIA = "Pacific/Apia";

function at(text: string): Date {
  return new Date(text);
}

describe("the local day", () => {
  test.each([
    [MAKASSAR, "2026-10-05T19:30:00+08:00", "2026-10-05"],
    [MAKASSAR, "2026-10-06T00:00:00+08:00", "2026-10-05"],
    [MAKASSAR, "2026-10-06T03:59:59.999+08:00", "2026-10-05"],
    [MAKASSAR, "2026-10-06T04:00:00+08:00", "2026-10-06"],
    [MAKASSAR, "2027-01-01T01:00:00+08:00", "2026-12-31"],
    [BERLIN, "2026-03-29T01:59:59+01:00", "2026-03-28"],
    [BERLIN, "2026-03-29T03:00:00+02:00", "2026-03-28"],
    [BERLIN, "2026-03-29T04:00:00+02:00", "2026-03-29"],
    [BERLIN, "2026-10-25T02:30:00+02:00", "2026-10-24"],
    [BERLIN, "2026-10-25T02:30:00+01:00", "2026-10-24"],
    [BERLIN, "2026-10-25T04:00:00+01:00", "2026-10-25"],
    [NEW_YORK, "2026-03-08T03:59:59-04:00", "2026-03-07"],
    [NEW_YORK, "2026-03-08T04:00:00-04:00", "2026-03-08"],
    [NEW_YORK, "2026-11-01T01:30:00-05:00", "2026-10-31"],
    [NEW_YORK, "2026-11-01T04:00:00-05:00", "2026-11-01"],
    [HELSINKI, "2026-03-29T02:59:59+02:00", "2026-03-28"],
    [HELSINKI, "2026-03-29T04:00:00+03:00", "2026-03-29"],
    [HELSINKI, "2026-10-25T03:59:59+03:00", "2026-10-24"],
    [HELSINKI, "2026-10-25T03:00:00+02:00", "2026-10-24"],
    [HELSINKI, "2026-10-25T04:00:00+02:00", "2026-10-25"],
    [APIA, "2011-12-29T23:59:59-10:00", "2011-12-29"],
    [APIA, "2011-12-31T00:00:00+14:00", "2011-12-29"],
    [APIA, "2011-12-31T04:00:00+14:00", "2011-12-31"],
  ])("in %s at %s is %s", (zone, now, day) => {
    expect(localDayAt(at(now), zone)).toBe(day);
  });

  test.each([
    [MAKASSAR, "2026-10-05", "2026-10-06T04:00:00+08:00"],
    [BERLIN, "2026-03-28", "2026-03-29T04:00:00+02:00"],
    [BERLIN, "2026-10-24", "2026-10-25T04:00:00+01:00"],
    [NEW_YORK, "2026-03-07", "2026-03-08T04:00:00-04:00"],
    [NEW_YORK, "2026-10-31", "2026-11-01T04:00:00-05:00"],
    [HELSINKI, "2026-03-28", "2026-03-29T04:00:00+03:00"],
    [HELSINKI, "2026-10-24", "2026-10-25T04:00:00+02:00"],
    [APIA, "2011-12-29", "2011-12-31T04:00:00+14:00"],
  ])("in %s %s closes at %s", (zone, day, closes) => {
    expect(dayClosesAt(day, zone)).toEqual(at(closes));
  });

  test.each([
    ["2026-03-28", 23],
    ["2026-06-01", 24],
    ["2026-10-24", 25],
  ])("of Berlin on %s has %i hours", (day, hours) => {
    const opens = dayClosesAt(addDays(day, -1), BERLIN).getTime();
    expect((dayClosesAt(day, BERLIN).getTime() - opens) / 3_600_000).toBe(hours);
  });

  test("turns at 04:00, the date on the wall at midnight", () => {
    const night = at("2026-10-06T01:00:00+08:00");
    expect([localDayAt(night, MAKASSAR), calendarDate(night, MAKASSAR)]).toEqual([
      "2026-10-05",
      "2026-10-06",
    ]);
  });

  test.each([
    ["midnight", "2026-10-06", MAKASSAR, "2026-10-05T16:00:00.000Z"],
    ["clocks that go from 00:00 to 01:00", "2026-09-06", "America/Santiago", "2026-09-06T04:00:00.000Z"],
  ])("a date on the wall begins at its first moment: %s", (_, date, zone, expected) => {
    expect(dateBeginsAt(date, zone).toISOString()).toBe(expected);
  });
});

describe("the instant of a time of day", () => {
  test.each([
    ["an evening", MAKASSAR, "2026-10-05", "19:30", "2026-10-05T19:30:00+08:00"],
    [
      "a time after midnight belongs to the next date",
      MAKASSAR,
      "2026-10-05",
      "01:15",
      "2026-10-06T01:15:00+08:00",
    ],
    ["the boundary itself opens the day", MAKASSAR, "2026-10-05", "04:00", "2026-10-05T04:00:00+08:00"],
    ["summer time", BERLIN, "2026-07-01", "19:30", "2026-07-01T19:30:00+02:00"],
    ["winter time", BERLIN, "2026-12-01", "19:30", "2026-12-01T19:30:00+01:00"],
    ["skipped by the clocks, later by as much", BERLIN, "2026-03-28", "02:30", "2026-03-29T03:30:00+02:00"],
    ["coming twice, the first", BERLIN, "2026-10-24", "02:30", "2026-10-25T02:30:00+02:00"],
    ["skipped by the clocks", NEW_YORK, "2026-03-07", "02:30", "2026-03-08T03:30:00-04:00"],
    ["coming twice, the first", NEW_YORK, "2026-10-31", "01:30", "2026-11-01T01:30:00-04:00"],
    ["skipped up to the boundary, earlier", HELSINKI, "2026-03-28", "03:30", "2026-03-29T02:30:00+02:00"],
    [
      "coming twice before the boundary, the first",
      HELSINKI,
      "2026-10-24",
      "03:30",
      "2026-10-25T03:30:00+03:00",
    ],
  ])("%s: %s %s %s", (_, zone, day, time, expected) => {
    expect(instantOf(day, parseTimeOfDay(time) ?? Number.NaN, zone)).toEqual(at(expected));
  });
});

describe("the next prompt", () => {
  const evening = 19 * 60 + 30;

  test.each([
    [
      "is today's when that is still to come",
      "2026-10-05T10:00:00+08:00",
      undefined,
      "2026-10-05T19:30:00+08:00",
    ],
    ["is tomorrow's at the very minute", "2026-10-05T19:30:00+08:00", undefined, "2026-10-06T19:30:00+08:00"],
    ["is the coming evening's at night", "2026-10-06T01:00:00+08:00", undefined, "2026-10-06T19:30:00+08:00"],
    ["waits for the release", "2026-10-05T10:00:00+08:00", "2026-10-20", "2026-10-20T19:30:00+08:00"],
    [
      "does not mind a release long ago",
      "2026-10-05T10:00:00+08:00",
      "2026-01-01",
      "2026-10-05T19:30:00+08:00",
    ],
  ])("%s", (_, after, notBefore, expected) => {
    expect(nextPromptAt({ after: at(after), minute: evening, zone: MAKASSAR, notBefore })).toEqual(
      at(expected),
    );
  });

  test.each([
    ["before midnight's turn", "2026-10-06T00:30:00+08:00", "2026-10-06T01:00:00+08:00"],
    ["after it", "2026-10-06T02:00:00+08:00", "2026-10-07T01:00:00+08:00"],
  ])("at 01:00 belongs to the evening before: asked %s", (_, after, expected) => {
    expect(nextPromptAt({ after: at(after), minute: 60, zone: MAKASSAR })).toEqual(at(expected));
  });

  test("leaves out days that are not due", () => {
    const isDue = (day: string) => ["2026-10-05", "2026-10-07"].includes(day);
    const next = (after: string) =>
      nextPromptAt({ after: at(after), minute: evening, zone: MAKASSAR, isDue });
    expect(next("2026-10-05T10:00:00+08:00")).toEqual(at("2026-10-05T19:30:00+08:00"));
    expect(next("2026-10-05T19:30:00+08:00")).toEqual(at("2026-10-07T19:30:00+08:00"));
  });

  test("keeps its hour on the wall when the clocks change", () => {
    const prompts = [at("2026-10-24T00:00:00Z")];
    for (let count = 0; count < 3; count++) {
      const after = prompts.at(-1) ?? at("");
      prompts.push(nextPromptAt({ after, minute: evening, zone: BERLIN }));
    }
    expect(prompts.slice(1).map((prompt) => prompt.toISOString().slice(0, 16))).toEqual([
      "2026-10-24T17:30",
      "2026-10-25T18:30",
      "2026-10-26T18:30",
    ]);
  });

  test.each([
    ["2011-12-29T19:30:00-10:00", undefined],
    ["2011-12-29T10:00:00-10:00", "2011-12-30"],
  ])("leaves out a date that its zone jumped over: after %s, not before %s", (after, notBefore) => {
    const prompt = nextPromptAt({ after: at(after), minute: evening, zone: APIA, notBefore });
    expect(prompt).toEqual(at("2011-12-31T19:30:00+14:00"));
  });
});

describe("at any time, in any zone", () => {
  const anyZone = fc.constantFrom(
    MAKASSAR,
    BERLIN,
    NEW_YORK,
    HELSINKI,
    APIA,
    "UTC",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Cairo",
    "Atlantic/Azores",
    "America/Scoresbysund",
  );
  const year = (from: string, to: string) => fc.date({ min: at(from), max: at(to), noInvalidDate: true });
  const anyInstant = fc.oneof(
    year("2024-01-01T00:00:00Z", "2030-01-01T00:00:00Z"),
    year("2011-12-25T00:00:00Z", "2012-01-05T00:00:00Z"),
    // The nights in which most of these zones change their clocks.
    year("2026-03-28T00:00:00Z", "2026-03-30T00:00:00Z"),
    year("2026-10-24T00:00:00Z", "2026-10-26T00:00:00Z"),
  );
  const anyMinute = fc.integer({ min: 0, max: 1439 });
  const many = { numRuns: 500 };

  test("an instant belongs to exactly one day: after the day before has closed, before its own closes", () => {
    fc.assert(
      fc.property(anyInstant, anyZone, (now, zone) => {
        const day = localDayAt(now, zone);
        expect(dayClosesAt(addDays(day, -1), zone).getTime()).toBeLessThanOrEqual(now.getTime());
        expect(dayClosesAt(day, zone).getTime()).toBeGreaterThan(now.getTime());
      }),
      many,
    );
  });

  test("days never go back", () => {
    fc.assert(
      fc.property(anyInstant, fc.nat(3 * 86_400_000), anyZone, (now, later, zone) => {
        const then = new Date(now.getTime() + later);
        expect(localDayAt(now, zone) <= localDayAt(then, zone)).toBe(true);
      }),
      many,
    );
  });

  test("the instant of a time of day lies within its day", () => {
    fc.assert(
      fc.property(anyInstant, anyMinute, anyZone, (now, minute, zone) => {
        const day = localDayAt(now, zone);
        expect(localDayAt(instantOf(day, minute, zone), zone)).toBe(day);
      }),
      many,
    );
  });

  test("prompts come strictly later, one for each day, none skipped", () => {
    fc.assert(
      fc.property(anyInstant, anyMinute, anyZone, (after, minute, zone) => {
        const first = nextPromptAt({ after, minute, zone });
        const second = nextPromptAt({ after: first, minute, zone });
        expect(first.getTime()).toBeGreaterThan(after.getTime());
        const [today, day, next] = [after, first, second].map((instant) => localDayAt(instant, zone));
        expect(daysBetween(today ?? "", day ?? "")).toBeLessThanOrEqual(2);
        const apart = daysBetween(day ?? "", next ?? "");
        expect(apart === 1 || (zone === APIA && next === "2011-12-31" && apart === 2)).toBe(true);
      }),
      many,
    );
  });

  test("quiet hours that contain now end later, and outside of themselves", () => {
    const anyWindow = fc
      .tuple(anyMinute, fc.integer({ min: 0, max: 14 * 60 }))
      .map(([from, minutes]) => ({ from, to: (from + minutes) % 1440 }));
    fc.assert(
      fc.property(anyInstant, anyWindow, anyZone, (now, window, zone) => {
        const end = endOf(now, zone, window);
        if (isWithin(now, zone, window)) expect(end.getTime()).toBeGreaterThan(now.getTime());
        else expect(end).toBe(now);
        expect(isWithin(end, zone, window)).toBe(false);
      }),
      many,
    );
  });

  test("the next summary is due within a week, give or take a clock change", () => {
    fc.assert(
      fc.property(
        anyInstant,
        fc.integer({ min: 1, max: 7 }),
        anyMinute,
        anyZone,
        (after, weekday, minute, zone) => {
          const due = summaryDueAfter(after, zone, { weekday, minute });
          expect(due.getTime()).toBeGreaterThan(after.getTime());
          expect(due.getTime() - after.getTime()).toBeLessThanOrEqual(8 * 86_400_000);
        },
      ),
      many,
    );
  });
});

describe("days and weeks", () => {
  test.each([
    ["2026-02-27", 2, "2026-03-01"],
    ["2028-02-27", 2, "2028-02-29"],
    ["2026-01-01", -1, "2025-12-31"],
  ])("%s and %i days is %s", (day, days, expected) => {
    expect(addDays(day, days)).toBe(expected);
    expect(daysBetween(day, expected)).toBe(days);
  });

  test("daysBetween counts over months and clock changes", () => {
    expect(daysBetween("2026-01-31", "2026-11-30")).toBe(303);
  });

  test.each([
    ["2026-10-05", "2026-10-05"],
    ["2026-10-07", "2026-10-05"],
    ["2026-10-11", "2026-10-05"],
    ["2027-01-01", "2026-12-28"],
  ])("the week of %s began on %s", (day, monday) => {
    expect(mondayOf(day)).toBe(monday);
    expect(weekDays(monday)).toContain(day);
  });

  test("a week is Monday to Sunday", () => {
    expect([weekDays("2026-09-28").at(0), weekDays("2026-09-28").at(-1)]).toEqual([
      "2026-09-28",
      "2026-10-04",
    ]);
    expect(weekDays("2026-09-28")).toHaveLength(7);
  });

  test.each([
    [MAKASSAR, "2026-10-04T23:00:00+08:00", "2026-10-05T08:00:00+08:00"],
    [MAKASSAR, "2026-10-05T07:59:59+08:00", "2026-10-05T08:00:00+08:00"],
    [MAKASSAR, "2026-10-05T08:00:00+08:00", "2026-10-12T08:00:00+08:00"],
    [BERLIN, "2026-10-19T08:00:00+02:00", "2026-10-26T08:00:00+01:00"],
    [NEW_YORK, "2026-03-02T08:00:00-05:00", "2026-03-09T08:00:00-04:00"],
  ])("in %s after %s the summary is due at %s", (zone, after, due) => {
    expect(summaryDueAfter(at(after), zone, { weekday: 1, minute: 480 })).toEqual(at(due));
  });

  test("a date column holds midnight UTC", () => {
    expect(dbDate("2026-10-05").toISOString()).toBe("2026-10-05T00:00:00.000Z");
    expect(dayOfDbDate(dbDate("2026-10-05"))).toBe("2026-10-05");
  });
});

describe("windows", () => {
  const quiet = { from: 21 * 60, to: 7 * 60 };

  test.each([
    ["2026-10-05T20:59:59+08:00", false, "2026-10-05T20:59:59+08:00"],
    ["2026-10-05T21:00:00+08:00", true, "2026-10-06T07:00:00+08:00"],
    ["2026-10-06T00:00:00+08:00", true, "2026-10-06T07:00:00+08:00"],
    ["2026-10-06T06:59:59+08:00", true, "2026-10-06T07:00:00+08:00"],
    ["2026-10-06T07:00:00+08:00", false, "2026-10-06T07:00:00+08:00"],
  ])("over midnight at %s: %s", (now, within, end) => {
    expect(isWithin(at(now), MAKASSAR, quiet)).toBe(within);
    expect(endOf(at(now), MAKASSAR, quiet)).toEqual(at(end));
  });

  test.each([
    ["2026-10-05T08:59:00+08:00", false],
    ["2026-10-05T09:00:00+08:00", true],
    ["2026-10-05T16:59:00+08:00", true],
    ["2026-10-05T17:00:00+08:00", false],
  ])("within a day at %s: %s", (now, within) => {
    expect(isWithin(at(now), MAKASSAR, { from: 540, to: 1020 })).toBe(within);
  });

  test("end at their hour on the wall over a clock change", () => {
    expect(endOf(at("2026-10-24T22:00:00+02:00"), BERLIN, quiet)).toEqual(at("2026-10-25T07:00:00+01:00"));
    expect(endOf(at("2026-03-28T22:00:00+01:00"), BERLIN, quiet)).toEqual(at("2026-03-29T07:00:00+02:00"));
  });

  test("that end in an hour coming twice end again in its second run", () => {
    const window = { from: 60, to: 150 };
    expect(endOf(at("2026-10-25T02:10:00+02:00"), BERLIN, window)).toEqual(at("2026-10-25T02:30:00+02:00"));
    expect(endOf(at("2026-10-25T02:10:00+01:00"), BERLIN, window)).toEqual(at("2026-10-25T02:30:00+01:00"));
  });
});

describe("a time of day as people type it", () => {
  test.each([
    ["7:30", "07:30"],
    ["07.30", "07:30"],
    ["19:30", "19:30"],
    ["19.30", "19:30"],
    ["1930", "19:30"],
    ["730", "07:30"],
    ["19", "19:00"],
    ["7", "07:00"],
    ["0:00", "00:00"],
    ["23:59", "23:59"],
    [" 19 : 30 ", "19:30"],
    ["jam 19.30", "19:30"],
    ["Pukul 7", "07:00"],
  ])("%s is %s", (text, time) => {
    expect(formatTimeOfDay(parseTimeOfDay(text) ?? Number.NaN)).toBe(time);
  });

  test.each([
    "25:00",
    "24:00",
    "19:60",
    "2460",
    "19:3",
    "19:300",
    "-1",
    "",
    "nanti",
    "19:30 WITA?",
    "7:30:00",
    "193000",
    "١٩:٣٠",
  ])("%s is none", (text) => {
    expect(parseTimeOfDay(text)).toBeUndefined();
  });

  test("reads back every minute it writes", () => {
    for (let minute = 0; minute < 1440; minute++)
      expect(parseTimeOfDay(formatTimeOfDay(minute))).toBe(minute);
  });
});

test.each([
  [MAKASSAR, true],
  ["Asia/Jayapura", true],
  ["UTC", true],
  ["Asia/Balikpapan", false],
  ["+08:00", false],
  ["WITA", false],
  ["", false],
])("%s is a zone: %s", (zone, expected) => {
  expect(isZone(zone)).toBe(expected);
});
