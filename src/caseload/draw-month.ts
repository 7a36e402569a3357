import type { Locale } from "../domain/instrument.ts";
import { formatDay } from "../format.ts";
import type { Translate } from "../i18n.ts";
import { drawShapes } from "../pictures/draw-shapes.ts";
import { fillOf, LINE, line, QUIET_INK, rectangle, type Shape, text } from "../pictures/shapes.ts";
import { cellShapes } from "../summaries/week-shapes.ts";
import type { Month, MonthDay } from "./read-month.ts";

const WIDTH = 1080;
const HEIGHT = 660;
const LEFT = 84;
const RIGHT = 36;
const TOP = 150;
const BOTTOM = 560;
const HIGHEST = 40;
/** Of what has no total to be as high as. */
const STUB = 46;
const BAND = "#e8edf4";

/** PNG, 1080 pixels wide: the totals of thirty days by tier, missing days hatched, the person's usual as a band. */
export async function drawMonth(month: Month, t: Translate, locale: Locale): Promise<Uint8Array> {
  return await drawShapes(monthShapes(month, t, locale), { width: WIDTH, height: HEIGHT });
}

export function monthShapes({ code, days, baseline }: Month, t: Translate, locale: Locale): readonly Shape[] {
  const slot = (WIDTH - LEFT - RIGHT) / days.length;
  const shapes: Shape[] = [
    text(t("month-title", { code }), LEFT - 48, 48, 36, { fontWeight: "bold" }),
    text(t(baseline.kind === "known" ? "month-legend" : "month-legend-no-usual"), LEFT - 48, 100, 24, {
      fill: QUIET_INK,
    }),
  ];
  if (baseline.kind === "known") {
    const top = heightAt(Math.min(HIGHEST, baseline.mean + baseline.deviation));
    const bottom = heightAt(Math.max(0, baseline.mean - baseline.deviation));
    shapes.push(
      rectangle({ x: LEFT, y: top, width: WIDTH - LEFT - RIGHT, height: bottom - top }, BAND, undefined, 0),
    );
  }
  for (const total of [0, 10, 20, 30, 40]) {
    const y = heightAt(total);
    shapes.push({ ...line(LEFT, y, WIDTH - RIGHT, y), style: { stroke: LINE, lineWidth: 1 } });
    shapes.push(text(String(total), LEFT - 26, y, 20, { fill: QUIET_INK, align: "center" }));
  }
  for (const [index, day] of days.entries()) {
    const x = LEFT + index * slot;
    shapes.push(...dayShapes(day, { x: x + 2, width: slot - 4 }, t));
    if ((days.length - 1 - index) % 7 === 0)
      shapes.push(
        text(formatDay(day.day, locale), Math.min(x + slot / 2, WIDTH - RIGHT - 50), BOTTOM + 40, 20, {
          fill: QUIET_INK,
          align: "center",
        }),
      );
  }
  return shapes;
}

function dayShapes(
  { cell, total }: MonthDay,
  { x, width }: { readonly x: number; readonly width: number },
  t: Translate,
): readonly Shape[] {
  if (cell === "missing") return cellShapes(cell, { x, y: TOP, width, height: BOTTOM - TOP }, t);
  const stub = { x, y: BOTTOM - STUB, width, height: STUB };
  if (cell === "open" || cell === "not-due") return cellShapes(cell, stub, t);
  if (total === undefined) {
    // Hollow, and no number above: it is no low day.
    const middle = x + width / 2;
    return [
      { ...rectangle(stub, "#ffffff"), style: { fill: "#ffffff", stroke: fillOf[cell], lineWidth: 5 } },
      text(t(`summary-letter-${cell}`), middle, stub.y + STUB / 2, 20, { align: "center" }),
      text("–", middle, stub.y - 14, 18, { align: "center" }),
    ];
  }
  // A calm day of nothing still is a day that was answered.
  const y = Math.min(heightAt(total), BOTTOM - 8);
  const bar = cellShapes(cell, { x, y, width, height: BOTTOM - y }, t);
  return [...bar.slice(0, 1), text(String(total), x + width / 2, y - 14, 18, { align: "center" })];
}

function heightAt(total: number): number {
  return BOTTOM - (total / HIGHEST) * (BOTTOM - TOP);
}
