import { type BackTest, type CounselorWeeks, type Counts, totalOf } from "../domain/back-test.ts";
import type { Locale } from "../domain/instrument.ts";
import type { Flagged } from "../domain/replay.ts";
import { formatDay } from "../format.ts";
import type { Translate } from "../i18n.ts";
import { drawShapes } from "../pictures/draw-shapes.ts";
import {
  type Box,
  fillOf,
  INK,
  inkOf,
  LINE,
  line,
  QUIET_INK,
  rectangle,
  type Shape,
  text,
} from "../pictures/shapes.ts";

const WIDTH = 1080;
const EDGE = 36;
const NAMES = 220;
const HEAD = 190;
const ROW = 132;
const FOOT = 64;
const BARS = ROW - 44;
const GAP = 2;
const PALE = 0.5;
/** Rows of counselors; with everybody's together they still fit on a phone. */
const MOST = 9;
/** The highest bar stands for this many at least, so that one alert does not fill the picture. */
const LEAST_HIGHEST = 4;
const LONGEST_NAME = 22;
/** The lowest piece of a bar that has room for its letter. */
const LETTER = 12;
const FROM_BELOW: readonly Flagged[] = ["red", "orange", "amber"];

interface Row {
  readonly name: string;
  readonly weeks: CounselorWeeks["weeks"];
}

/** PNG, 1080 pixels wide: counselors × weeks, two bars a week – as it was, and with the other settings. */
export async function drawBackTest(result: BackTest, t: Translate, locale: Locale): Promise<Uint8Array> {
  const rows = rowsOf(result, t);
  const left = result.counselors.length - MOST;
  const height = HEAD + rows.length * ROW + FOOT + (left > 0 ? 40 : 0);
  const shapes = [
    ...headShapes(t),
    ...rows.flatMap((row, index) => rowShapes(row, HEAD + index * ROW, t)),
    ...weekLabels(result, HEAD + rows.length * ROW, locale),
    ...(left > 0
      ? [text(t("back-test-picture-more", { count: left }), EDGE, height - 32, 24, { fill: QUIET_INK })]
      : []),
  ];
  return await drawShapes(shapes, { width: WIDTH, height });
}

/** Everybody's first, then whoever had most to see to. */
function rowsOf({ counselors, weeks }: BackTest, t: Translate): readonly Row[] {
  const all = Array.from({ length: weeks }, (_, week) => {
    const these = counselors.flatMap((each) => each.weeks[week] ?? []);
    return {
      first: these[0]?.first ?? "",
      before: added(these.map(({ before }) => before)),
      after: added(these.map(({ after }) => after)),
    };
  });
  const busiest = counselors.toSorted((a, b) => heightOf(b.weeks) - heightOf(a.weeks)).slice(0, MOST);
  const rows = busiest.map((each) => ({ name: each.counselor.name, weeks: each.weeks }));
  return rows.length === 1 ? rows : [{ name: t("back-test-everybody"), weeks: all }, ...rows];
}

function added(counts: readonly Counts[]): Counts {
  const of = (tier: Flagged) => counts.reduce((sum, each) => sum + each[tier], 0);
  return { amber: of("amber"), orange: of("orange"), red: of("red") };
}

function heightOf(weeks: Row["weeks"]): number {
  return Math.max(0, ...weeks.map(({ before, after }) => Math.max(totalOf(before), totalOf(after))));
}

function headShapes(t: Translate): readonly Shape[] {
  let x = EDGE;
  const legend = FROM_BELOW.flatMap((tier) => {
    const word = t(`tier-${tier}`);
    const square = { x, y: 122, width: 28, height: 28 };
    const shapes = [
      rectangle(square, fillOf[tier], undefined, 4),
      letter(tier, square, inkOf[tier], t),
      text(word, x + 38, 136, 24),
    ];
    x += 70 + word.length * 13;
    return shapes;
  });
  return [
    text(t("back-test-picture-title"), EDGE, 48, 38, { fontWeight: "bold" }),
    text(t("back-test-picture-legend"), EDGE, 94, 25, { fill: QUIET_INK }),
    ...legend,
  ];
}

function rowShapes({ name, weeks }: Row, top: number, t: Translate): readonly Shape[] {
  const bottom = top + ROW - 16;
  const slot = (WIDTH - 2 * EDGE - NAMES) / weeks.length;
  const unit = BARS / Math.max(LEAST_HIGHEST, heightOf(weeks));
  const width = Math.min(34, slot * 0.36);
  return [
    nameShape(name, bottom - BARS / 2),
    { ...line(EDGE + NAMES, bottom, WIDTH - EDGE, bottom), style: { stroke: LINE, lineWidth: 2 } },
    ...weeks.flatMap(({ before, after }, week) => {
      const middle = EDGE + NAMES + (week + 0.5) * slot;
      return [
        ...bar(before, { x: middle - GAP / 2 - width, bottom, width, unit, opacity: PALE }, t),
        ...bar(after, { x: middle + GAP / 2, bottom, width, unit, opacity: 1 }, t),
      ];
    }),
  ];
}

interface Bar {
  readonly x: number;
  readonly bottom: number;
  readonly width: number;
  /** Height of one alert. */
  readonly unit: number;
  readonly opacity: number;
}

function bar(counts: Counts, { x, bottom, width, unit, opacity }: Bar, t: Translate): readonly Shape[] {
  let y = bottom;
  const pieces = FROM_BELOW.flatMap((tier) => {
    const height = counts[tier] * unit;
    y -= height;
    if (height === 0) return [];
    const box = { x, y, width, height };
    const piece = rectangle(box, fillOf[tier], "#ffffff", 2);
    const ink = opacity < 1 ? INK : inkOf[tier];
    return [
      { ...piece, style: { ...piece.style, opacity } },
      ...(height < LETTER ? [] : [letter(tier, box, ink, t)]),
    ];
  });
  return [...pieces, text(String(totalOf(counts)), x + width / 2, y - 14, 20, { align: "center" })];
}

function weekLabels({ counselors, weeks }: BackTest, top: number, locale: Locale): readonly Shape[] {
  const slot = (WIDTH - 2 * EDGE - NAMES) / weeks;
  // Twelve dates side by side would run into each other.
  const every = weeks > 8 ? 2 : 1;
  return (counselors[0]?.weeks ?? []).flatMap(({ first }, week) =>
    week % every === 0
      ? [
          text(
            formatDay(first, locale).replace(/^.*?, /, ""),
            EDGE + NAMES + (week + 0.5) * slot,
            top + 20,
            21,
            {
              fill: QUIET_INK,
              align: "center",
            },
          ),
        ]
      : [],
  );
}

/** As in the weekly picture, for whoever cannot tell the colours apart. */
function letter(tier: Flagged, { x, y, width, height }: Box, fill: string, t: Translate): Shape {
  const size = Math.min(18, height * 0.9);
  return text(t(`summary-letter-${tier}`), x + width / 2, y + height / 2, size, {
    fill,
    fontWeight: "bold",
    align: "center",
  });
}

/** Long ones are written smaller; of the longest the end is left out. */
function nameShape(name: string, y: number): Shape {
  const shown = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
  const size = Math.min(26, NAMES / (shown.length * 0.68));
  return text(shown, EDGE, y, size, { fontWeight: "bold" });
}
