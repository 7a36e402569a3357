import { expect, test } from "vitest";
import { addDays } from "../../src/domain/calendar.ts";
import type { Baseline } from "../../src/domain/history.ts";
import { translator } from "../../src/i18n.ts";
import { progressShapes } from "../../src/own-data/draw-progress.ts";
import type { Progress } from "../../src/own-data/read-progress.ts";

type Day = Omit<Progress["days"][number], "day">;

/** What is drawn where only the first of thirty days is. */
function shapesOf(first: Day, baseline: Baseline) {
  const days = Array.from({ length: 30 }, (_, index) => ({
    day: addDays("2026-10-25", index),
    ...(index === 0 ? first : { kind: "none" as const, total: undefined }),
  }));
  const streak = { current: 0, answered: 0 };
  return progressShapes({ days, baseline, direction: "unknown", streak }, translator("id"), "id");
}

const drawn = (first: Day) =>
  shapesOf(first, { kind: "not-enough", have: 0, need: 10 }).flatMap((shape) =>
    shape.type === "rect" ? [shape.shape] : [],
  );

test("an answered day is a bar to its height, one without a total a dot that stands on nothing", () => {
  expect(drawn({ kind: "answered", total: 20 })).toMatchObject([{ y: 335, height: 185 }]);
  expect(drawn({ kind: "answered", total: 0 })).toMatchObject([{ y: 510, height: 10 }]);
  const [dot, ...others] = drawn({ kind: "answered", total: undefined });
  expect(others).toEqual([]);
  expect(dot).toMatchObject({ width: 16, height: 16, r: 8 });
  expect((dot?.y ?? 0) + 16).toBeLessThan(520);
  expect(drawn({ kind: "missed", total: undefined })).toEqual([]);
});

test("the edges of what is usual are seen across the bars", () => {
  const shapes = shapesOf(
    { kind: "answered", total: 20 },
    { kind: "known", mean: 20, deviation: 4, totals: [] },
  );
  expect(shapes.slice(-4)).toMatchObject(
    [298, 298, 372, 372].map((y) => ({ shape: { x1: 48, x2: 1032, y1: y, y2: y } })),
  );
});
