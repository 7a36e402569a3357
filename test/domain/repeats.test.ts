import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Reason } from "../../src/domain/reason.ts";
import {
  type Acknowledged,
  mayBeQuiet,
  type Quieting,
  type ToldReason,
  whatIsNews,
} from "../../src/domain/repeats.ts";
import { defaultSettings } from "../../src/programme/settings.ts";

const settings = defaultSettings.repeats;
const answers: [] = [];
const R1: Reason = { rule: "R1", tier: "red", kind: "help-button", answers };
const R2: Reason = { rule: "R2", tier: "red", kind: "craving-without-confidence", answers };
const O1: Reason = { rule: "O1", tier: "orange", kind: "substance", form: "soft", answers };
const O2: Reason = { rule: "O2", tier: "orange", kind: "craving", answers };
const PLEA: Reason = { rule: "O2", tier: "orange", kind: "asked-for-contact", answers };
const THOUGHTS: Reason = { rule: "O2", tier: "orange", kind: "safety-thoughts", answers };
const O3: Reason = { rule: "O3", tier: "orange", kind: "total", total: 20, outOf: 40, limit: 20, answers };
const O4: Reason = {
  rule: "O4",
  tier: "orange",
  kind: "personal-jump",
  total: 15,
  mean: 5,
  limit: 13,
  days: 10,
  answers,
};
const O5: Reason = { rule: "O5", tier: "orange", kind: "missed", days: 2, afterAlarm: false, answers };
const A1: Reason = {
  rule: "A1",
  tier: "amber",
  kind: "drift",
  level: 9,
  mean: 5,
  limit: 7.5,
  days: 10,
  answers,
};
const A2: Reason = { rule: "A2", tier: "amber", kind: "strongest-signs", answers };
const A3: Reason = { rule: "A3", tier: "amber", kind: "almost-used", answers };
const A4: Reason = { rule: "A4", tier: "amber", kind: "bot-blocked", answers };
const ALL = [R1, R2, O1, O2, PLEA, THOUGHTS, O3, O4, O5, A1, A2, A3, A4];

const day = (number: number) => `2026-12-${String(number).padStart(2, "0")}`;
const told = ({ rule, kind }: Reason, on: number, total = 20): ToldReason => ({
  rule,
  kind,
  day: day(on),
  total,
});

interface Now {
  readonly on: number;
  readonly total?: number;
  readonly told?: readonly ToldReason[];
  readonly acknowledged?: readonly Acknowledged[];
  readonly quieting?: Quieting;
}

function speaks(
  reasons: readonly Reason[],
  { on, total = 20, told = [], acknowledged = [], quieting = {} }: Now,
) {
  return whatIsNews({ day: day(on), total, reasons, told, acknowledged, quieting, settings });
}

/** "told", or why not. */
function fate(reason: Reason, now: Now): string {
  return speaks([reason], now).quiet[0]?.why ?? "told";
}

describe("a reason that was told on the 1st", () => {
  test.each<[Reason, number[]]>([
    [R1, [1, 2, 3, 15]],
    [R2, [1, 2, 3, 15]],
    [O5, [1, 2, 3, 15]],
    [O1, [2, 3, 15]],
    [O2, [2, 3, 15]],
    [O4, [4, 15]],
    [A1, [8, 15]],
    [A2, [8, 15]],
    [A3, [4, 15]],
    [A4, [15]],
  ])("$rule: is told again on these days, and not before", (reason, again) => {
    const days = [1, 2, 3, 4, 7, 8, 14, 15];
    const heard = days.filter((on) => fate(reason, { on, told: [told(reason, 1)] }) === "told");
    expect(heard).toEqual(days.filter((on) => on >= (again[0] ?? 0)));
    for (const on of again) expect(heard).toContain(on);
  });

  test("does not keep another reason of its rule quiet", () => {
    expect(fate(PLEA, { on: 1, told: [told(O2, 1)] })).toBe("told");
  });

  test("is news again the next day, whatever the hour", () => {
    expect(fate(O1, { on: 2, told: [told(O1, 1)] })).toBe("told");
  });
});

describe("a high total (O3)", () => {
  const told1 = [told(O3, 1, 21)];

  test("is told every day until somebody takes it, and once a day", () => {
    expect(fate(O3, { on: 1, total: 21, told: told1 })).toBe("told-lately");
    expect(fate(O3, { on: 2, total: 21, told: told1 })).toBe("told");
  });

  test("is told on the same day when a correction makes it clearly higher", () => {
    expect(fate(O3, { on: 1, total: 24, told: told1 })).toBe("told-lately");
    expect(fate(O3, { on: 1, total: 25, told: told1 })).toBe("told");
  });

  test.each<[string, number, number, string]>([
    ["is quiet at three points more", 2, 24, "acknowledged"],
    ["speaks at four points more", 2, 25, "told"],
    ["is quiet on the sixth day after", 7, 21, "acknowledged"],
    ["speaks on the seventh day after", 8, 21, "told"],
  ])("once acknowledged %s", (_, on, total, expected) => {
    const acknowledged = [{ day: day(1), total: 21 }];
    expect(fate(O3, { on, total, told: told1, acknowledged })).toBe(expected);
  });

  test("compares with the highest that people were told of since", () => {
    const acknowledged = [{ day: day(1), total: 21 }];
    const risen = [...told1, told(O3, 3, 26)];
    expect(fate(O3, { on: 4, total: 29, told: risen, acknowledged })).toBe("acknowledged");
    expect(fate(O3, { on: 4, total: 30, told: risen, acknowledged })).toBe("told");
    expect(fate(O3, { on: 9, total: 26, told: risen, acknowledged })).toBe("acknowledged");
    expect(fate(O3, { on: 10, total: 26, told: risen, acknowledged })).toBe("told");
  });

  test("an acknowledgement does not quiet the days before it, and leaves them the one that they had", () => {
    const acknowledged = [
      { day: day(1), total: 21 },
      { day: day(9), total: 39 },
    ];
    expect(fate(O3, { on: 3, total: 24, told: told1, acknowledged })).toBe("acknowledged");
    expect(fate(O3, { on: 3, total: 25, told: told1, acknowledged })).toBe("told");
    expect(fate(O3, { on: 3, total: 25, acknowledged: acknowledged.slice(1) })).toBe("told");
  });

  test("does not remember what was acknowledged long ago", () => {
    const acknowledged = [{ day: day(1), total: 39 }];
    expect(fate(O3, { on: 20, total: 20, told: [told(O3, 1, 39)], acknowledged })).toBe("told");
  });
});

describe("what a counselor may quiet", () => {
  const NEVER: readonly Reason[] = [R1, R2, O1, PLEA, THOUGHTS, O5];

  test("a snooze covers everything but emergencies, silence, substances, pleas and safety", () => {
    const { quiet, news } = speaks(ALL, { on: 5, quieting: { snoozedUntil: day(6) } });
    expect(quiet.map(({ reason }) => reason)).toEqual(ALL.filter((reason) => !NEVER.includes(reason)));
    expect(new Set(quiet.map(({ why }) => why))).toEqual(new Set(["snoozed"]));
    expect(news).toEqual(NEVER);
  });

  test("it ends on its day", () => {
    expect(fate(O4, { on: 6, quieting: { snoozedUntil: day(6) } })).toBe("told");
  });

  test.each<[string, Reason, number, string]>([
    ["a total up to it", O3, 24, "expected"],
    ["a total above it", O3, 25, "told"],
    ["a jump up to it", O4, 24, "expected"],
    ["a drift up to it", A1, 24, "expected"],
    ["a craving at any total", O2, 10, "told"],
    ["a substance at any total", O1, 10, "told"],
    ["help at any total", R1, 10, "told"],
  ])("an expected level of 24: %s", (_, reason, total, expected) => {
    const quieting = { expected: { total: 24, until: day(10) } };
    expect(fate(reason, { on: 9, total, quieting })).toBe(expected);
    expect(fate(reason, { on: 10, total, quieting })).toBe("told");
  });

  test.each<[string, string, boolean]>([
    ["today", day(1), false],
    ["yesterday", "2026-11-30", false],
    ["tomorrow", day(2), true],
    ["in thirty days", day(31), true],
    ["in thirty-one days", "2027-01-01", false],
  ])("until %s", (_, until, allowed) => {
    expect(mayBeQuiet(day(1), until)).toBe(allowed);
  });
});

describe("what belongs onto an open alert", () => {
  test("every orange and red reason, also a quiet one; amber only when it is new", () => {
    const quieted = speaks([O2, A2], { on: 5, quieting: { snoozedUntil: day(6) } });
    expect(quieted).toMatchObject({ attached: [O2], news: [] });
    expect(speaks([O1, A2], { on: 5 })).toEqual({ attached: [O1, A2], news: [O1], quiet: [] });
  });

  test("amber never pings by itself", () => {
    expect(speaks([A1, A2, A3, A4], { on: 5 }).news).toEqual([]);
  });
});

describe("whatever was told and asked for", () => {
  const anyReasons = fc.subarray(ALL);
  const anyTold = fc.array(
    fc
      .tuple(fc.constantFrom(...ALL), fc.integer({ min: 1, max: 28 }), fc.integer({ min: 0, max: 40 }))
      .map(([reason, on, total]) => told(reason, on, total)),
  );
  const anyNow = fc.record({
    on: fc.integer({ min: 1, max: 28 }),
    total: fc.integer({ min: 0, max: 40 }),
    told: anyTold,
    quieting: fc.record({ snoozedUntil: fc.integer({ min: 1, max: 28 }).map(day) }, { requiredKeys: [] }),
  });

  const anyAcknowledged = fc.array(
    fc.record({ day: fc.integer({ min: 1, max: 28 }).map(day), total: fc.integer({ min: 0, max: 40 }) }),
    { maxLength: 3 },
  );

  test("red and silence are always told", () => {
    fc.assert(
      fc.property(anyReasons, anyNow, (reasons, now) => {
        const { news } = speaks(reasons, now);
        for (const reason of reasons.filter(({ rule }) => ["R1", "R2", "O5"].includes(rule)))
          expect(news).toContain(reason);
      }),
    );
  });

  test("each reason is told, kept quiet, or an amber one, and none is lost", () => {
    fc.assert(
      fc.property(anyReasons, anyNow, (reasons, now) => {
        const { news, quiet, attached } = speaks(reasons, now);
        const silent = quiet.map(({ reason }) => reason);
        for (const reason of reasons) {
          expect(silent.includes(reason)).toBe(
            !news.includes(reason) && !(reason.tier === "amber" && attached.includes(reason)),
          );
          if (reason.tier !== "amber") expect(attached).toContain(reason);
        }
      }),
    );
  });

  test("what was told or acknowledged after the day that is judged changes nothing", () => {
    fc.assert(
      fc.property(anyReasons, anyNow, anyAcknowledged, (reasons, now, acknowledged) => {
        const until = <Entry extends { readonly day: string }>(entries: readonly Entry[]) =>
          entries.filter((entry) => entry.day <= day(now.on));
        expect(speaks(reasons, { ...now, acknowledged })).toEqual(
          speaks(reasons, { ...now, acknowledged: until(acknowledged), told: until(now.told) }),
        );
      }),
    );
  });

  test("the order of what was told and acknowledged does not matter", () => {
    fc.assert(
      fc.property(anyReasons, anyNow, anyAcknowledged, (reasons, now, acknowledged) => {
        const backwards = { told: now.told.toReversed(), acknowledged: acknowledged.toReversed() };
        expect(speaks(reasons, { ...now, ...backwards })).toEqual(speaks(reasons, { ...now, acknowledged }));
      }),
    );
  });
});
