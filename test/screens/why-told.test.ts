import { describe, expect, test } from "vitest";
import type { Reason } from "../../src/domain/reason.ts";
import { translator } from "../../src/i18n.ts";
import type { ToldTime } from "../../src/own-data/read-told.ts";
import { LONGEST_TEXT } from "../../src/screens/message-length.ts";
import { whyToldScreen } from "../../src/screens/own-data.ts";

describe.each(["id", "en"] as const)("in %s", (locale) => {
  const t = translator(locale);

  test("three evenings, each corrected a dozen times: the newest says most, and each who heard and what came of it", () => {
    const signs = Array.from({ length: 10 }, (_, index) => ({ question: `S${index + 1}`, value: 4 }));
    const evening = (day: number): ToldTime => ({
      at: new Date(Date.UTC(2026, 10, day, 12)),
      reasons: Array.from({ length: 12 }, (_, index) => [
        { kind: "total", rule: "O3", tier: "orange", total: 40 - index, outOf: 40, limit: 20, answers: [] },
        { kind: "many-signs", rule: "O3", tier: "orange", answers: signs.slice(0, 10 - (index % 5)) },
      ]).flat() as unknown as readonly Reason[],
      told: [{ name: "Rina", at: new Date(Date.UTC(2026, 10, day, 12)) }],
      toldForgotten: false,
      takenBy: "Agus",
      contactedBy: undefined,
      wasTaken: true,
      state: "acknowledged",
      outcome: null,
    });
    const name = { id: "kebiasaan lama & uang", en: "old habits & money" };
    const reader = { t, locale, zone: "Asia/Makassar" };
    const screenOf = (days: readonly number[]) =>
      whyToldScreen({ times: days.map(evening), nameOf: () => name }, reader).text;

    const text = screenOf([23, 22, 21]);
    expect(text.length).toBeLessThanOrEqual(LONGEST_TEXT);
    const blocks = text.split("\n\n").slice(1);
    expect(blocks).toHaveLength(3);
    for (const block of blocks) {
      expect(block).toContain(t("why-told-taken", { name: "Agus" }));
      expect(block).toMatch(/• .*40.*\n/);
      expect(block).toMatch(/Rina .*(dikabari|was told)/);
    }
    for (const block of blocks.slice(1)) expect(block).toMatch(/\n… .*\d+/);
    const reasons = blocks.map((block) => block.split("\n• ").length - 1);
    expect(reasons).toEqual(reasons.toSorted((a, b) => b - a));
    expect(reasons[0]).toBeGreaterThanOrEqual(4);
    // What fits stays whole.
    expect(screenOf([23]).split("\n• ")).toHaveLength(12 + 5 + 1);
  });

  test("that somebody was told is said also when who it was is no longer kept", () => {
    const time = (toldForgotten: boolean): ToldTime => ({
      ...{ at: new Date(Date.UTC(2026, 7, 1)), reasons: [], told: [], toldForgotten },
      ...{ takenBy: "Agus", contactedBy: "Agus", wasTaken: true, state: "closed", outcome: "talked" },
    });
    const reader = { t, locale, zone: "Asia/Makassar" };
    const textOf = (toldForgotten: boolean) =>
      whyToldScreen({ times: [time(toldForgotten)], nameOf: () => undefined }, reader).text;
    expect(textOf(true)).toContain(t("why-told-somebody"));
    expect(textOf(true)).not.toContain(t("why-told-nobody"));
    expect(textOf(false)).toContain(t("why-told-nobody"));
  });
});
