import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assess, assessHelp, assessSilence } from "../../src/domain/assessment.ts";
import type { History } from "../../src/domain/history.ts";
import { type Answer, route, type S6Form } from "../../src/domain/instrument.ts";
import { tierBefore } from "../../src/domain/rules.ts";
import { compareTiers, type Tier, worst } from "../../src/domain/tier.ts";
import { instrumentOf, loadInstruments } from "../../src/instruments/index.ts";
import { defaultSettings, programmeSettings } from "../../src/programme/settings.ts";

const { rules } = defaultSettings;
const instrument = instrumentOf(loadInstruments(), "recovery-dangers@1");
const calm: Record<string, Answer> = Object.fromEntries([
  ...instrument.questions.map(({ id }) => [id, 0]),
  ["C1", 4],
]);

type Given = Record<string, Answer>;

const firstDay: History = { today: "2026-10-05", days: [], blocked: false };

function judged(answers: Given, s6Form: S6Form = "soft") {
  return assess(
    { route: route(instrument, { form: "full", s6Form }), s6Form, answers: new Map(Object.entries(answers)) },
    firstDay,
    rules,
  );
}

function summary(answers: Given, s6Form?: S6Form): string {
  const { tier, reasons } = judged(answers, s6Form);
  return [tier, ...reasons.map(({ rule, kind }) => `${rule} ${kind}`)].join(", ");
}

describe("tiers", () => {
  test("rise from green to red", () => {
    const mixed: Tier[] = ["red", "green", "orange", "amber"];
    expect(mixed.toSorted(compareTiers)).toEqual(["green", "amber", "orange", "red"]);
  });

  test("are worst where any is", () => {
    expect(worst(["amber", "orange", "green"])).toBe("orange");
    expect(worst([])).toBe("green");
  });
});

describe("one check-in", () => {
  test.each<[string, Given, string]>([
    ["a calm day", {}, "green"],
    [
      "every sign a little",
      { S1: 1, S2: 1, S3: 1, S4: 1, S5: 1, S6: 1, S7: 1, S8: 1, S9: 1, S10: 1 },
      "green",
    ],
    [
      "craving at the top without confidence",
      { S8: 4, C1: 1 },
      "red, R2 craving-without-confidence, O2 craving",
    ],
    [
      "… with none at all",
      { S8: 4, C1: 0 },
      "red, R2 craving-without-confidence, O2 craving, O2 no-confidence",
    ],
    ["… with some confidence", { S8: 4, C1: 2 }, "orange, O2 craving"],
    ["strong craving, little confidence", { S8: 3, C1: 1 }, "green"],
    ["no confidence alone", { C1: 0 }, "orange, O2 no-confidence"],
    ["little confidence alone", { C1: 1 }, "green"],
    ["a substance almost taken", { S6: 3 }, "orange, O1 substance"],
    ["a substance refused", { S6: 2 }, "green"],
    ["asked for contact soon", { C2: 2 }, "orange, O2 asked-for-contact"],
    ["asked for contact any time", { C2: 1 }, "green"],
    ["a sign at the top", { S7: 4 }, "amber, A2 strongest-signs"],
    ["a sign below the top", { S7: 3 }, "green"],
    ["three strong signs", { S1: 3, S2: 3, S3: 3 }, "green"],
    ["four strong signs", { S1: 3, S2: 3, S3: 3, S4: 3 }, "orange, O3 many-signs"],
    ["19 of 40", { S1: 2, S2: 2, S3: 2, S4: 2, S5: 2, S7: 2, S9: 2, S10: 2, S8: 2, S6: 1 }, "green"],
    [
      "20 of 40",
      { S1: 2, S2: 2, S3: 2, S4: 2, S5: 2, S7: 2, S9: 2, S10: 2, S8: 2, S6: 2 },
      "orange, O3 total",
    ],
    ["S6 skipped on a calm day", { S6: "skipped" }, "green"],
    [
      "18 of nine with S6 skipped, shown as 20",
      { S1: 2, S2: 2, S3: 2, S4: 2, S5: 2, S7: 2, S9: 2, S10: 2, S8: 2, S6: "skipped" },
      "green",
    ],
    ["safety: no", { SAFETY: 0 }, "green"],
    ["safety: it crossed my mind", { SAFETY: 1 }, "orange, O2 safety-thoughts"],
    ["safety: afraid to do it", { SAFETY: 2 }, "red, R1 safety-danger"],
    ["safety refused on a calm day", { SAFETY: "skipped" }, "green"],
    ["safety refused when low", { SAFETY: "skipped", S3: 3 }, "green"],
    [
      "safety refused when very low",
      { SAFETY: "skipped", S3: 4 },
      "orange, O2 safety-refused, A2 strongest-signs",
    ],
  ])("%s", (_, answers, expected) => {
    expect(summary({ ...calm, ...answers })).toBe(expected);
  });

  test.each<[Answer, string]>([
    [1, "green"],
    [2, "amber, A3 almost-used"],
    [3, "orange, O1 substance"],
    [4, "orange, O1 substance"],
    ["skipped", "green"],
  ])("S6 = %s in the reporting form", (value, expected) => {
    expect(summary({ ...calm, S6: value }, "reporting")).toBe(expected);
  });

  test("is judged by what was answered when it stays unfinished", () => {
    expect(summary({})).toBe("green");
    expect(summary({ S1: 4 })).toBe("amber, A2 strongest-signs");
    expect(summary({ S1: 3, S2: 3, S3: 3, S5: 3 })).toBe("orange, O3 many-signs");
    expect(summary({ S8: 4 })).toBe("orange, O2 craving");
  });

  test("in the short form still hears craving, substances and the wish for contact", () => {
    const asked = route(instrument, { form: "short", s6Form: "soft" });
    const answers = new Map<string, Answer>([
      ["S1", 4],
      ["S6", 4],
      ["S8", 4],
      ["C1", 0],
      ["C2", 2],
    ]);
    const { reasons } = assess({ route: asked, s6Form: "soft", answers }, firstDay, rules);
    expect(reasons.map(({ kind }) => kind)).toEqual([
      "craving-without-confidence",
      "substance",
      "craving",
      "no-confidence",
      "asked-for-contact",
      "strongest-signs",
    ]);
  });

  test("gives reasons with the answers that caused them, worst first, as plain JSON", () => {
    const { reasons } = judged({ ...calm, S1: 3, S2: 3, S3: 4, S9: 3, S8: 4, C1: 1, S6: 3 }, "reporting");
    expect(JSON.parse(JSON.stringify(reasons))).toEqual(reasons);
    expect(reasons).toEqual([
      {
        rule: "R2",
        tier: "red",
        kind: "craving-without-confidence",
        answers: [
          { question: "S8", value: 4 },
          { question: "C1", value: 1 },
        ],
      },
      {
        rule: "O1",
        tier: "orange",
        kind: "substance",
        form: "reporting",
        answers: [{ question: "S6", value: 3 }],
      },
      { rule: "O2", tier: "orange", kind: "craving", answers: [{ question: "S8", value: 4 }] },
      expect.objectContaining({ rule: "O3", kind: "total", total: 20, outOf: 40, limit: 20 }),
      {
        rule: "O3",
        tier: "orange",
        kind: "many-signs",
        from: 3,
        limit: 4,
        answers: [
          { question: "S1", value: 3 },
          { question: "S2", value: 3 },
          { question: "S3", value: 4 },
          { question: "S9", value: 3 },
          { question: "S8", value: 4 },
          { question: "S6", value: 3 },
        ],
      },
      { rule: "A2", tier: "amber", kind: "strongest-signs", answers: [{ question: "S3", value: 4 }] },
    ]);
  });

  test("follows the programme's thresholds", () => {
    const strict = programmeSettings.parse({ rules: { O3: { totalFrom: 5 }, R2: { cravingFrom: 3 } } }).rules;
    const asked = route(instrument, { form: "full", s6Form: "soft" });
    const answers = new Map(Object.entries({ ...calm, S8: 3, S1: 2, C1: 1 }));
    const { tier, reasons } = assess({ route: asked, s6Form: "soft", answers }, firstDay, strict);
    expect([tier, ...reasons.map(({ rule }) => rule)]).toEqual(["red", "R2", "O3"]);
  });
});

describe("whatever is answered", () => {
  const questions = [...instrument.questions, instrument.safety];
  const top = new Map(questions.map(({ id, choices }) => [id, choices.length - 1]));
  const anyAnswers: fc.Arbitrary<Given> = fc
    .record(
      Object.fromEntries(
        questions.map(({ id, skippable }) => {
          const value: fc.Arbitrary<Answer> = fc.integer({ min: 0, max: top.get(id) ?? 0 });
          return [
            id,
            skippable ? fc.oneof({ weight: 4, arbitrary: value }, fc.constant<Answer>("skipped")) : value,
          ];
        }),
      ),
      { requiredKeys: [] },
    )
    .map((answers) => answers as Given);
  const anyForm = fc.constantFrom<S6Form>("soft", "reporting");
  const anyQuestion = fc.constantFrom(...questions.map(({ id }) => id));
  const many = { numRuns: 600 };

  test("raising an answer never lowers the tier; for confidence it is lowering", () => {
    fc.assert(
      fc.property(anyAnswers, anyForm, anyQuestion, (answers, form, id) => {
        const value = answers[id];
        const worse = typeof value === "number" ? value + (id === "C1" ? -1 : 1) : Number.NaN;
        fc.pre(worse >= 0 && worse <= (top.get(id) ?? 0));
        const raised = judged({ ...answers, [id]: worse }, form).tier;
        expect(compareTiers(raised, judged(answers, form).tier)).toBeGreaterThanOrEqual(0);
      }),
      many,
    );
  });

  test("skipping instead of answering S6, or not answering at all, never raises the tier", () => {
    fc.assert(
      fc.property(anyAnswers, anyForm, (answers, form) => {
        const { S6: _, ...without } = answers;
        const skipped = judged({ ...answers, S6: "skipped" }, form).tier;
        expect(skipped).toBe(judged(without, form).tier);
        expect(compareTiers(skipped, judged(answers, form).tier)).toBeLessThanOrEqual(0);
      }),
      many,
    );
  });

  test("refusing the safety question never weighs more than thoughts would, and nothing unless very low", () => {
    fc.assert(
      fc.property(anyAnswers, anyForm, (answers, form) => {
        const { SAFETY: _, ...without } = answers;
        const refused = judged({ ...answers, SAFETY: "skipped" }, form).tier;
        expect(compareTiers(refused, judged({ ...answers, SAFETY: 1 }, form).tier)).toBeLessThanOrEqual(0);
        if (answers.S3 !== 4) expect(refused).toBe(judged(without, form).tier);
      }),
      many,
    );
  });

  test("one more answer never lowers the tier", () => {
    fc.assert(
      fc.property(anyAnswers, anyForm, anyQuestion, (answers, form, id) => {
        const { [id]: _, ...without } = answers;
        expect(compareTiers(judged(answers, form).tier, judged(without, form).tier)).toBeGreaterThanOrEqual(
          0,
        );
      }),
      many,
    );
  });

  test("the order of taps does not matter, and judging twice gives the same", () => {
    fc.assert(
      fc.property(
        anyAnswers.chain((answers) =>
          fc.tuple(
            fc.constant(answers),
            fc.shuffledSubarray(Object.keys(answers), { minLength: Object.keys(answers).length }),
          ),
        ),
        anyForm,
        ([answers, order], form) => {
          const shuffled = Object.fromEntries(order.map((id) => [id, answers[id] ?? 0]));
          expect(judged(shuffled, form)).toEqual(judged(answers, form));
          expect(judged(answers, form)).toEqual(judged(answers, form));
        },
      ),
    );
  });

  test("the tier is the worst of the reasons, and each reason's answers were really given", () => {
    fc.assert(
      fc.property(anyAnswers, anyForm, (answers, form) => {
        const { tier, reasons } = judged(answers, form);
        expect(tier).toBe(worst(reasons.map((reason) => reason.tier)));
        for (const given of reasons.flatMap((reason) => reason.answers))
          expect(answers[given.question]).toBe(given.value);
      }),
    );
  });
});

describe("silence", () => {
  /** The misses in a row at which somebody is told, over a run of thirty silent days. */
  function toldAt(firstMissedDay: number, lastTier?: Tier): number[] {
    return Array.from({ length: 30 }, (_, index) => index + 1).filter((misses) => {
      const facts = { missesInARow: misses, phaseDay: firstMissedDay, lastTier };
      return assessSilence(facts, firstDay, rules).tier === "orange";
    });
  }

  test.each<[string, number, Tier | undefined, number[]]>([
    ["right after release", 0, undefined, [2, 7, 14]],
    ["on day 27", 27, "green", [2, 7, 14]],
    ["on day 28, once although the phase changes in between", 28, "green", [2, 7, 14]],
    ["on day 29", 29, "green", [3, 7, 14]],
    ["on day 100 after an amber day", 100, "amber", [3, 7, 14]],
    ["on day 5 after an orange day", 5, "orange", [1, 7, 14]],
    ["on day 100 after a red day", 100, "red", [1, 7, 14]],
  ])("that begins %s is told once per limit", (_, day, lastTier, expected) => {
    expect(toldAt(day, lastTier)).toEqual(expected);
  });

  test.each<[string, string | undefined, Tier | undefined, string[], Tier | undefined]>([
    ["as the last check-in", "2026-03-10", "amber", [], "amber"],
    ["with a call on its day", "2026-03-10", "green", ["2026-03-10"], "orange"],
    ["with a call after it, on a free day", "2026-03-10", "green", ["2026-03-11"], "orange"],
    ["with a call before it", "2026-03-10", "green", ["2026-03-09"], "green"],
    ["with a call within the run", "2026-03-10", "green", ["2026-03-12"], "green"],
    ["no calmer by a call", "2026-03-10", "red", ["2026-03-10"], "red"],
    ["with a call, and nothing ever answered", undefined, undefined, ["2026-03-09"], "orange"],
    ["of which nothing is known", undefined, undefined, [], undefined],
  ])("the time before it: %s", (_, day, tier, calls, expected) => {
    expect(tierBefore(day === undefined ? undefined : { day, tier }, "2026-03-12", calls)).toBe(expected);
  });

  test("says how long it lasts and whether it followed an alarm", () => {
    expect(assessSilence({ missesInARow: 1, phaseDay: 40, lastTier: "red" }, firstDay, rules)).toEqual({
      tier: "orange",
      reasons: [{ rule: "O5", tier: "orange", kind: "missed", days: 1, afterAlarm: true, answers: [] }],
      total: 0,
      waiting: [{ rule: "A4", have: 1, need: 14 }],
      reenters: false,
    });
  });

  test("is none without a miss", () => {
    expect(assessSilence({ missesInARow: 0, phaseDay: 3, lastTier: "red" }, firstDay, rules)).toEqual({
      tier: "green",
      reasons: [],
      total: 0,
      waiting: [{ rule: "A4", have: 1, need: 14 }],
      reenters: false,
    });
  });
});

test("the help button is red whatever else is known", () => {
  expect(assessHelp("help-button")).toEqual({
    tier: "red",
    reasons: [{ rule: "R1", tier: "red", kind: "help-button", answers: [] }],
    total: 0,
    waiting: [],
    reenters: true,
  });
});

test.each<[string, Given, S6Form, boolean]>([
  ["a calm day", {}, "soft", false],
  ["an orange day", { S8: 4 }, "soft", false],
  ["a red one", { S8: 4, C1: 1 }, "soft", true],
  ["a substance very close", { S6: 4 }, "soft", false],
  ["almost used", { S6: 2 }, "reporting", false],
  ["used once", { S6: 3 }, "reporting", true],
  ["S6 skipped", { S6: "skipped" }, "reporting", false],
])("%s (%j, %s form) begins the phases again: %s", (_, answers, s6Form, expected) => {
  expect(judged(answers, s6Form).reenters).toBe(expected);
});

test("so does each way of saying it outside the questions; silence does not", () => {
  for (const kind of ["help-button", "overdose", "not-safe", "lapse", "safety-danger"] as const)
    expect(assessHelp(kind).reenters).toBe(true);
  expect(assessSilence({ missesInARow: 14, phaseDay: 0, lastTier: "red" }, firstDay, rules).reenters).toBe(
    false,
  );
});
