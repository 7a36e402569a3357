import type { Locale } from "../domain/instrument.ts";
import { daysIn, type Tally } from "../domain/tally.ts";
import type { DayCell } from "../domain/week.ts";
import type { Translate } from "../i18n.ts";
import {
  type Box,
  fillOf,
  inkOf,
  LINE,
  line,
  QUIET_INK,
  rectangle,
  type Shape,
  text,
} from "../pictures/shapes.ts";
import { percent } from "./week-words.ts";

const FROM_WORST = ["red", "orange", "amber", "green"] as const;

export function cellShapes(cell: DayCell, box: Box, t: Translate): Shape[] {
  const middle = [box.x + box.width / 2, box.y + box.height / 2] as const;
  const letter = (word: string, fill: string) =>
    text(word, middle[0], middle[1], Math.min(26, box.height * 0.6), {
      fill,
      fontWeight: "bold",
      align: "center",
    });
  switch (cell) {
    case "green":
    case "amber":
    case "orange":
    case "red":
      return [rectangle(box, fillOf[cell]), letter(t(`summary-letter-${cell}`), inkOf[cell])];
    case "missing":
      return hatched(box);
    case "open":
      return [rectangle(box, "#ffffff", LINE), letter("…", QUIET_INK)];
    case "not-due":
      return [];
  }
}

/** A square and a word for each kind of cell but the empty one, side by side. */
export function legendShapes(
  { x: left, y, width }: Pick<Box, "x" | "y" | "width">,
  t: Translate,
): readonly Shape[] {
  const entries: readonly (readonly [DayCell, string])[] = [
    ...FROM_WORST.map((tier) => [tier, t(`tier-${tier}`)] as const),
    ["missing", t("summary-cell-missing")],
    ["open", t("summary-cell-open")],
  ];
  // Room for the words in proportion to their length; the square and its gaps are the same for all.
  const fixed = 66;
  const letters = entries.reduce((total, [, word]) => total + word.length, 0);
  const perLetter = Math.min(13, (width - fixed * entries.length) / letters);
  let x = left;
  return entries.flatMap(([cell, word]) => {
    const shapes = [...cellShapes(cell, { x, y, width: 36, height: 36 }, t), text(word, x + 46, y + 18, 22)];
    x += fixed + word.length * perLetter;
    return shapes;
  });
}

export function barShapes(tally: Tally, box: Box, t: Translate, locale: Locale): Shape[] {
  const all = daysIn(tally);
  const shapes: Shape[] = [];
  let bottom = box.y + box.height;
  for (const part of [...FROM_WORST, "missing"] as const) {
    const share = tally[part] / all;
    const height = share * box.height;
    const piece = { ...box, y: bottom - height, height };
    bottom -= height;
    if (height === 0) continue;
    shapes.push(...(part === "missing" ? hatched(piece) : [rectangle(piece, fillOf[part], "#ffffff", 0)]));
    if (height < 24) continue;
    const label =
      part === "missing"
        ? percent(share, locale)
        : `${t(`summary-letter-${part}`)} ${percent(share, locale)}`;
    const [x, y] = [piece.x + piece.width / 2, piece.y + piece.height / 2];
    if (part === "missing")
      shapes.push(rectangle({ x: x - 36, y: y - 12, width: 72, height: 24 }, "#ffffff"));
    shapes.push(
      text(label, x, y, 21, {
        fill: part === "missing" ? QUIET_INK : inkOf[part],
        fontWeight: "bold",
        align: "center",
      }),
    );
  }
  return shapes;
}

export function tooFewShapes(box: Box, t: Translate): Shape[] {
  return [
    text(t("summary-picture-too-few"), box.x + box.width / 2, box.y + box.height / 2, 22, {
      fill: QUIET_INK,
      align: "center",
    }),
  ];
}

const STRIPE = 11;

/** Diagonal lines inside a box, each cut to it. */
function hatched(box: Box): Shape[] {
  const shapes: Shape[] = [rectangle(box, "#f5f6f8", "#b4bcc8", 3)];
  for (let offset = STRIPE; offset < box.width + box.height; offset += STRIPE) {
    const over = Math.max(0, offset - box.height);
    const beyond = Math.max(0, offset - box.width);
    shapes.push(line(box.x + over, box.y + offset - over, box.x + offset - beyond, box.y + beyond));
  }
  return shapes;
}
