import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareSettings, tryOn } from "../../src/domain/back-test.ts";
import { addDays } from "../../src/domain/calendar.ts";
import { type Answer, route } from "../../src/domain/instrument.ts";
import { type Life, type LivedDay, type Replayed, replay } from "../../src/domain/replay.ts";
import { loadInstruments } from "../../src/instruments/index.ts";
import { defaultSettings } from "../../src/programme/settings.ts";

const instrument = loadInstruments().get("recovery-dangers@1");
if (!instrument) throw new Error("no instrument");
const questions = route(instrument, { form: "full", s6Form: "soft" });
const FIRST = "2026-09-01";
const { rules, repeats } = defaultSettings;

/** Signs by their digits in the order asked; "-" is a day without an answer. */
function day(offset: number, digits: string, more: Partial<LivedDay> = {}): LivedDay {
  const answers = new Map<string, Answer>();
  if (digits !== "-")
    for (const [index, { id }] of questions.entries())
      answers.set(id, id === "C1" ? 4 : id === "C2" ? 0 : Number(digits[index % digits.length]));
  return { day: addDays(FIRST, offset), due: true, route: questions, s6Form: "soft", answers, ...more };
}

const rina = { id: 1, name: "Rina" };

const life = (days: readonly LivedDay[], more: Partial<Life> = {}): Life => ({
  code: "BPN-001",
  counselor: rina,
  phaseFacts: { releaseDate: "2026-06-01", reenteredOn: [] },
  beginnings: ["2026-06-01"],
  days,
  alerts: [],
  ...more,
});

const now = { rules, repeats };
const withTotal = (totalFrom: number) => ({
  rules: { ...rules, O3: { ...rules.O3, totalFrom, signs: 10 } },
  repeats,
});

function compared(
  lives: readonly Life[],
  how: { readonly from: string; readonly weeks: number; readonly before: Replayed; readonly after: Replayed },
) {
  return compareSettings(
    lives.map((each) => tryOn(each, how)),
    how,
  );
}

describe("one life", () => {
  test("a heavy day opens one alert, by its rules; calm ones open none", () => {
    const flags = replay(life([day(0, "1"), day(1, "2"), day(2, "1")]), withTotal(20));
    expect(flags).toEqual([
      { code: "BPN-001", counselor: rina, day: addDays(FIRST, 1), tier: "orange", rules: ["O3"] },
    ]);
  });

  test("three days of silence speak once, and again at seven", () => {
    const silent = Array.from({ length: 10 }, (_, index) => day(index + 1, "-"));
    const days = replay(life([day(0, "1"), ...silent]), now).map((flag) => flag.day);
    expect(days).toEqual([addDays(FIRST, 3), addDays(FIRST, 7)]);
  });

  test("whoever begins anew in the middle of silence is told of as after any beginning", () => {
    const silent = Array.from({ length: 12 }, (_, index) => day(index + 1, "-"));
    const beginnings = ["2026-06-01", addDays(FIRST, 9), addDays(FIRST, 40)];
    const days = replay(life([day(0, "1"), ...silent], { beginnings }), now).map((flag) => flag.day);
    expect(days).toEqual([addDays(FIRST, 3), addDays(FIRST, 7), addDays(FIRST, 11)]);
  });

  test("what joins an alert that was really open raises it and opens no other", () => {
    const alerts = [{ opened: addDays(FIRST, 1), closed: addDays(FIRST, 5), useful: true }];
    const days = [
      day(0, "1"),
      day(1, "2"),
      day(2, "1", { calls: ["help-button"] }),
      day(6, "1", { calls: ["help-button"] }),
    ];
    expect(replay(life(days, { alerts }), withTotal(20))).toMatchObject([
      { day: addDays(FIRST, 1), tier: "red", rules: ["O3"] },
      { day: addDays(FIRST, 6), tier: "red", rules: ["R1"] },
    ]);
  });

  test("somebody who says that they lapsed is heard as often as they say it", () => {
    const days = [day(0, "1", { calls: ["lapse"] }), day(2, "1", { calls: ["lapse"] })];
    expect(replay(life(days), now)).toMatchObject([
      { day: FIRST, tier: "orange", rules: ["O1"] },
      { day: addDays(FIRST, 2), tier: "orange", rules: ["O1"] },
    ]);
  });

  test("an alert that is really still open takes in all that follows", () => {
    const alerts = [
      { opened: addDays(FIRST, 0), closed: addDays(FIRST, 1), useful: true },
      { opened: addDays(FIRST, 1) },
    ];
    const days = [
      day(1, "1", { calls: ["help-button"] }),
      day(2, "1", { calls: ["help-button"] }),
      day(40, "1", { calls: ["help-button"] }),
    ];
    expect(replay(life(days, { alerts }), now).map((flag) => flag.day)).toEqual([addDays(FIRST, 1)]);
  });

  test("a call for help on a day without a check-in is heard, is no miss, and makes one silent day enough", () => {
    const days = [day(0, "1"), day(1, "-", { due: false, calls: ["help-button"] }), day(2, "-"), day(3, "-")];
    expect(replay(life(days), now)).toMatchObject([
      { day: addDays(FIRST, 1), rules: ["R1"] },
      { day: addDays(FIRST, 2), rules: ["O5"] },
    ]);
  });
});

describe("two sets of settings", () => {
  const lives = [
    life([day(0, "1"), day(7, "1"), day(14, "2"), day(21, "1")], {
      alerts: [{ opened: addDays(FIRST, 14), closed: addDays(FIRST, 15), useful: true, minutesToTaken: 12 }],
    }),
    life([day(0, "1"), day(14, "1"), day(15, "1")], { code: "BPN-002", counselor: { id: 2, name: "Agus" } }),
  ];
  const weeks = { from: addDays(FIRST, 7), weeks: 4 };

  test("who is newly flagged, who no longer, and which useful alerts would be lost", () => {
    const lenient = compared(lives, { ...weeks, before: withTotal(20), after: withTotal(30) });
    expect(lenient).toMatchObject({ people: 2, checkIns: 5, newly: [], usefulLost: 1 });
    expect(lenient.noLonger.map(({ code, day: on }) => [code, on])).toEqual([
      ["BPN-001", addDays(FIRST, 14)],
    ]);
    expect(lenient.before).toMatchObject({
      alerts: 1,
      byTier: { amber: 0, orange: 1, red: 0 },
      byRule: { O3: { amber: 0, orange: 1, red: 0 } },
      per100: 20,
      useful: { of: 1, yes: 1 },
      minutesToTaken: { of: 1, median: 12 },
    });
    expect(lenient.after).toMatchObject({ alerts: 0, per100: 0 });
    expect(lenient.after).not.toHaveProperty("minutesToTaken");
    const strict = compared(lives, { ...weeks, before: withTotal(20), after: withTotal(10) });
    expect(strict.newly.map(({ code }) => code)).toContain("BPN-002");
    const [agus, rinas] = strict.counselors;
    expect(agus?.counselor.name).toBe("Agus");
    expect(agus?.weeks.map(({ first, before, after }) => [first, before.orange, after.orange])).toEqual([
      [addDays(FIRST, 7), 0, 0],
      [addDays(FIRST, 14), 0, 1],
      [addDays(FIRST, 21), 0, 0],
      [addDays(FIRST, 28), 0, 0],
    ]);
    expect(rinas?.weeks.map(({ before }) => before.orange)).toEqual([0, 1, 0, 0]);
  });

  test("the time until somebody took them is of the real alerts that remain, open ones too", () => {
    const taken = [
      { on: 7, digits: "2", minutesToTaken: 5 },
      { on: 10, digits: "3", minutesToTaken: 240 },
      { on: 13, digits: "3", minutesToTaken: 20 },
      { on: 16, digits: "3" },
    ];
    const alerts = taken.map(({ on, minutesToTaken }, index) => ({
      opened: addDays(FIRST, on),
      ...(index !== 2 && { closed: addDays(FIRST, on), useful: true }),
      ...(minutesToTaken !== undefined && { minutesToTaken }),
    }));
    const lives = taken.map((each, index) =>
      life([day(each.on, each.digits)], { code: `BPN-00${index}`, alerts: alerts.slice(index, index + 1) }),
    );
    const { before, after } = compared(lives, { ...weeks, before: withTotal(20), after: withTotal(30) });
    expect(before.minutesToTaken).toEqual({ of: 3, median: 20 });
    expect(after.minutesToTaken).toEqual({ of: 2, median: 20 });
  });

  test("counselors of one name stay two; whom nobody answers for are counted, too", () => {
    const others = [
      life([day(14, "2")]),
      life([day(14, "2")], { code: "BPN-002", counselor: { id: 2, name: "Rina" } }),
      life([day(14, "2")], { code: "BPN-003", counselor: { name: "–" } }),
    ];
    const { counselors } = compared(others, { ...weeks, before: withTotal(20), after: withTotal(20) });
    expect(counselors.map(({ counselor }) => counselor.name)).toEqual(["Rina", "Rina", "–"]);
    for (const { weeks: own } of counselors) expect(own[1]?.after.orange).toBe(1);
  });

  test("amber days of people without an open alert stand in the worklist, and are no alerts", () => {
    const amber = { ...now, rules: { ...rules, A2: { ...rules.A2, signFrom: 4 } } };
    const none = { ...now, rules: { ...rules, A2: { ...rules.A2, signFrom: 4, times: 9, of: 9 } } };
    const nobody = [life([day(7, "3000000000"), day(8, "3000000000"), day(9, "3000000000")])];
    const result = compared(nobody, { ...weeks, before: amber, after: none });
    expect(result.before).toMatchObject({
      alerts: 0,
      per100: 0,
      byTier: { amber: 1, orange: 0, red: 0 },
      byRule: { A2: { amber: 1 } },
    });
    expect(result.after.byTier.amber).toBe(0);
    expect(result.noLonger).toEqual([]);
  });

  test("an amber day that says what stood in the worklist lately is not counted again", () => {
    const same = [life([day(7, "4000000000"), day(8, "4000000000"), day(14, "4000000000")])];
    const { before } = compared(same, { ...weeks, before: now, after: now });
    expect(before.byTier).toEqual({ amber: 2, orange: 0, red: 0 });
  });

  test("whoever opens an amber day reads all that it says, what stood there before as well", () => {
    const twice = ["4000000000", "0300000000", "0300000000", "4300000000"].map((digits, index) =>
      day(index, digits),
    );
    const listed = replay(life([...twice, day(7, "4000000000"), day(10, "4000000000")]), now);
    expect(listed.map((flag) => flag.day)).toEqual([0, 3, 10].map((on) => addDays(FIRST, on)));
  });

  test("an alert says again what stood in the worklist, and keeps that out of it from its own day on", () => {
    const digits = ["4000000000", "4000000000", "0", "0", "0", "0", "0", "4000000000", "4000000000"];
    const days = digits.map((each, on) => day(on, each, on === 1 ? { calls: ["help-button"] } : {}));
    expect(replay(life(days), now).map((flag) => [flag.day, flag.tier])).toEqual([
      [addDays(FIRST, 0), "amber"],
      [addDays(FIRST, 1), "red"],
      [addDays(FIRST, 8), "amber"],
    ]);
  });

  test("a missed day on which A4 speaks stands in the worklist once in fourteen days, and is no check-in", () => {
    const third = Array.from({ length: 28 }, (_, index) => day(index, index % 3 === 2 ? "1" : "-"));
    expect(replay(life(third), now)).toEqual(
      [13, 27].map((on) => ({
        ...{ code: "BPN-001", counselor: rina, day: addDays(FIRST, on) },
        ...{ tier: "amber", rules: ["A4"] },
      })),
    );
    const { checkIns, before } = compared([life(third)], { from: FIRST, weeks: 4, before: now, after: now });
    expect(checkIns).toBe(9);
    expect(before).toMatchObject({ alerts: 0, per100: 0, byTier: { amber: 2, orange: 0, red: 0 } });
  });

  test("nothing to compare is no division by zero", () => {
    expect(compared([], { ...weeks, before: now, after: now }).after).toMatchObject({
      alerts: 0,
      per100: 0,
    });
  });
});

describe("whatever was lived", () => {
  const lived = fc
    .uniqueArray(
      fc.record({ offset: fc.nat(60), digits: fc.stringMatching(/^([0-4]{10}|-)$/), help: fc.boolean() }),
      {
        selector: ({ offset }) => offset,
        maxLength: 40,
      },
    )
    .map((days) =>
      days.map(({ offset, digits, help }) => day(offset, digits, help ? { calls: ["help-button"] } : {})),
    );

  test("the same settings flag the same people, in whatever order the days are read", () => {
    fc.assert(
      fc.property(lived, (days) => {
        const { newly, noLonger } = compared([life(days)], {
          from: FIRST,
          weeks: 9,
          before: now,
          after: now,
        });
        expect([newly, noLonger]).toEqual([[], []]);
        expect(replay(life(days.toReversed()), now)).toEqual(replay(life(days), now));
      }),
      { numRuns: 60 },
    );
  });

  test("no rule looks ahead: what comes later changes nothing before", () => {
    fc.assert(
      fc.property(lived, fc.nat(60), (days, cut) => {
        const until = addDays(FIRST, cut);
        const early = days.filter((each) => each.day <= until);
        const flags = replay(life(days), now).filter((flag) => flag.day <= until);
        expect(replay(life(early), now).map((flag) => [flag.day, flag.rules])).toEqual(
          flags.map((flag) => [flag.day, flag.rules]),
        );
      }),
      { numRuns: 60 },
    );
  });

  test("every call for help is red", () => {
    fc.assert(
      fc.property(lived, (days) => {
        const flags = replay(life(days), now);
        for (const { day: on } of days.filter(({ calls }) => calls)) {
          const open = flags.findLast((flag) => flag.day <= on);
          expect(open?.tier).toBe("red");
        }
      }),
      { numRuns: 60 },
    );
  });
});
