import { describe, expect, test } from "vitest";
import { monthShapes } from "../../src/caseload/draw-month.ts";
import type { Month, MonthDay } from "../../src/caseload/read-month.ts";
import { addDays } from "../../src/domain/calendar.ts";
import { translator } from "../../src/i18n.ts";
import { fillOf, QUIET_INK, type Shape } from "../../src/pictures/shapes.ts";

const id = translator("id");
const FIRST = "2026-10-25";
const [ZERO, FORTY] = [560, 150];
const BAND = "#e8edf4";
/** From here on down the colours are named. */
const LEGEND = 620;

/** Thirty days that were not due, but for some by their place; without the legend. */
function month(...given: Parameters<typeof drawn>): readonly Shape[] {
  return drawn(...given).filter((shape) => topOf(shape) < LEGEND);
}

function topOf(shape: Shape): number {
  if (shape.type === "text") return shape.style.y;
  return shape.type === "line" ? shape.shape.y1 : shape.shape.y;
}

function drawn(some: Readonly<Record<number, Omit<MonthDay, "day">>>, more: Partial<Month> = {}) {
  const days = Array.from({ length: 30 }, (_, index) => ({
    day: addDays(FIRST, index),
    ...(some[index] ?? { cell: "not-due" as const, total: undefined }),
  }));
  const baseline = { kind: "not-enough", have: 0, need: 10 } as const;
  return monthShapes({ code: "BPN-001", days, baseline, ...more }, id, "id");
}

const boxes = (shapes: readonly Shape[]) =>
  shapes.flatMap((shape) => (shape.type === "rect" ? [{ ...shape.shape, fill: shape.style.fill }] : []));
const words = (shapes: readonly Shape[]) =>
  shapes.flatMap((shape) => (shape.type === "text" ? [shape.style.text] : []));
/** Lines that are not level, as in a hatching. */
const slanted = (shapes: readonly Shape[]) =>
  shapes.flatMap((shape) =>
    shape.type === "line" && shape.shape.y1 !== shape.shape.y2 ? [shape.shape] : [],
  );

describe("thirty days as shapes", () => {
  test("a day has a bar as high as its total, in the colour of its tier, with the number above", () => {
    for (const [cell, total, y] of [
      ["green", 10, 457.5],
      ["amber", 20, 355],
      ["orange", 30, 252.5],
      ["red", 40, FORTY],
    ] as const) {
      const shapes = month({ 3: { cell, total } });
      expect(boxes(shapes), cell).toMatchObject([{ y, height: ZERO - y, fill: fillOf[cell] }]);
      const above = shapes.find((shape) => shape.type === "text" && shape.style.y === y - 14);
      expect(above?.style).toMatchObject({ text: String(total) });
    }
  });

  test("no colour stands by itself: each has its letter below the day, however low, and its word in the legend", () => {
    for (const [cell, letter, word] of [
      ["green", "H", "Hijau"],
      ["amber", "K", "Kuning"],
      ["orange", "O", "Oranye"],
      ["red", "M", "Merah"],
    ] as const) {
      for (const total of [0, 40, undefined]) {
        const below = month({ 3: { cell, total } }).filter((shape) => topOf(shape) === ZERO + 16);
        expect(words(below)).toEqual([letter]);
      }
      const legend = drawn({}).filter((shape) => topOf(shape) >= LEGEND);
      expect(words(legend)).toEqual(expect.arrayContaining([letter, word]));
      expect(boxes(legend).map(({ fill }) => fill)).toContain(fillOf[cell]);
    }
  });

  test("a day answered with nothing but zeros can still be seen", () => {
    expect(boxes(month({ 3: { cell: "green", total: 0 } }))).toMatchObject([
      { y: ZERO - 8, height: 8, fill: fillOf.green },
    ]);
  });

  test("a missed day is hatched from bottom to top, and no other day is", () => {
    const shapes = month({ 3: { cell: "missing", total: undefined }, 4: { cell: "green", total: 40 } });
    const [box, next] = boxes(shapes);
    expect(box).toMatchObject({ y: FORTY, height: ZERO - FORTY });
    const stripes = slanted(shapes);
    expect(stripes.length).toBeGreaterThan(20);
    const [left, right] = [box?.x ?? 0, (box?.x ?? 0) + (box?.width ?? 0)];
    for (const { x1, x2 } of stripes) {
      expect(Math.min(x1, x2)).toBeGreaterThanOrEqual(left);
      expect(Math.max(x1, x2)).toBeLessThanOrEqual(right);
    }
    expect(next?.x).toBeGreaterThan(right);
    expect(slanted(month({ 3: { cell: "green", total: 4 } }))).toEqual([]);
  });

  test("a day without a total has the colour of its tier around it, so that it is no low bar", () => {
    const short = month({ 3: { cell: "amber", total: undefined } });
    expect(boxes(short)).toMatchObject([{ height: 46, fill: "#ffffff" }]);
    expect(short.some(({ style }) => "stroke" in style && style.stroke === fillOf.amber)).toBe(true);
    expect(words(short)).toEqual(expect.arrayContaining(["K", "–"]));
    expect(words(month({ 3: { cell: "amber", total: 5 } }))).not.toContain("–");
  });

  test("a running day is empty, one not due is nothing", () => {
    const running = month({ 29: { cell: "open", total: undefined } });
    expect(boxes(running)).toMatchObject([{ height: 46, fill: "#ffffff" }]);
    expect(words(running)).toContain("…");
    expect(boxes(month({}))).toEqual([]);
  });

  test("days stand side by side in their order", () => {
    const all = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [index, { cell: "green" as const, total: index }]),
    );
    const bars = boxes(month(all));
    expect(bars).toHaveLength(30);
    for (const [index, { x, height }] of bars.entries()) {
      const before = bars[index - 1];
      if (before) expect(x).toBeGreaterThan(before.x + before.width);
      expect(height).toBeCloseTo(Math.max(8, (index / 40) * (ZERO - FORTY)));
    }
    expect(words(month({})).filter((word) => /Okt|Nov/.test(word))).toEqual([
      "Sen, 26 Okt",
      "Sen, 2 Nov",
      "Sen, 9 Nov",
      "Sen, 16 Nov",
      "Sen, 23 Nov",
    ]);
  });

  test("what is usual is a band behind the days, which ends where the scale does", () => {
    const usual = (mean: number, deviation: number) =>
      month(
        { 3: { cell: "green", total: 12 } },
        { baseline: { kind: "known", mean, deviation, totals: [] } },
      );
    const shapes = usual(10, 2);
    expect(boxes(shapes)).toMatchObject([
      { x: 84, width: 960, y: 437, height: 41, fill: BAND },
      { fill: fillOf.green },
    ]);
    const edges = shapes.slice(
      shapes.findIndex(({ style }) => "fill" in style && style.fill === fillOf.green),
    );
    expect(edges).toEqual(
      expect.arrayContaining(
        [437, 478].map((y) =>
          expect.objectContaining({
            shape: { x1: 84, x2: 1044, y1: y, y2: y },
            style: { stroke: QUIET_INK, lineWidth: 2 },
          }),
        ),
      ),
    );
    expect(words(shapes)).toContain("Total 0–40 · pita = biasanya · – = tanpa total (cek singkat)");
    expect(boxes(usual(1, 3))[0]).toMatchObject({ y: 519, height: 41 });
    expect(boxes(usual(39, 3))[0]).toMatchObject({ y: FORTY, height: 41 });
    expect(words(month({}))).toContain(
      'Total 0–40 · "biasanya" belum diketahui · – = tanpa total (cek singkat)',
    );
  });
});
