import { describe, expect, test } from "vitest";
import { translator } from "../../src/i18n.ts";
import { type CrisisNumber, defaultSettings, MOST_NUMBERS } from "../../src/programme/settings.ts";
import { numbersScreen } from "../../src/screens/desk.ts";
import { firstAidScreen, numbersAgain } from "../../src/screens/help.ts";
import { LONGEST_TEXT } from "../../src/screens/message-length.ts";

describe.each(["id", "en"] as const)("in %s", (locale) => {
  const t = translator(locale);

  const numbers = (count: number): readonly CrisisNumber[] => [
    ...Array.from(
      { length: count - defaultSettings.crisisNumbers.length },
      (_, index): CrisisNumber => ({
        id: `human-${index}`,
        kind: "human",
        label: `Bu Dewi ${index} ${"x".repeat(50)}`,
        number: `0812-3456-78${index}`,
        hours: "Senin sampai Jumat 08.00–16.00, Sabtu dan Minggu 10.00–12.00",
        whatItIs: { id: "Orang dari programmu", en: "Somebody from your programme" },
      }),
    ),
    ...defaultSettings.crisisNumbers,
  ];
  const plan = new Map([["people", "y".repeat(600)]] as const);

  test("the most numbers that there can be stand whole on the help screen, with the longest plan", () => {
    const { text } = firstAidScreen({ numbers: numbers(MOST_NUMBERS), plan }, locale, t);
    expect(text.length).toBeLessThanOrEqual(LONGEST_TEXT);
    expect(text.match(/📞/g)).toHaveLength(MOST_NUMBERS);
    expect(text).toContain("10.00–12.00");
    const list = numbersScreen(
      { crisisNumbers: [...numbers(MOST_NUMBERS)], naloxone: true },
      { human: false, roundTheClock: false },
      "2026-11-23",
      { t, locale, zone: "Asia/Makassar" },
    );
    expect(list.text.length).toBeLessThanOrEqual(LONGEST_TEXT);
  });

  test("more, from before there was a limit: every number, in short; the rest of first aid stays", () => {
    const { text } = firstAidScreen({ numbers: numbers(25), plan }, locale, t);
    expect(text.length).toBeLessThanOrEqual(LONGEST_TEXT);
    expect(text.match(/📞/g)).toHaveLength(25);
    expect(text).toMatch(/📞 112\n/);
    expect(text).not.toContain("10.00–12.00");
    expect(text).toContain("y".repeat(600));
    expect(text.endsWith(t("help-minute"))).toBe(true);
  });
  test("when nobody has got through there is something to dial, also where only a page on the web was chosen", () => {
    const dialled = (chosen: readonly CrisisNumber[]) => numbersAgain(chosen, t).text;
    expect(dialled(defaultSettings.crisisNumbers)).toBe(
      t("numbers-again", { numbers: "112 · 119 · 0811-5800-8887" }),
    );
    const services = defaultSettings.crisisNumbers.filter(({ kind }) => kind === "service");
    expect(dialled(services)).toBe(t("numbers-again", { numbers: "112 · 119" }));
  });
});
