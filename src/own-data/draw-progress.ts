import type { Locale } from "../domain/instrument.ts";
import { formatDay } from "../format.ts";
import type { Translate } from "../i18n.ts";
import { drawShapes } from "../pictures/draw-shapes.ts";
import { LINE, line, QUIET_INK, rectangle, type Shape, text } from "../pictures/shapes.ts";
import { HIGHEST, usualBand } from "../pictures/usual-band.ts";
import type { Progress } from "./read-progress.ts";

const WIDTH = 1080;
const HEIGHT = 620;
const LEFT = 48;
const RIGHT = 48;
const TOP = 150;
const BOTTOM = 520;
const BAR = "#5b8fb9";
const DOT = 16;

/**
 * PNG, 1080 pixels wide: thirty days as bars beside the person's own usual. No numbers, no tiers, no code and
 * no word of what it is about: a picture gets shown to others.
 */
export async function drawProgress(progress: Progress, t: Translate, locale: Locale): Promise<Uint8Array> {
  return await drawShapes(progressShapes(progress, t, locale), { width: WIDTH, height: HEIGHT });
}

export function progressShapes({ days, baseline }: Progress, t: Translate, locale: Locale): readonly Shape[] {
  const slot = (WIDTH - LEFT - RIGHT) / days.length;
  const known = baseline.kind === "known";
  const { band, edges } = usualBand(baseline, { left: LEFT, right: WIDTH - RIGHT }, heightAt);
  const shapes: Shape[] = [
    text(t("progress-title"), LEFT, 48, 36, { fontWeight: "bold" }),
    text(t(known ? "progress-legend" : "progress-legend-no-usual"), LEFT, 100, 24, { fill: QUIET_INK }),
    ...band,
  ];
  shapes.push({ ...line(LEFT, BOTTOM, WIDTH - RIGHT, BOTTOM), style: { stroke: LINE, lineWidth: 2 } });
  for (const [index, { day, kind, total }] of days.entries()) {
    const x = LEFT + index * slot;
    if (kind === "answered" && total !== undefined) {
      // A calm day of nothing still is a day that was answered.
      const y = Math.min(heightAt(total), BOTTOM - 10);
      shapes.push(rectangle({ x: x + 3, y, width: slot - 6, height: BOTTOM - y }, BAR, undefined, 4));
    } else if (kind === "answered") {
      // Without a total, as after the short form: it was answered, and it is no low day.
      const dot = { x: x + (slot - DOT) / 2, y: BOTTOM - 16 - DOT / 2, width: DOT, height: DOT };
      shapes.push(rectangle(dot, BAR, undefined, DOT / 2));
    } else if (kind === "missed")
      shapes.push(text("·", x + slot / 2, BOTTOM - 16, 30, { fill: QUIET_INK, align: "center" }));
    if ((days.length - 1 - index) % 7 === 0)
      shapes.push(
        text(formatDay(day, locale), Math.min(x + slot / 2, WIDTH - RIGHT - 50), BOTTOM + 40, 20, {
          fill: QUIET_INK,
          align: "center",
        }),
      );
  }
  return [...shapes, ...edges];
}

function heightAt(total: number): number {
  return BOTTOM - (total / HIGHEST) * (BOTTOM - TOP);
}
