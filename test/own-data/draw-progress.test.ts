import { expect, test } from "vitest";
import { addDays } from "../../src/domain/calendar.ts";
import { translator } from "../../src/i18n.ts";
import { progressShapes } from "../../src/own-data/draw-progress.ts";
import type { Progress } from "../../src/own-data/read-progress.ts";

type Day = Omit<Progress["days"][number], "day">;

/** What is drawn for the first of thirty days. */
function drawn(first: Day) {
  const days = Array.from({ length: 30 }, (_, index) => ({
    day: addDays("2026-10-25", index),
    ...(index === 0 ? first : { kind: "none" as const, total: undefined }),
  }));
  const baseline = { kind: "not-enough", have: 0, need: 10 } as const;
  const streak = { current: 0, answered: 0 };
  const shapes = progressShapes({ days, baseline, direction: "unknown", streak }, translator("id"), "id");
  return shapes.flatMap((shape) => (shape.type === "rect" ? [shape.shape] : []));
}

test("an answered day is a bar to its height, one without a total a dot that stands on nothing", () => {
  expect(drawn({ kind: "answered", total: 20 })).toMatchObject([{ y: 335, height: 185 }]);
  expect(drawn({ kind: "answered", total: 0 })).toMatchObject([{ y: 510, height: 10 }]);
  const [dot, ...others] = drawn({ kind: "answered", total: undefined });
  expect(others).toEqual([]);
  expect(dot).toMatchObject({ width: 16, height: 16, r: 8 });
  expect((dot?.y ?? 0) + 16).toBeLessThan(520);
  expect(drawn({ kind: "missed", total: undefined })).toEqual([]);
});
