import type { Locale } from "../domain/instrument.ts";
import { formatDay } from "../format.ts";
import type { Translate } from "../i18n.ts";
import { drawShapes } from "../pictures/draw-shapes.ts";
import { fillOf, LINE, line, QUIET_INK, rectangle, type Shape, text } from "../pictures/shapes.ts";
import { HIGHEST, usualBand } from "../pictures/usual-band.ts";
import { cellShapes, legendShapes } from "../summaries/week-shapes.ts";
import type { Month, MonthDay } from "./read-month.ts";

const WIDTH = 1080;
const HEIGHT = 690;
const LEFT = 84;
const RIGHT = 36;
const TOP = 150;
const BOTTOM = 560;
/** Of what has no total to be as high as. */
const STUB = 46;

/** PNG, 1080 pixels wide: the totals of thirty days by tier, missing days hatched, the person's usual as a band. */
export async function drawMonth(month: Month, t: Translate, locale: Locale): Promise<Uint8Array> {
  return await drawShapes(monthShapes(month, t, locale), { width: WIDTH, height: HEIGHT });
}

export function monthShapes({ code, days, baseline }: Month, t: Translate, locale: Locale): readonly Shape[] {
  const slot = (WIDTH - LEFT - RIGHT) / days.length;
  const { band, edges } = usualBand(baseline, { left: LEFT, right: WIDTH - RIGHT }, heightAt);
  const shapes: Shape[] = [
    text(t("month-title", { code }), LEFT - 48, 48, 36, { fontWeight: "bold" }),
    text(t(baseline.kind === "known" ? "month-legend" : "month-legend-no-usual"), LEFT - 48, 100, 24, {
      fill: QUIET_INK,
    }),
    ...legendShapes({ x: LEFT - 48, y: BOTTOM + 74, width: WIDTH - LEFT + 48 - RIGHT }, t),
    ...band,
  ];
  for (const total of [0, 10, 20, 30, 40]) {
    const y = heightAt(total);
    shapes.push({ ...line(LEFT, y, WIDTH - RIGHT, y), style: { stroke: LINE, lineWidth: 1 } });
    shapes.push(text(String(total), LEFT - 26, y, 20, { fill: QUIET_INK, align: "center" }));
  }
  const over: Shape[] = [];
  for (const [index, day] of days.entries()) {
    const x = LEFT + index * slot;
    const { bar, words } = dayShapes(day, { x: x + 2, width: slot - 4 }, t);
    shapes.push(...bar);
    over.push(...words);
    if ((days.length - 1 - index) % 7 === 0)
      shapes.push(
        text(formatDay(day.day, locale), Math.min(x + slot / 2, WIDTH - RIGHT - 50), BOTTOM + 40, 20, {
          fill: QUIET_INK,
          align: "center",
        }),
      );
  }
  return [...shapes, ...edges, ...over];
}

function dayShapes(
  { cell, total }: MonthDay,
  { x, width }: { readonly x: number; readonly width: number },
  t: Translate,
): { readonly bar: readonly Shape[]; readonly words: readonly Shape[] } {
  const stub = { x, y: BOTTOM - STUB, width, height: STUB };
  if (cell === "missing")
    return { bar: cellShapes(cell, { ...stub, y: TOP, height: BOTTOM - TOP }, t), words: [] };
  if (cell === "open" || cell === "not-due") return { bar: cellShapes(cell, stub, t), words: [] };
  // A calm day of nothing still is a day that was answered.
  const y = total === undefined ? stub.y : Math.min(heightAt(total), BOTTOM - 8);
  const box = { ...stub, y, height: BOTTOM - y };
  const middle = x + width / 2;
  const bar =
    total === undefined
      ? // Hollow, and no number above: it is no low day.
        { ...rectangle(box, "#ffffff"), style: { fill: "#ffffff", stroke: fillOf[cell], lineWidth: 5 } }
      : rectangle(box, fillOf[cell]);
  return {
    bar: [bar],
    words: [
      text(total === undefined ? "–" : String(total), middle, y - 14, 18, {
        align: "center",
        halo: "#ffffff",
      }),
      // Below all bars, where also the lowest one has room for it.
      text(t(`summary-letter-${cell}`), middle, BOTTOM + 16, 18, { align: "center", fontWeight: "bold" }),
    ],
  };
}

function heightAt(total: number): number {
  return BOTTOM - (total / HIGHEST) * (BOTTOM - TOP);
}
