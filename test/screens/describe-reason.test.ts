import { describe, expect, test } from "vitest";
import { checkInRules } from "../../src/domain/rules.ts";
import { translator } from "../../src/i18n.ts";
import { loadInstruments } from "../../src/instruments/index.ts";
import { defaultSettings } from "../../src/programme/settings.ts";
import { describeReason } from "../../src/screens/describe-reason.ts";

type Rules = typeof defaultSettings.rules;
type Thresholds = { readonly [Rule in keyof Rules]?: Partial<Rules[Rule]> };

describe.each(["id", "en"] as const)(
  "in %s the words go by the answer, whatever the thresholds",
  (locale) => {
    const route = loadInstruments().get("recovery-dangers@1")?.questions ?? [];
    /** Every reason of the rules of one check-in, in words. */
    function words(thresholds: Thresholds, given: Readonly<Record<string, number>>): string {
      const changed = Object.entries(thresholds).map(([rule, values]) => [
        rule,
        { ...defaultSettings.rules[rule as keyof Rules], ...values },
      ]);
      const rules: Rules = { ...defaultSettings.rules, ...Object.fromEntries(changed) };
      const facts = { route, s6Form: "reporting" as const, answers: new Map(Object.entries(given)) };
      return checkInRules
        .flatMap((rule) => rule(facts, rules))
        .map((reason) => describeReason(reason, () => undefined, locale, translator(locale)))
        .join("\n");
    }
    const USE = /pemakaian|reports use/;
    const ALMOST = /hampir|almost/;
    const EXTREME =
      /sangat|tertinggi|highest|very|kuat|strong|keyakinan rendah|low confidence|tidak yakin|not confident/;

    test("use is reported by those who report it, and by nobody else", () => {
      expect(words({}, { S6: 3 })).toMatch(USE);
      expect(words({ O1: { substanceFrom: 2 }, A3: { substanceFrom: 1 } }, { S6: 2 })).toMatch(ALMOST);
      expect(words({ O1: { substanceFrom: 2 }, A3: { substanceFrom: 1 } }, { S6: 2 })).not.toMatch(USE);
      expect(words({ A3: { substanceFrom: 1 } }, { S6: 1 })).toMatch(/ditawari|offered/);
      expect(words({ O1: { substanceFrom: 4 } }, { S6: 3 })).toMatch(USE);
      expect(words({ O1: { substanceFrom: 4 } }, { S6: 3 })).not.toMatch(ALMOST);
    });

    test.each([
      ["the strongest sign", { A2: { signFrom: 2 } }, { S1: 2 }],
      ["craving", { O2: { cravingFrom: 2 } }, { S8: 2 }],
      ["confidence", { O2: { confidenceUpTo: 3 } }, { C1: 3 }],
      [
        "craving without confidence",
        { R2: { cravingFrom: 2, confidenceUpTo: 3 }, O2: { confidenceUpTo: 0 } },
        { S8: 2, C1: 3 },
      ],
      ["many signs", { O3: { signFrom: 1, signs: 2 } }, { S1: 1, S2: 1 }],
    ] as const)("%s: nothing is called stronger than it was answered", (_, thresholds, given) => {
      const text = words(thresholds, given);
      expect(text).not.toBe("");
      expect(text).not.toMatch(EXTREME);
    });

    test("with the usual thresholds the usual words", () => {
      const text = words({}, { S1: 4, S8: 4, C1: 0 });
      expect(text.match(new RegExp(EXTREME, "g"))?.length).toBeGreaterThanOrEqual(4);
    });
  },
);
