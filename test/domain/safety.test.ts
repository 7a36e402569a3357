import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Answers, nextQuestion, route } from "../../src/domain/instrument.ts";
import { isLow, isSafetyDue, placeNow, withSafety } from "../../src/domain/safety.ts";
import { instrumentOf, loadInstruments } from "../../src/instruments/index.ts";

const instrument = instrumentOf(loadInstruments(), "recovery-dangers@1");
const full = route(instrument, { form: "full", s6Form: "soft" });
const short = route(instrument, { form: "short", s6Form: "soft" });
const ids = (questions: readonly { readonly id: string }[]) => questions.map(({ id }) => id).join(" ");

describe("what speaks for the question before today's answers", () => {
  const calm = { today: "2026-11-30", lastAsked: undefined, firstDay: undefined, alarmed: false };
  test.each([
    ["the very first day", {}, false],
    ["six days in", { firstDay: "2026-11-24" }, false],
    ["a week in", { firstDay: "2026-11-23" }, true],
    ["asked six days ago", { firstDay: "2026-10-01", lastAsked: "2026-11-24" }, false],
    ["asked a week ago", { firstDay: "2026-10-01", lastAsked: "2026-11-23" }, true],
    [
      "an alarm, however lately it was asked",
      { firstDay: "2026-10-01", lastAsked: "2026-11-29", alarmed: true },
      true,
    ],
    ["an alarm before the first day", { alarmed: true }, true],
  ])("%s", (_, past, due) => {
    expect(isSafetyDue({ ...calm, ...past })).toBe(due);
  });
});

test.each([
  [2, false],
  [3, true],
  [4, true],
  ["skipped", false],
] as const)("sadness %s", (S3, low) => {
  expect(isLow(new Map([["S3", S3]]))).toBe(low);
  expect(isLow(new Map([["S2", S3]]))).toBe(false);
});

describe("its place", () => {
  test("is before the closing taps, in both forms; nowhere without cause", () => {
    expect(ids(withSafety(full, instrument.safety, "beforeClosing"))).toBe(
      "S1 S2 S3 S5 S7 S9 S4 S10 S8 S6 SAFETY C1 C2",
    );
    expect(ids(withSafety(short, instrument.safety, "beforeClosing"))).toBe("S1 S6 S8 SAFETY C1 C2");
    expect(withSafety(full, instrument.safety, null)).toBe(full);
  });

  test("is after them where only they gave cause", () => {
    expect(ids(withSafety(full, instrument.safety, "last"))).toBe(
      "S1 S2 S3 S5 S7 S9 S4 S10 S8 S6 C1 C2 SAFETY",
    );
  });

  test("never sends anybody back: what is asked next is never before what was just answered", () => {
    const order = fc.integer({ min: 0, max: full.length });
    fc.assert(
      fc.property(order, (answered) => {
        const answers: Answers = new Map(full.slice(0, answered).map(({ id }) => [id, 0]));
        const asked = withSafety(full, instrument.safety, placeNow(full, answers));
        const next = nextQuestion(asked, answers);
        const last = full[answered - 1];
        if (next && last)
          expect(asked.indexOf(next)).toBeGreaterThan(asked.findIndex(({ id }) => id === last.id));
      }),
    );
  });
});
