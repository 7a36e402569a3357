import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays } from "../../src/domain/calendar.ts";
import { concerns } from "../../src/domain/concerns.ts";
import type { Tier } from "../../src/domain/tier.ts";
import { type PersonFacts, weekFrom } from "../../src/domain/week.ts";
import { alert, code, days, monday, person, report } from "../summaries/week-facts.ts";

const before = addDays(monday, -28);
const sign = (id: string, value: number) => ({ id, name: { id, en: id }, value });

describe("the days of one person", () => {
  test.each([
    ["every day", "gaorggg", "7/7"],
    ["missed days count as due", "gmmgggg", "5/7"],
    ["days before the release are not due", "....ggm", "2/3"],
    ["a pause in the middle is not due", "gg..ggg", "5/5"],
    ["today's check-in is neither done nor missed", "ggg?...", "3/3"],
    ["nothing was due at all", ".......", "0/0"],
  ])("%s", (_, letters, completion) => {
    const { cells, completed, due } = person({ checkIns: days(letters) });
    const shown = { green: "g", amber: "a", orange: "o", red: "r", missing: "m", open: "?", "not-due": "." };
    expect(cells.map((cell) => shown[cell]).join("")).toBe(letters);
    expect(`${completed}/${due}`).toBe(completion);
  });

  test("half a check-in has a colour, but is not complete", () => {
    const [first, ...rest] = days("ggggggg");
    const half = person({ checkIns: [...(first ? [{ ...first, complete: false }] : []), ...rest] });
    expect([half.cells[0], half.completed, half.due]).toEqual(["green", 6, 7]);
  });

  test("check-ins outside the five weeks change nothing", () => {
    const outside = [
      ...days("rrrr", addDays(before, -4), { totals: [40, 40, 40, 40] }),
      ...days("rr", addDays(monday, 7)),
    ];
    expect(person({ checkIns: [...outside, ...days("ggggggg")] })).toEqual(person());
  });

  test.each([
    ["released on that Sunday", "2026-10-18", 0],
    ["released a week before that Sunday", "2026-10-11", 7],
    ["released next Tuesday", "2026-10-20", -2],
  ])("%s", (_, releaseDate, expected) => {
    expect(person({ releaseDate }).daysSinceRelease).toBe(expected);
  });
});

describe("all that people were told of a day that was answered colours it", () => {
  const told = (tier: Tier) => ({ causes: days("ggggg").map(({ day }) => ({ day, tier })) });
  test.each([
    ["a call for help", "gamo?gg", { calledOn: days("ggggg").map(({ day }) => day) }, "rrmr?gg"],
    ["a lapse, or orange answers that were corrected since", "gamr?gg", told("orange"), "oomr?gg"],
    ["red answers that were corrected since", "gamo?gg", told("red"), "rrmr?gg"],
  ])("%s", (_, letters, facts, expected) => {
    const row = person({ checkIns: days(letters), alerts: [alert("2026-10-12", facts)] });
    expect(row.cells).toEqual(days(expected).map(({ mark }) => mark));
    expect([row.completed, row.due]).toEqual([5, 6]);
    expect(row.tallies.at(-1)).toEqual(person({ checkIns: days(expected) }).tallies.at(-1));
  });
});

describe("the mean total against the four weeks before", () => {
  const usual = [10, 10, 10, 10, 10];
  test.each([
    ["heavier by two points", [12, 12, 12], usual, "up", 12, 10],
    ["a little heavier is about the same", [11, 12, 12], usual, "same", 35 / 3, 10],
    ["lighter by two points", [8, 8, 8], usual, "down", 8, 10],
    ["two totals are no mean", [30, 30], usual, "unknown", undefined, 10],
    ["four totals are no usual week", [12, 12, 12], [10, 10, 10, 10], "unknown", 12, undefined],
  ])("%s", (_, week, weeksBefore, direction, mean, usualTotal) => {
    const checkIns = [
      ...days("ggggggg", before, { totals: weeksBefore }),
      ...days("ggggggg", monday, { totals: week }),
    ];
    const row = person({ checkIns });
    expect([row.direction, row.meanTotal, row.usualTotal]).toEqual([direction, mean, usualTotal]);
  });
});

describe("the two strongest signs", () => {
  test.each([
    ["the two with the highest means", [sign("S1", 2), sign("S2", 4), sign("S3", 3)], ["S2", "S3"]],
    ["of equal ones the first asked", [sign("S1", 2), sign("S2", 2), sign("S3", 2)], ["S1", "S2"]],
    ["none below a little", [sign("S1", 1), sign("S2", 0)], ["S1"]],
    ["none at all", [sign("S1", 0)], []],
  ])("%s", (_, signs, expected) => {
    const row = person({ checkIns: days("ggg", monday, { signs }) });
    expect(row.strongestSigns.map(({ id }) => id)).toEqual(expected);
  });

  test("average over the week instead of following one day", () => {
    const checkIns = [
      ...days("g", monday, { signs: [sign("S1", 4), sign("S2", 2)] }),
      ...days("ggg", addDays(monday, 1), { signs: [sign("S1", 0), sign("S2", 2)] }),
    ];
    // S1: 4/4 = 1, S2: 2.
    expect(person({ checkIns }).strongestSigns.map(({ id }) => id)).toEqual(["S2", "S1"]);
  });

  test("say nothing of earlier weeks", () => {
    const checkIns = [...days("ggggggg", before, { signs: [sign("S1", 4)] }), ...days("ggg")];
    expect(person({ checkIns }).strongestSigns).toEqual([]);
  });

  test("carry no values", () => {
    const row = person({ checkIns: days("ggg", monday, { signs: [sign("S1", 3)], totals: [7, 7, 7] }) });
    expect(row.strongestSigns).toEqual([{ id: "S1", en: "S1" }]);
  });
});

describe("alerts of one person", () => {
  test("wait as long as the slowest", () => {
    const row = person({
      alerts: [
        alert("2026-10-13", { taken: "12:05", contacted: "12:45" }),
        alert("2026-10-15", { taken: "13:30", contacted: "14:00", tier: "red" }),
        alert("2026-10-16"),
      ],
    });
    expect(
      row.alerts.map(({ tier, minutesToTaken, minutesToContacted }) => [
        tier,
        minutesToTaken,
        minutesToContacted,
      ]),
    ).toEqual([
      ["orange", 5, 45],
      ["red", 90, 120],
      ["orange", undefined, undefined],
    ]);
    expect([row.minutesToTaken, row.minutesToContacted]).toEqual([90, 120]);
  });

  test("of earlier weeks count only while they are open, of later ones not at all", () => {
    const row = person({
      alerts: [
        alert("2026-10-11", { held: true }),
        alert("2026-10-10", { closed: true, outcome: "talked" }),
        alert("2026-10-19"),
        alert("2026-10-18", { tier: "red" }),
      ],
    });
    expect(row.alerts.map(({ day }) => day)).toEqual(["2026-10-18"]);
    expect(row.openItems).toEqual([
      { tier: "red", day: "2026-10-18", held: false },
      { tier: "orange", day: "2026-10-11", held: true },
    ]);
  });
});

describe("silence", () => {
  test.each([
    ["counts misses up to the Sunday", "ggggggg" + "mmmmmmm", 7],
    ["reaches back over weeks", "gmmmmmm" + "mmmmmmm", 13],
    ["ends with any answer", "mmmmmmm" + "mmmmmmg", 0],
    ["steps over days that were not due", "gmmm..." + "..mmmmm", 8],
    ["does not count today, which is still open", "ggggggg" + "mm?....", 2],
    ["is as long as everything when there was never an answer", ".....mm" + "mmmmmmm", 9],
  ])("%s", (_, letters, misses) => {
    expect(person({ checkIns: days(letters, addDays(monday, -7)) }).silentDays).toBe(misses);
  });

  test.each([
    ["of five weeks may be longer", {}, "m".repeat(35), 35, true],
    [
      "of five weeks is as long where nobody was asked before",
      { joinedOn: before },
      "m".repeat(35),
      35,
      false,
    ],
    ["that does not reach the first of these days is as long", {}, `.${"m".repeat(34)}`, 34, false],
    ["of less is as long", {}, `g${"m".repeat(34)}`, 34, false],
  ] as const)("%s", (_, facts, letters, silentDays, mayBeLonger) => {
    const row = person({ ...facts, checkIns: days(letters, before) });
    expect([row.silentDays, row.silentBefore]).toEqual([silentDays, mayBeLonger]);
  });
});

describe("silence of somebody who is asked on Monday, Wednesday and Friday", () => {
  test.each([
    ["counts each missed day with the free ones after it", "g......" + "m.m.m..", 7],
    ["is fourteen days after six missed ones", "m.m.m.." + "m.m.m..", 14],
    ["ends with an answer on a free day", "m.m.m.." + "m.m.mg.", 0],
    ["counts an answered Wednesday's free Thursday to nobody", "m.m.m.." + "m.g.m..", 3],
    ["leaves a break out", "m......" + "....m..", 5],
  ])("%s", (_, letters, silent) => {
    const threeAWeekSince = "2026-09-01";
    const facts = { releaseDate: "2026-01-01", threeAWeekSince };
    const row = person({ ...facts, checkIns: days(letters, addDays(monday, -7)) });
    expect(row.silentDays).toBe(silent);
    expect(row.concerns.includes("silent")).toBe(silent >= 14);
  });

  test("counts single days for as long as it was daily", () => {
    const facts = { releaseDate: "2026-01-01", threeAWeekSince: monday };
    expect(person({ ...facts, checkIns: days("ggggmmm" + "m.m.m..", addDays(monday, -7)) }).silentDays).toBe(
      10,
    );
  });
});

describe("a week that is looked at on its Wednesday", () => {
  const wednesday = addDays(monday, 2);
  const so = (facts: Partial<PersonFacts>) => person(facts, weekFrom(monday, wednesday));
  const waiting = (day: string, letter = "a") => ({
    checkIns: days(letter, day).map((amber) => ({ ...amber, waiting: true })),
  });

  test.each([
    ["released today", { releaseDate: wednesday }, 0],
    ["not out before tomorrow", { releaseDate: "2026-10-15" }, -1],
  ])("counts the days outside up to that day: %s", (_, facts, expected) => {
    expect(so(facts).daysSinceRelease).toBe(expected);
  });

  test("has come to no milestone that is still ahead", () => {
    const at = (releaseDate: string) => so({ releaseDate, joinedOn: releaseDate }).engagement[0];
    expect([at(addDays(wednesday, -28)), at(addDays(wednesday, -27))]).toEqual([
      "not-engaged",
      "not-reached",
    ]);
  });

  test("leaves an amber day a week before it counts as waiting", () => {
    expect(so(waiting(addDays(wednesday, -7))).waitingAmbers).toBe(1);
    expect(so(waiting(addDays(wednesday, -6))).waitingAmbers).toBe(0);
  });

  test("counts as waiting what is amber or missing there, and no amber that what was told of the day has made red", () => {
    const day = addDays(wednesday, -7);
    expect(so(waiting(day, "m")).waitingAmbers).toBe(1);
    const alerts = [alert(day, { tier: "red", closed: true, calledOn: [day] })];
    expect(so({ ...waiting(day), alerts }).waitingAmbers).toBe(0);
  });

  test("counts no silence of days that are still ahead", () => {
    const facts = { releaseDate: "2026-01-01", threeAWeekSince: "2026-09-01" };
    const onSaturday = weekFrom(monday, addDays(monday, 5));
    // The missed Friday and the free Saturday, not yet the Sunday.
    expect(person({ ...facts, checkIns: days("....m..") }, onSaturday).silentDays).toBe(2);
  });
});

describe("what a coordinator should look at", () => {
  const fortnight = (letters: string) => days(letters, addDays(monday, -7));
  const cases: readonly (readonly [string, Partial<PersonFacts>, readonly string[]])[] = [
    ["nothing in a calm week", {}, []],
    ["nothing where half the days are missing", { checkIns: days("ggmm...") }, []],
    ["more than half missing", { checkIns: days("ggmmm..") }, ["half-missing"]],
    ["an orange day", { checkIns: days("ggogggg") }, ["orange"]],
    ["a red day outweighs an orange one", { checkIns: days("ggorggg") }, ["red"]],
    [
      "a red alert without a check-in",
      { alerts: [alert("2026-10-14", { tier: "red", closed: true })] },
      ["red"],
    ],
    [
      "a call for help that joined an alert of before, which is closed",
      {
        alerts: [alert("2026-10-11", { tier: "red", closed: true, calledOn: ["2026-10-11", "2026-10-14"] })],
      },
      ["red"],
    ],
    [
      "no call of the week before",
      { alerts: [alert("2026-10-11", { tier: "red", closed: true, calledOn: ["2026-10-11"] })] },
      [],
    ],
    [
      "an open red alert, said once",
      { checkIns: days("ggrgggg"), alerts: [alert("2026-10-14", { tier: "red" })] },
      ["red-open"],
    ],
    [
      "an open orange alert, said once",
      { checkIns: days("ggogggg"), alerts: [alert("2026-10-14")] },
      ["alert-open"],
    ],
    ["an open alert of last month", { alerts: [alert("2026-09-14")] }, ["alert-open"]],
    ["somebody who blocked the bot", { reach: "blocked" }, ["unreachable"]],
    ["thirteen silent days", { checkIns: fortnight("gmmmmmmmmmmmmm") }, ["half-missing"]],
    ["fourteen silent days", { checkIns: fortnight("mmmmmmmmmmmmmm") }, ["silent", "half-missing"]],
  ];
  test.each(cases)("%s", (_, facts, expected) => {
    expect(person(facts).concerns).toEqual(expected);
  });

  test("the most urgent come first, equals by code", () => {
    const people = [
      person({ code: "J" }),
      person({ code: "I", checkIns: days("mmmmmgg") }),
      person({ code: "H", checkIns: days("ogggggg") }),
      person({ code: "G", checkIns: fortnight("mmmmmmmmmmmmmm") }),
      person({ code: "F", reach: "blocked" }),
      person({ code: "E", checkIns: days("rgggggg") }),
      person({ code: "D", alerts: [alert("2026-10-14")] }),
      person({ code: "C", alerts: [alert("2026-10-14")], reach: "blocked" }),
      person({ code: "B", alerts: [alert("2026-10-14", { tier: "red" })] }),
      person({ code: "A" }),
    ];
    expect(
      report(people)
        .people.map((row) => row.code)
        .join(""),
    ).toBe("BCDEFGHIAJ");
  });

  test("the order does not depend on how the rows came", () => {
    const rows = fc.array(
      fc.record({ code: fc.string({ minLength: 1, maxLength: 4 }), concerns: fc.subarray([...concerns]) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(rows, (drawn) => {
        const people = drawn.map((entry) => ({ ...person(), ...entry }));
        const order = (list: typeof people) => report(list).people.map((row) => [row.concerns, row.code]);
        expect(order(people.toReversed())).toEqual(order(people));
      }),
    );
  });
});

describe("figures of the programme", () => {
  const five = (facts: (index: number) => Partial<PersonFacts>) =>
    Array.from({ length: 5 }, (_, index) => person({ code: code(index + 1), ...facts(index) }));

  test("worked out by hand for six people", () => {
    const { figures, active } = report(
      [
        // 7/7, alert taken after 10 minutes, spoken after 15, useful.
        person({
          code: "A",
          alerts: [
            alert("2026-10-13", { taken: "12:10", contacted: "12:15", closed: true, outcome: "talked" }),
          ],
        }),
        // 5/7, alert taken after 20 minutes, false alarm.
        person({
          code: "B",
          checkIns: days("gmgomgg"),
          alerts: [
            alert("2026-10-15", { taken: "12:20", contacted: "12:45", closed: true, outcome: "false-alarm" }),
          ],
        }),
        person({
          code: "C",
          checkIns: days("gggrggg"),
          alerts: [
            alert("2026-10-15", {
              tier: "red",
              taken: "12:30",
              contacted: "12:35",
              closed: true,
              outcome: "talked",
            }),
          ],
        }),
        person({
          code: "D",
          alerts: [
            alert("2026-10-16", { taken: "12:40", contacted: "13:40", closed: true, outcome: "talked" }),
          ],
        }),
        person({
          code: "E",
          alerts: [
            alert("2026-10-17", { taken: "14:00", contacted: "20:00", closed: true, outcome: "talked" }),
          ],
        }),
        // 0/7, silent, alert that nobody took.
        person({
          code: "F",
          checkIns: days("mmmmmmmmmmmmmm", addDays(monday, -7)),
          alerts: [alert("2026-10-18")],
        }),
      ],
      { notShown: 2 },
    );
    expect(active).toBe(8);
    expect(figures.completion).toEqual({ kind: "value", people: 6, value: { completed: 33, due: 42 } });
    expect(figures.alertsByTier).toEqual({ green: 0, amber: 0, orange: 5, red: 1 });
    expect(figures.alertsPer100).toEqual({ kind: "value", people: 5, value: 600 / 33 });
    expect(figures.useful).toEqual({ kind: "value", people: 5, value: { share: 0.8, closed: 5 } });
    expect(figures.minutesToTaken).toEqual({ kind: "value", people: 5, value: { p50: 30, p90: 120 } });
    expect(figures.minutesToContacted).toEqual({ kind: "value", people: 5, value: { p50: 45, p90: 480 } });
    expect([figures.neverTaken, figures.neverContacted]).toEqual([1, 1]);
    expect(figures.silent).toBe(1);
    expect(figures.trend.at(-1)).toEqual({
      monday,
      days: {
        kind: "value",
        people: 6,
        value: { green: 31, amber: 0, orange: 1, red: 1, missing: 9, complete: 33 },
      },
    });
  });

  test("a phase counts the days that lie in it, not the people", () => {
    // Day 14 is the Wednesday: three days in the first fortnight, four in the first month.
    const people = five(() => ({ releaseDate: "2026-09-30", checkIns: days("gggmggg") }));
    expect(report(people).figures.completionByPhase).toEqual([
      {
        phase: "first-fortnight",
        completion: { kind: "value", people: 5, value: { completed: 15, due: 15 } },
      },
      { phase: "first-month", completion: { kind: "value", people: 5, value: { completed: 15, due: 20 } } },
    ]);
  });

  test("a phase is counted from the release: that somebody began again would tell of a red, or of use", () => {
    const facts = { releaseDate: "2026-06-01", reenteredOn: ["2026-10-15"] };
    const people = five((index) => (index === 0 ? facts : { releaseDate: "2026-06-01" }));
    expect(report(people).figures.completionByPhase).toMatchObject([
      { phase: "first-half-year", completion: { value: { due: 35 } } },
    ]);
  });

  test.each([
    [4, "too-few"],
    [5, "value"],
  ])("of %i people: %s", (count, kind) => {
    const facts = { alerts: [alert("2026-10-13", { taken: "12:10", closed: true, outcome: "talked" })] };
    const { figures } = report(five(() => facts).slice(0, count));
    const { completion, alertsPer100, useful, minutesToTaken, trend, completionByPhase } = figures;
    const all = [
      completion,
      alertsPer100,
      useful,
      minutesToTaken,
      trend.at(-1)?.days,
      completionByPhase[0]?.completion,
    ];
    expect(all).toEqual(Array.from({ length: 6 }, () => expect.objectContaining({ kind, people: count })));
    if (kind === "too-few") expect(all.some((figure) => figure && "value" in figure)).toBe(false);
  });

  test("half and nine in ten are waits that really were, over all alerts of everybody", () => {
    const figures = (minutes: readonly number[]) => {
      // The last of five people has all the alerts that are left over.
      const waits = Array.from({ length: 5 }, (_, index) =>
        index < 4 ? minutes.slice(index, index + 1) : minutes.slice(4),
      );
      return report(
        waits.map((own, index) =>
          person({
            code: code(index),
            alerts: own.map((wait) => {
              const openedAt = new Date("2026-10-13T02:00:00Z");
              const contactedAt = new Date(openedAt.getTime() + wait * 60_000);
              return { ...alert("2026-10-13"), openedAt, takenAt: openedAt, contactedAt };
            }),
          }),
        ),
      ).figures.minutesToContacted;
    };
    for (const [minutes, p50, p90] of [
      [[7, 7, 7, 7, 7], 7, 7],
      [[50, 40, 30, 20, 10], 30, 50],
      [[6, 5, 4, 3, 2, 1], 3, 6],
      [[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 5, 9],
      [[11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 6, 10],
      [[9, 10, 100, 101, 1000], 100, 1000],
    ] as const)
      expect(figures(minutes), minutes.join()).toEqual({ kind: "value", people: 5, value: { p50, p90 } });
  });

  test("alerts after which nobody has spoken with the person are counted, a false alarm is not", () => {
    const { figures } = report([
      person({
        alerts: [
          alert("2026-10-12", { taken: "12:10", contacted: "12:15" }),
          alert("2026-10-13", { taken: "12:10" }),
          alert("2026-10-14"),
          alert("2026-10-15", { taken: "12:10", closed: true, outcome: "false-alarm" }),
        ],
      }),
    ]);
    expect([figures.neverTaken, figures.neverContacted]).toEqual([1, 2]);
  });

  test("ten alerts of four people are still four people", () => {
    const alerts = ["2026-10-13", "2026-10-14", "2026-10-15"].map((day) => alert(day, { taken: "12:10" }));
    const { figures } = report(five((index) => (index < 4 ? { alerts } : {})));
    expect(figures.minutesToTaken).toEqual({ kind: "too-few", people: 4 });
    expect(figures.alertsPer100.kind).toBe("value");
  });

  test("people whose week had nothing due stand behind no figure", () => {
    const people = [...five(() => ({})).slice(0, 4), person({ code: "P", checkIns: [] })];
    expect(report(people).figures.completion).toEqual({ kind: "too-few", people: 4 });
  });

  test("an open day is in no tally", () => {
    const last = report(five(() => ({ checkIns: days("gm?....") }))).figures.trend.at(-1);
    expect(last?.days).toMatchObject({ value: { green: 5, missing: 5, complete: 5 } });
  });

  test("the trend has the four weeks before, oldest first", () => {
    const { trend } = report(five(() => ({ checkIns: [...days("m", before), ...days("g")] }))).figures;
    expect(trend.map((week) => [week.monday, week.days.kind, week.days.people])).toEqual([
      ["2026-09-14", "value", 5],
      ["2026-09-21", "too-few", 0],
      ["2026-09-28", "too-few", 0],
      ["2026-10-05", "too-few", 0],
      ["2026-10-12", "value", 5],
    ]);
  });

  test("an empty programme has a week, too", () => {
    const empty = report([]);
    expect(empty).toMatchObject({ active: 0, people: [], figures: { silent: 0, completionByPhase: [] } });
    expect(empty.days).toHaveLength(7);
  });
});
