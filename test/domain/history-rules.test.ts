import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Assessment, assess, assessSilence } from "../../src/domain/assessment.ts";
import { addDays, type LocalDay } from "../../src/domain/calendar.ts";
import { type History, type PastDay, pastDay } from "../../src/domain/history.ts";
import { type Answer, type Answers, type Form, route } from "../../src/domain/instrument.ts";
import type { Reason } from "../../src/domain/reason.ts";
import { compareTiers, type Tier } from "../../src/domain/tier.ts";
import { instrumentOf, loadInstruments } from "../../src/instruments/index.ts";
import { defaultSettings, programmeSettings } from "../../src/programme/settings.ts";

const { rules } = defaultSettings;
const instrument = instrumentOf(loadInstruments(), "recovery-dangers@1");
const full = route(instrument, { form: "full", s6Form: "soft" });
const SIGNS = full.filter(({ kind }) => kind === "sign").map(({ id }) => id);
const TODAY: LocalDay = "2026-12-31";

/** A whole check-in whose signs add up to `total`, spread so evenly that no other rule speaks below 20. */
function spread(total: number): Map<string, Answer> {
  const answers = new Map<string, Answer>([
    ["C1", 4],
    ["C2", 0],
  ]);
  for (const [index, id] of SIGNS.entries())
    answers.set(id, Math.floor(total / 10) + (index < total % 10 ? 1 : 0));
  return answers;
}

interface Past {
  readonly tier?: Tier | undefined;
  readonly seconds?: number;
  readonly form?: Form;
  readonly wasComplete?: boolean;
}

function past(
  daysAgo: number,
  answers: Answers,
  { tier = "green", seconds = 60, form = "full", wasComplete = false }: Past = {},
) {
  const asked = route(instrument, { form, s6Form: "soft" });
  return pastDay({
    day: addDays(TODAY, -daysAgo),
    route: asked,
    answers,
    wasComplete,
    tier: answers.size > 0 ? tier : undefined,
    seconds,
  });
}

/** Past days whose totals are these, the oldest first, ending yesterday. */
function totals(...values: readonly number[]): PastDay[] {
  return values.map((total, index) => past(values.length - index, spread(total)));
}

const missed = (daysAgo: number) => past(daysAgo, new Map());
const times = (count: number, value: number) => Array.from({ length: count }, () => value);

function judged(days: readonly PastDay[], answers: Answers, more: Partial<History> = {}): Assessment {
  const history = { today: TODAY, days, blocked: false, secondsToday: 60, ...more };
  return assess({ route: full, s6Form: "soft", answers }, history, rules);
}

const kinds = ({ reasons }: Assessment) => reasons.map(({ rule, kind }) => `${rule} ${kind}`);
const reason = (assessment: Assessment, kind: Reason["kind"]) =>
  assessment.reasons.find((entry) => entry.kind === kind);

describe("a personal jump (O4)", () => {
  // Mean (5·4 + 5·6)/10 = 5; deviation √(10·1²/9) = 1.05, floored at 2. Limit 5 + max(8, 2·2) = 13.
  const steady = totals(4, 6, 4, 6, 4, 6, 4, 6, 4, 6);
  // Mean (5·0 + 5·10)/10 = 5; deviation √(10·5²/9) = 5.27. Limit 5 + max(8, 2·5.27) = 15.54.
  const restless = totals(0, 10, 0, 10, 0, 10, 0, 10, 0, 10);

  test.each<[string, PastDay[], number, boolean]>([
    ["eight points above a steady usual", steady, 13, true],
    ["seven points above it", steady, 12, false],
    ["ten points above a restless usual", restless, 15, false],
    ["eleven points above it, which is more than twice its deviation", restless, 16, true],
  ])("%s", (_, days, total, speaks) => {
    expect(kinds(judged(days, spread(total))).includes("O4 personal-jump")).toBe(speaks);
  });

  test("says what it compared with what", () => {
    expect(reason(judged(steady, spread(13)), "personal-jump")).toMatchObject({
      tier: "orange",
      total: 13,
      mean: 5,
      limit: 13,
      days: 10,
    });
  });

  test("says that it has not enough history yet, and not a guess", () => {
    const nine = judged(totals(...times(9, 0)), spread(19));
    expect(kinds(nine)).toEqual([]);
    expect(nine.waiting).toEqual([
      { rule: "O4", have: 9, need: 10 },
      { rule: "A1", have: 9, need: 10 },
      { rule: "A4", have: 10, need: 14 },
    ]);
    expect(judged(totals(...times(13, 0)), spread(0)).waiting).toEqual([]);
  });

  test("leaves orange and red days out of what is usual", () => {
    const hard = (daysAgo: number, tier: Tier) => past(daysAgo, spread(30), { tier });
    const days = [...totals(...times(10, 5)), hard(11, "orange"), hard(12, "red"), hard(13, "orange")];
    // With the three hard days the mean would be (50 + 90)/13 = 10.8 and the limit 18.8 or more.
    expect(reason(judged(days, spread(13)), "personal-jump")).toMatchObject({ mean: 5, days: 10 });
    expect(judged([...days.slice(1)], spread(13)).waiting).toContainEqual({ rule: "O4", have: 9, need: 10 });
  });

  test("counts amber days as usual ones", () => {
    const days = Array.from({ length: 10 }, (_, index) => past(index + 1, spread(5), { tier: "amber" }));
    expect(kinds(judged(days, spread(13)))).toContain("O4 personal-jump");
  });

  test("looks back 42 days and no further", () => {
    const calm = Array.from({ length: 10 }, (_, index) => past(33 + index, spread(5)));
    expect(reason(judged(calm, spread(13)), "personal-jump")).toMatchObject({ days: 10 });
    const older = [...calm.slice(0, 9), past(43, spread(5))];
    expect(judged(older, spread(13)).waiting).toContainEqual({ rule: "O4", have: 9, need: 10 });
  });

  test("counts a skip as nothing, then and now", () => {
    const skipping = (total: number) => spread(total).set("S6", "skipped");
    // Of 5 points S6 would hold none, of 13 and 14 one: what is left is 5, 12 and 13.
    const days = Array.from({ length: 10 }, (_, index) => past(index + 1, skipping(5)));
    expect(kinds(judged(days, skipping(13)))).toEqual([]);
    expect(reason(judged(days, skipping(14)), "personal-jump")).toMatchObject({ total: 13, mean: 5 });
  });

  test("does not take a missed, an unfinished or a short day for a light one", () => {
    const unfinished = new Map([...spread(9)].slice(0, 7));
    const short = new Map([...spread(9)].filter(([id]) => ["S1", "S6", "S8", "C1", "C2"].includes(id)));
    const gaps = [missed(11), past(12, unfinished), past(13, short, { form: "short" })];
    expect(gaps.map(({ kind, total }) => [kind, total])).toEqual([
      ["missed", undefined],
      ["unfinished", undefined],
      ["completed", undefined],
    ]);
    expect(reason(judged([...totals(...times(10, 5)), ...gaps], spread(13)), "personal-jump")).toMatchObject({
      mean: 5,
      days: 10,
    });
  });

  test("takes a day whose ten signs were answered although its closing taps were not", () => {
    const withoutClosing = (total: number) =>
      new Map([...spread(total)].filter(([id]) => id.startsWith("S")));
    const days = Array.from({ length: 10 }, (_, index) => past(index + 1, withoutClosing(5)));
    expect(days[0]).toMatchObject({ kind: "unfinished", total: 5 });
    expect(kinds(judged(days, withoutClosing(13)))).toContain("O4 personal-jump");
  });

  test("speaks on an unfinished day as soon as what was answered is a jump by itself", () => {
    const half = new Map<string, Answer>(SIGNS.slice(0, 7).map((id) => [id, 2]));
    expect(kinds(judged(steady, half))).toEqual(["O4 personal-jump"]);
  });

  test("never speaks for somebody whose every day is as hard", () => {
    expect(kinds(judged(totals(...times(30, 19)), spread(19)))).toEqual([]);
  });
});

describe("drift (A1)", () => {
  test("is a moving average above three of its own deviations", () => {
    // Mean 5, deviation floored at 2. Limit 5 + 3·2·√(0.3/1.7) = 5 + 6·0.42008 = 7.5205.
    // Average before today 5. Today 13: 0.3·13 + 0.7·5 = 7.4, below. Today 14: 0.3·14 + 0.7·5 = 7.7, above.
    const days = totals(...times(10, 5));
    expect(kinds(judged(days, spread(13)))).not.toContain("A1 drift");
    expect(reason(judged(days, spread(14)), "drift")).toEqual({
      rule: "A1",
      tier: "amber",
      kind: "drift",
      level: 7.7,
      mean: 5,
      limit: 7.5,
      days: 10,
      answers: [],
    });
  });

  test("sees a slow rise that is no jump on any day", () => {
    // Eight days of 5, then 10 and 11. Mean (40 + 21)/10 = 6.1;
    // deviation √((8·1.1² + 3.9² + 4.9²)/9) = √(48.9/9) = 2.331; limit 6.1 + 3·2.331·0.42008 = 9.0376.
    // Average: from 6.1 over eight fives 5 + 1.1·0.7⁸ = 5.0634; 10: 6.5444; 11: 7.8811.
    // Today 11: 0.3·11 + 0.7·7.8811 = 8.8168, below. Today 12: 9.1168, above. A jump would begin at 14.1.
    const days = totals(...times(8, 5), 10, 11);
    expect(judged(days, spread(11)).tier).toBe("green");
    const risen = judged(days, spread(12));
    expect(risen.tier).toBe("amber");
    expect(risen.reasons).toMatchObject([{ kind: "drift", level: 9.1, mean: 6.1, limit: 9 }]);
  });

  test("is forgotten after an orange day, which has its own alert", () => {
    const days = [...totals(...times(11, 5)).slice(0, 10), past(1, spread(30), { tier: "orange" })];
    expect(kinds(judged(days, spread(5)))).toEqual([]);
  });

  test("says nothing on a day without a whole total", () => {
    const unfinished = new Map([...spread(15)].filter(([id]) => id !== "S6"));
    expect(kinds(judged(totals(...times(10, 9)), unfinished))).not.toContain("A1 drift");
    expect(kinds(judged(totals(...times(10, 5)), unfinished))).toEqual(["O4 personal-jump"]);
  });
});

describe("the same sign again (A2)", () => {
  const withSign = (value: number) => spread(0).set("S2", value);

  test.each<[string, (number | "missed")[], number, boolean]>([
    ["strong three times in a row", [3, 3], 3, true],
    ["strong on three of five", [3, 0, 3, 0], 3, true],
    ["strong on two of five", [3, 0, 0, 0], 3, false],
    ["strong on two of the last five, and once before", [3, 3, 0, 0, 0], 3, false],
    ["strong three times before, calm today", [3, 3, 3], 0, false],
    ["missed days are not check-ins", [3, "missed", "missed", 3, "missed"], 3, true],
    ["nearly strong every day", [2, 2, 2, 2], 2, false],
  ])("%s", (_, before, today, speaks) => {
    const days = before.map((value, index) =>
      value === "missed" ? missed(before.length - index) : past(before.length - index, withSign(value)),
    );
    expect(kinds(judged(days, withSign(today)))).toEqual(speaks ? ["A2 repeated-sign"] : []);
  });

  test("names the sign and today's answer", () => {
    const days = [past(1, withSign(4), { tier: "amber" }), past(2, withSign(3))];
    expect(reason(judged(days, withSign(3).set("S7", 3)), "repeated-sign")).toEqual({
      rule: "A2",
      tier: "amber",
      kind: "repeated-sign",
      from: 3,
      times: 3,
      of: 5,
      answers: [{ question: "S2", value: 3 }],
    });
  });

  test("looks past short check-ins for a sign that they do not ask for, and into them for one that they do", () => {
    const shortly = (daysAgo: number, S8: number) =>
      past(
        daysAgo,
        new Map<string, Answer>([
          ["S1", 0],
          ["S6", 0],
          ["S8", S8],
          ["C1", 4],
          ["C2", 0],
        ]),
        {
          form: "short",
        },
      );
    const asked = [past(6, withSign(3)), past(5, withSign(3))];
    const calm = [4, 3, 2, 1].map((daysAgo) => shortly(daysAgo, 0));
    expect(kinds(judged([...asked, ...calm], withSign(3)))).toEqual(["A2 repeated-sign"]);
    // Nor into one whose rest was begun and left before that sign.
    const left = [4, 3, 2, 1].map((daysAgo) =>
      past(daysAgo, new Map([...spread(0)].filter(([id]) => id !== "S2")), { wasComplete: true }),
    );
    expect(kinds(judged([...asked, ...left], withSign(3)))).toEqual(["A2 repeated-sign"]);
    const craving = [shortly(6, 3), shortly(5, 3)];
    expect(kinds(judged(craving, spread(0).set("S8", 3)))).toEqual(["A2 repeated-sign"]);
    expect(kinds(judged([...craving, ...calm], spread(0).set("S8", 3)))).toEqual([]);
  });

  test("waits for as many check-ins as it counts", () => {
    expect(judged([past(1, withSign(3))], withSign(3)).waiting).toContainEqual({
      rule: "A2",
      have: 2,
      need: 3,
    });
  });
});

describe("whether somebody still takes part (A4)", () => {
  const silence = { missesInARow: 1, phaseDay: 60, lastTier: "green" as const };
  const run = (completed: number, due: number) =>
    Array.from({ length: due }, (_, index) =>
      index < completed ? past(due - index, spread(2)) : missed(due - index),
    );
  const silent = (days: readonly PastDay[], blocked = false) =>
    assessSilence(silence, { today: TODAY, days, blocked }, rules);

  test("speaks below half of the last fourteen due days, this one among them", () => {
    // 13 days before and today's miss: 7 of 14 is half, 6 of 14 is less.
    expect(kinds(silent(run(7, 13)))).toEqual([]);
    expect(reason(silent(run(6, 13)), "half-missing")).toMatchObject({
      completed: 6,
      due: 14,
      tier: "amber",
    });
  });

  test("waits for fourteen due days", () => {
    expect(silent(run(0, 12)).waiting).toEqual([{ rule: "A4", have: 13, need: 14 }]);
    expect(kinds(silent(run(0, 12)))).toEqual([]);
  });

  test("counts a half-answered day as not completed", () => {
    const half = new Map([...spread(2)].slice(0, 5));
    const days = [
      ...run(6, 6).slice(0, 6),
      ...Array.from({ length: 7 }, (_, index) => past(20 + index, half)),
    ];
    expect(kinds(silent(days))).toEqual(["A4 half-missing"]);
    // Unless it was complete as the short form, and only the rest was left.
    const left = (day: PastDay) => ({ ...past(0, half, { wasComplete: true }), day: day.day });
    expect(kinds(silent(days.map((day) => (day.kind === "unfinished" ? left(day) : day))))).toEqual([]);
  });

  test("does not count days on which nothing was due", () => {
    const beforeAPause = Array.from({ length: 13 }, (_, index) => past(8 + index, spread(2)));
    expect(kinds(silent(beforeAPause))).toEqual([]);
  });

  test("hears a blocked bot without any history", () => {
    expect(kinds(silent([], true))).toEqual(["A4 bot-blocked"]);
  });

  test.each<[string, number, number, number, string[]]>([
    ["five times the same answer within seconds", 4, 10, 7, ["A4 straight-lining"]],
    ["four times", 3, 10, 7, []],
    ["given slowly", 4, 10, 8, []],
    ["all zeros, an ordinary calm day", 4, 0, 7, []],
    ["different answers", 4, 11, 7, []],
  ])("straight lines: %s", (_, before, total, seconds, expected) => {
    const days = Array.from({ length: before }, (_, index) => past(index + 1, spread(total), { seconds }));
    expect(kinds(judged(days, spread(total), { secondsToday: seconds }))).toEqual(expected);
  });

  test("a skip is not part of a straight line", () => {
    const line = () => spread(10).set("S6", "skipped");
    const days = Array.from({ length: 9 }, (_, index) => past(index + 1, line(), { seconds: 5 }));
    expect(kinds(judged(days, line(), { secondsToday: 5 }))).toEqual([]);
  });
});

test("the programme's thresholds hold", () => {
  const strict = programmeSettings.parse({
    rules: { baseline: { fewest: 5 }, O4: { rise: 2, deviations: 0 }, A2: { times: 2, of: 2 } },
  }).rules;
  const history = { today: TODAY, days: totals(1, 1, 1, 1, 1), blocked: false };
  const answers = spread(3);
  expect(kinds(assess({ route: full, s6Form: "soft", answers }, history, strict))).toEqual([
    "O4 personal-jump",
  ]);
});

describe("whatever the history", () => {
  const anyAnswers: fc.Arbitrary<Map<string, Answer>> = fc
    .record(Object.fromEntries(SIGNS.map((id) => [id, fc.integer({ min: 0, max: 4 })])), { requiredKeys: [] })
    .chain((signs) =>
      fc.boolean().map((skips) => {
        const answers = new Map<string, Answer>(Object.entries(signs as Record<string, number>));
        return skips ? answers.set("S6", "skipped") : answers;
      }),
    );
  const wholeAnswers = fc
    .array(fc.integer({ min: 0, max: 4 }), { minLength: SIGNS.length, maxLength: SIGNS.length })
    .map((values) => new Map<string, Answer>(SIGNS.map((id, index) => [id, values[index] ?? 0])));
  const anyTier = fc.constantFrom<Tier>("green", "amber", "orange", "red");
  const anyDay = fc
    .tuple(
      fc.integer({ min: -10, max: 60 }),
      fc.oneof({ weight: 4, arbitrary: wholeAnswers }, anyAnswers, fc.constant(new Map<string, Answer>())),
      anyTier,
      fc.integer({ min: 2, max: 90 }),
    )
    .map(([daysAgo, answers, tier, seconds]) => past(daysAgo, answers, { tier, seconds }));
  const anyDays = fc.uniqueArray(anyDay, { selector: ({ day }) => day, maxLength: 60 });
  const someRuns = { numRuns: 300 };

  test("the order in which days are read does not matter, and judging twice gives the same", () => {
    fc.assert(
      fc.property(
        anyDays.chain((days) =>
          fc.tuple(fc.constant(days), fc.shuffledSubarray(days, { minLength: days.length })),
        ),
        anyAnswers,
        ([days, shuffled], answers) => {
          expect(judged(shuffled, answers)).toEqual(judged(days, answers));
          expect(judged(days, answers)).toEqual(judged(days, answers));
        },
      ),
      someRuns,
    );
  });

  test("no rule looks at today's entry or at the future", () => {
    fc.assert(
      fc.property(anyDays, anyAnswers, (days, answers) => {
        const before = days.filter(({ day }) => day < TODAY);
        expect(judged(days, answers)).toEqual(judged(before, answers));
      }),
      someRuns,
    );
  });

  test("no rule looks further back than 42 days", () => {
    fc.assert(
      fc.property(anyDays, anyAnswers, (days, answers) => {
        const recent = days.filter(({ day }) => day >= addDays(TODAY, -42));
        expect(judged(days, answers)).toEqual(judged(recent, answers));
      }),
      someRuns,
    );
  });

  /** Straight lines are about how answers are given, not about how hard a day was. */
  const tierOf = (days: readonly PastDay[], answers: Answers) =>
    judged(days, answers, { secondsToday: 600 })
      .reasons.filter(({ rule }) => rule !== "A4")
      .map(({ tier }) => tier)
      .reduce<Tier>((worse, tier) => (compareTiers(tier, worse) > 0 ? tier : worse), "green");

  test("a stronger answer, or one more, never lowers the tier", () => {
    fc.assert(
      fc.property(anyDays, anyAnswers, fc.constantFrom(...SIGNS), (days, answers, id) => {
        const value = answers.get(id);
        fc.pre(value !== 4 && value !== "skipped");
        const more = new Map(answers).set(id, value === undefined ? 0 : value + 1);
        expect(compareTiers(tierOf(days, more), tierOf(days, answers))).toBeGreaterThanOrEqual(0);
      }),
      someRuns,
    );
  });

  test("skipping S6 never gives a higher tier than any answer to it", () => {
    fc.assert(
      fc.property(anyDays, wholeAnswers, (days, answers) => {
        const skipped = tierOf(days, new Map(answers).set("S6", "skipped"));
        expect(compareTiers(skipped, tierOf(days, new Map(answers).set("S6", 0)))).toBeLessThanOrEqual(0);
      }),
      someRuns,
    );
  });

  test("with less than ten whole days nothing personal is said", () => {
    fc.assert(
      fc.property(fc.array(wholeAnswers, { maxLength: 9 }), wholeAnswers, (values, answers) => {
        const days = values.map((value, index) => past(index + 1, value));
        const rulesThatSpoke = judged(days, answers).reasons.map(({ rule }) => rule);
        expect(rulesThatSpoke.filter((rule) => rule === "O4" || rule === "A1")).toEqual([]);
      }),
      someRuns,
    );
  });

  test.each<[string, number]>([
    ["all zeros", 0],
    ["all fours", 40],
  ])("a life of %s is judged without a division by nothing", (_, total) => {
    const assessment = judged(totals(...times(42, total)), spread(total));
    expect(assessment.waiting).toEqual([]);
    expect(JSON.stringify(assessment)).not.toContain("null");
    expect(kinds(assessment).filter((kind) => kind.startsWith("O4") || kind.startsWith("A1"))).toEqual([]);
  });
});
