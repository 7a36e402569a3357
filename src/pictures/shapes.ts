import type { Tier } from "../domain/tier.ts";

export const FONT = "DejaVu Sans";

export const INK = "#1c2430";
export const QUIET_INK = "#5b6675";
export const LINE = "#d5dae1";

// Lightness falls with every step, so that the order survives colour blindness and grey printing.
export const fillOf: Readonly<Record<Tier, string>> = {
  green: "#d3ebe4",
  amber: "#f6d968",
  orange: "#e07f1f",
  red: "#8f0d2b",
};
export const inkOf: Readonly<Record<Tier, string>> = {
  green: "#2d6a58",
  amber: "#4d3d00",
  orange: "#2b1500",
  red: "#ffffff",
};

export type Shape = ReturnType<typeof rectangle> | ReturnType<typeof line> | ReturnType<typeof text>;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function line(x1: number, y1: number, x2: number, y2: number) {
  return {
    type: "line" as const,
    silent: true,
    shape: { x1, y1, x2, y2 },
    style: { stroke: "#a3acb9", lineWidth: 2 },
  };
}

export function rectangle(box: Box, fill: string, stroke?: string, round = 8) {
  const r = Math.min(round, box.height / 2);
  return {
    type: "rect" as const,
    silent: true,
    shape: { ...box, r },
    style: { fill, ...(stroke && { stroke, lineWidth: 2 }) },
  };
}

export function text(
  words: string,
  x: number,
  y: number,
  fontSize: number,
  {
    fill = INK,
    fontWeight = "normal",
    align = "left",
    halo,
  }: {
    fill?: string;
    fontWeight?: "normal" | "bold";
    align?: "left" | "center";
    /** Colour around each letter, where lines run behind it. */
    halo?: string;
  } = {},
) {
  return {
    type: "text" as const,
    silent: true,
    style: {
      text: words,
      x,
      y,
      fill,
      fontSize,
      fontWeight,
      fontFamily: FONT,
      align,
      verticalAlign: "middle" as const,
      lineHeight: fontSize * 1.2,
      ...(halo && { stroke: halo, lineWidth: 5 }),
    },
  };
}
