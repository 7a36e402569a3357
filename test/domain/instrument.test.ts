import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Answer, isAllowed, nextQuestion, route, score } from "../../src/domain/instrument.ts";
import { instrumentOf, loadInstruments } from "../../src/instruments/index.ts";

const instrument = instrumentOf(loadInstruments(), "recovery-dangers@1");
const full = route(instrument, { form: "full", s6Form: "soft" });
const short = route(instrument, { form: "short", s6Form: "soft" });
const signs = full.filter(({ kind }) => kind === "sign");

function answered(values: Partial<Record<string, Answer>>, rest: Answer = 0): Map<string, Answer> {
  return new Map(full.map(({ id }) => [id, values[id] ?? rest]));
}

describe("the route", () => {
  test("asks the hard questions late and confidence last", () => {
    expect(full.map(({ id }) => id).join(" ")).toBe("S1 S2 S3 S5 S7 S9 S4 S10 S8 S6 C1 C2");
  });

  test("is short on calm days", () => {
    expect(short.map(({ id }) => id).join(" ")).toBe("S1 S6 S8 C1 C2");
  });

  test.each([
    ["soft", ["Jauh", "Terlihat", "Ditawari, kutolak", "Hampir", "Sangat dekat"]],
    ["reporting", ["Tidak ada", "Ditawari, kutolak", "Hampir", "Ya, sekali", "Lebih dari sekali"]],
  ] as const)("asks S6 in its %s form", (s6Form, labels) => {
    for (const form of ["full", "short"] as const) {
      const s6 = route(instrument, { form, s6Form }).find(({ id }) => id === "S6");
      expect(s6?.choices.map(({ label }) => label.id)).toEqual(labels);
    }
  });

  test("does not ask the safety question unbidden", () => {
    expect(full).not.toContainEqual(expect.objectContaining({ kind: "safety" }));
  });
});

describe("the next question", () => {
  test("is the first without an answer, wherever others were answered", () => {
    expect(nextQuestion(short, new Map())?.id).toBe("S1");
    expect(
      nextQuestion(
        short,
        new Map([
          ["S8", 0],
          ["S1", 2],
        ]),
      )?.id,
    ).toBe("S6");
  });

  test("does not come back to a skipped one", () => {
    expect(
      nextQuestion(
        short,
        new Map<string, Answer>([
          ["S1", 2],
          ["S6", "skipped"],
        ]),
      )?.id,
    ).toBe("S8");
  });

  test("is none when all are answered", () => {
    expect(nextQuestion(full, answered({}))).toBeUndefined();
  });
});

test.each([
  ["S1", 0, true],
  ["S1", 4, true],
  ["S1", 5, false],
  ["S1", -1, false],
  ["S1", 1.5, false],
  ["S1", "skipped", false],
  ["S6", "skipped", true],
  ["C2", 2, true],
  ["C2", 3, false],
] as const)("%s may be answered with %s: %s", (id, answer, allowed) => {
  const question = full.find((candidate) => candidate.id === id);
  expect(question && isAllowed(question, answer)).toBe(allowed);
});

test("the safety question may be refused, and is sealed like S6", () => {
  expect(isAllowed(instrument.safety, "skipped")).toBe(true);
  expect([...full, instrument.safety].filter(({ sealed }) => sealed).map(({ id }) => id)).toEqual([
    "S6",
    "SAFETY",
  ]);
});

describe("the score", () => {
  test.each([
    ["all at 0", answered({}), { total: 0, scaled: false }],
    ["all at 4", answered({ C1: 4, C2: 2 }, 4), { total: 40, scaled: false }],
    ["closing taps stay outside", answered({ S1: 3, C1: 4, C2: 2 }), { total: 3, scaled: false }],
    ["nine at 2, S6 skipped", answered({ S6: "skipped" }, 2), { total: 20, scaled: true }],
    ["17 of nine, S6 skipped", answered({ S6: "skipped", S1: 1 }, 2), { total: 18.9, scaled: true }],
    ["nine at 4, S6 skipped", answered({ S6: "skipped" }, 4), { total: 40, scaled: true }],
  ])("%s", (_, answers, expected) => {
    expect(score(full, answers)).toEqual(expected);
  });

  test.each(signs.map(({ id }) => id))("is none while %s has no answer", (id) => {
    const answers = answered({}, 1);
    answers.delete(id);
    expect(score(full, answers)).toBeUndefined();
  });

  test("is none for the short form", () => {
    expect(score(short, answered({}, 4))).toBeUndefined();
  });

  test("needs no closing taps", () => {
    const answers = answered({}, 1);
    answers.delete("C1");
    answers.delete("C2");
    expect(score(full, answers)?.total).toBe(10);
  });

  test("with a skip lies between the plain sum and 40", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 9, maxLength: 9 }), (values) => {
        const others = signs.filter(({ id }) => id !== "S6");
        const answers = new Map<string, Answer>([["S6", "skipped"]]);
        for (const [index, { id }] of others.entries()) answers.set(id, values[index] ?? 0);
        const sum = values.reduce((total, value) => total + value, 0);
        const total = score(full, answers)?.total ?? -1;
        expect(total).toBeGreaterThanOrEqual(sum);
        expect(total).toBeLessThanOrEqual(40);
      }),
    );
  });
});
