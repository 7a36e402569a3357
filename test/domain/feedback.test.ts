import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CurrentCheckIn } from "../../src/check-ins/current-check-in.ts";
import { copingStep, feedbackStep } from "../../src/check-ins/question-view.ts";
import { addDays } from "../../src/domain/calendar.ts";
import { feedbackOf } from "../../src/domain/feedback.ts";
import type { PastDay } from "../../src/domain/history.ts";
import { instrumentOf, loadInstruments } from "../../src/instruments/index.ts";

const TODAY = "2026-11-23";
const settings = { windowDays: 42, fewest: 10, deviationFloor: 2 };
const IDS = ["S1", "S2", "S3", "S5", "S7", "S9", "S4", "S10", "S8", "S6"];

/** A day with one value for every sign but those that are given. */
const day = (back: number, value: number, signs: Readonly<Record<string, number>> = {}): PastDay => ({
  day: addDays(TODAY, -back),
  kind: "completed",
  signs: new Map(IDS.map((id) => [id, signs[id] ?? value])),
});
const days = (count: number, value: number, signs = {}): readonly PastDay[] =>
  Array.from({ length: count }, (_, index) => day(index + 1, value, signs));
const feedback = (today: PastDay, before: readonly PastDay[]) =>
  feedbackOf(today, { today: TODAY, days: before, blocked: false }, settings);

describe("beside the own usual", () => {
  // Ten signs of 1: a usual total of 10, which never varies, so the floor of 2 points counts.
  test.each([
    ["two more are as usual", day(0, 1, { S1: 3 }), "as-usual"],
    ["three more are heavier", day(0, 1, { S1: 4 }), "heavier"],
    ["three fewer are lighter", day(0, 1, { S1: 0, S2: 0, S3: 0 }), "lighter"],
  ])("%s", (_, today, expected) => {
    expect(feedback(today, days(10, 1)).comparison).toBe(expected);
  });

  test("is not said before there are ten days, nor of alarming ones", () => {
    expect(feedback(day(0, 4), days(9, 1)).comparison).toBe("not-enough-history");
    const alarming = days(10, 1).map((past) => ({ ...past, tier: "orange" as const }));
    expect(feedback(day(0, 4), alarming).comparison).toBe("not-enough-history");
  });

  test("a short form is compared with the same signs of long ones; a day without answers with nothing", () => {
    const short: PastDay = { ...day(0, 0), signs: new Map([["S8", 4]]) };
    expect(feedback(short, days(10, 1)).comparison).toBe("heavier");
    expect(feedback({ ...short, signs: new Map() }, days(10, 1))).toEqual({
      comparison: "not-enough-history",
      sign: undefined,
    });
  });
});

describe("the one sign", () => {
  test.each([
    [
      "that rose most, not the strongest",
      day(0, 1, { S7: 4, S2: 3 }),
      { S7: 4 },
      { id: "S2", kind: "risen" },
    ],
    ["is none when all is as ever and low", day(0, 1), {}, undefined],
    ["is the strongest when none rose", day(0, 1, { S7: 3 }), { S7: 3 }, { id: "S7", kind: "strongest" }],
  ])("%s", (_, today, usual, expected) => {
    expect(feedback(today, days(10, 1, usual)).sign).toEqual(expected);
  });

  test("without enough history it is the strongest, and none when nothing is even 'quite'", () => {
    expect(feedback(day(0, 0, { S3: 2, S8: 3 }), days(3, 0)).sign).toEqual({ id: "S8", kind: "strongest" });
    expect(feedback(day(0, 1), []).sign).toBeUndefined();
  });
});

test("the order in which days are read, and what comes later, change nothing", () => {
  const past = fc.array(
    fc.record({ back: fc.integer({ min: 1, max: 50 }), value: fc.integer({ min: 0, max: 4 }) }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(past, fc.integer({ min: 0, max: 4 }), (entries, value) => {
      const before = entries.map((entry) => day(entry.back, entry.value));
      const today = day(0, value);
      const later = [day(-1, 4), day(0, 4)];
      expect(feedback(today, [...later, ...before.toReversed()])).toEqual(feedback(today, before));
    }),
  );
});

test("the step of one sign is another one on each of three days, and not the one shown during the check-in", () => {
  const instrument = instrumentOf(loadInstruments(), "recovery-dangers@1");
  for (const question of instrument.questions.filter(({ kind }) => kind === "sign")) {
    const steps = [0, 1, 2].map((later) => {
      const checkIn = { localDay: addDays(TODAY, later), route: instrument.questions } as CurrentCheckIn;
      const step = feedbackStep(checkIn, question.id);
      expect(step).not.toEqual(copingStep(checkIn, question, 4));
      return step;
    });
    expect(new Set(steps.map((step) => step?.id)).size).toBe(3);
    expect(new Set(steps.map((step) => step?.en)).size).toBe(3);
  }
});
