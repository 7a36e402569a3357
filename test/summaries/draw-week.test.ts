import { describe, expect, test } from "vitest";
import { translator } from "../../src/i18n.ts";
import { drawWeek } from "../../src/summaries/draw-week.ts";
import { weekChart } from "../../src/summaries/week-chart.ts";
import { alert, code, days, monday, person, report } from "./week-facts.ts";

const id = translator("id");

function size(png: Uint8Array): { readonly width: number; readonly height: number } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

const crowd = (count: number) =>
  report(
    Array.from({ length: count }, (_, index) => person({ code: code(index), checkIns: days("gamor.g") })),
  );

/** The words of the picture. */
function words(svg: string): readonly string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1] ?? "");
}

describe("the picture", () => {
  test("is as wide as a phone wants it and grows with people up to forty", async () => {
    const heights: number[] = [];
    for (const count of [0, 1, 40]) {
      const { width, height } = size(await drawWeek(crowd(count), id, "id"));
      expect(width).toBe(1080);
      heights.push(height);
    }
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    const full = size(await drawWeek(crowd(500), id, "id"));
    // One line more than forty people: how many are left out. Telegram takes no photo whose sides sum up to over 10000.
    expect(full.height).toBe((heights.at(-1) ?? 0) + 48);
    expect(full.height).toBeLessThan(3200);
  });

  test("differs when one day of one person differs", async () => {
    const draw = async (letters: string) =>
      await drawWeek(report([person({ checkIns: days(letters) })]), id, "id");
    const [calm, same, other] = [await draw("ggggggg"), await draw("ggggggg"), await draw("gggrggg")];
    expect(Buffer.compare(calm, same)).toBe(0);
    expect(Buffer.compare(calm, other)).not.toBe(0);
  });

  test("draws real letters: the text is not lost without fonts on the machine", async () => {
    const named = async (name: string) => await drawWeek(report([person({ code: name })]), id, "id");
    expect(Buffer.compare(await named("BPN-001"), await named("BPN-002"))).not.toBe(0);
  });
});

describe("what stands in it", () => {
  test("a letter for each colour, nothing for days that were not due", () => {
    const letters = (cells: string) =>
      words(weekChart(report([person({ checkIns: days(cells) })]), id, "id")).filter((word) =>
        /^[HKOM…]$/.test(word),
      );
    // Five in the legend.
    expect(letters(".......")).toHaveLength(5);
    expect(letters("gaor?..").toSorted()).toEqual(
      ["…", "…", "H", "H", "K", "K", "M", "M", "O", "O"].toSorted(),
    );
    expect(letters("mmmmmmm")).toHaveLength(5);
  });

  test("the most urgent first, the rest as a number", () => {
    const people = Array.from({ length: 45 }, (_, index) =>
      person({ code: code(index), ...(index === 44 && { alerts: [alert("2026-10-14", { tier: "red" })] }) }),
    );
    const shown = words(weekChart(report(people), id, "id"));
    const codes = shown.filter((word) => word.startsWith("BPN-"));
    expect(codes).toHaveLength(40);
    expect(codes[0]).toBe("BPN-044");
    expect(shown).toContain("… dan 5 orang lagi; lihat berkas Excel");
  });

  test("codes that differ only at their end stand there whole", () => {
    const long = ["SAMARIND-014", "SAMARIND-027", "BALIKPAP-000123"];
    const svg = weekChart(report(long.map((name) => person({ code: name }))), id, "id");
    expect(words(svg)).toEqual(expect.arrayContaining(long));
  });

  test("what a place without a square and the arrows mean, and what colours a day", () => {
    const legend = [id("summary-picture-legend"), id("summary-legend-told")];
    expect(words(weekChart(report([person()]), id, "id"))).toEqual(expect.arrayContaining(legend));
  });

  test("completion, day, direction, what is open, strongest signs", () => {
    const signs = [{ id: "S8", name: { id: "keinginan memakai", en: "craving" }, value: 4 }];
    const one = person({ checkIns: days("ggm....", monday, { signs }), alerts: [alert("2026-10-14")] });
    const shown = words(weekChart(report([one]), id, "id"));
    expect(shown).toContain("2/3 · hari ke-47");
    expect(shown).toContain("peringatan belum selesai · keinginan mem…");
  });

  test("the share of missing days for a group, and no bars for fewer than five", () => {
    const five = Array.from({ length: 5 }, (_, index) =>
      person({ code: code(index), checkIns: days("ggmm...") }),
    );
    const percents = (people: typeof five) =>
      words(weekChart(report(people), id, "id")).filter((word) => /^(\w )?\d+%$/.test(word));
    expect(percents(five)).toEqual(expect.arrayContaining(["H 50%", "50%"]));
    expect(percents(five.slice(1))).toEqual([]);
    expect(words(weekChart(report(five.slice(1)), id, "id"))).toContain(
      "orangnya terlalu sedikit untuk dihitung",
    );
  });
});
