import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TitleComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { renderPng } from "../pictures/render-png.ts";
import { FONT, INK, LINE, QUIET_INK } from "../pictures/shapes.ts";

use([BarChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** One diagram of a report. */
export interface Panel {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly kind: "line" | "bars";
  /** Default linear. */
  readonly xScale?: "log";
  readonly series: readonly {
    readonly name: string;
    readonly points: readonly (readonly [number, number])[];
  }[];
}

const WIDTH = 1080;
const HEAD = 110;
const PANEL = 340;
const GRID_TOP = 86;
const GRID_HEIGHT = 180;
/** As many as a simulation has: two lines, and eight kinds of faults in one panel. */
const COLOURS = [
  ...["#2f6f9f", "#e07f1f", "#8f0d2b", "#2d6a58", "#8268ab"],
  ...["#b08900", "#5b6675", "#45a9c4", "#d98cab", "#6b4a1f"],
];

/** PNG, 1080 pixels wide: one panel below the other. */
export async function drawPanels(
  title: string,
  subtitle: string,
  panels: readonly Panel[],
): Promise<Uint8Array> {
  const height = HEAD + panels.length * PANEL;
  const top = (index: number) => HEAD + index * PANEL;
  const chart = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height });
  const quiet = { color: QUIET_INK, fontSize: 20 };
  try {
    chart.setOption({
      animation: false,
      backgroundColor: "#ffffff",
      color: COLOURS,
      textStyle: { fontFamily: FONT, color: INK },
      title: [
        { text: title, left: 36, top: 24, textStyle: { fontSize: 32, color: INK } },
        { text: subtitle, left: 36, top: 70, textStyle: { ...quiet, fontWeight: "normal" } },
        ...panels.map((panel, index) => ({
          text: panel.title,
          left: 36,
          top: top(index) + 14,
          textStyle: { fontSize: 25, color: INK },
        })),
      ],
      legend: panels.map(({ series }, index) => ({
        data: series.map(({ name }) => name),
        show: series.length > 1,
        right: 36,
        top: top(index) + 52,
        textStyle: quiet,
      })),
      grid: panels.map((_, index) => ({
        left: 110,
        right: 50,
        top: top(index) + GRID_TOP,
        height: GRID_HEIGHT,
      })),
      xAxis: panels.map((panel, index) => ({
        gridIndex: index,
        type: panel.xScale ?? ("value" as const),
        ...(panel.kind === "bars" && { minInterval: 1 }),
        min: "dataMin" as const,
        max: "dataMax" as const,
        name: panel.x,
        nameLocation: "middle" as const,
        nameGap: 34,
        nameTextStyle: quiet,
        // The axis ends at the last value, whatever its decimals.
        axisLabel: { ...quiet, hideOverlap: true, formatter: (value: number) => shortly(value) },
        splitLine: { show: false },
      })),
      yAxis: panels.map((panel, index) => ({
        gridIndex: index,
        type: "value" as const,
        min: 0,
        ...(panel.y.startsWith("%") && { max: 100 }),
        name: panel.y,
        nameTextStyle: { ...quiet, align: "left" as const },
        axisLabel: quiet,
        splitLine: { lineStyle: { color: LINE } },
        splitNumber: 4,
      })),
      series: panels.flatMap(({ kind, series }, index) =>
        series.map(({ name, points }) =>
          kind === "line"
            ? {
                type: "line" as const,
                name,
                xAxisIndex: index,
                yAxisIndex: index,
                showSymbol: false,
                lineStyle: { width: 3 },
                data: points.map(([x, y]) => [x, y]),
              }
            : {
                type: "bar" as const,
                name,
                stack: `panel ${index}`,
                barMaxWidth: 28,
                xAxisIndex: index,
                yAxisIndex: index,
                data: points.map(([x, y]) => [x, y]),
              },
        ),
      ),
    });
    return await renderPng(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/** Points of a distribution: of sorted values, the percentage that is not above each. */
export function shareUpTo(values: readonly number[], least = 1): Panel["series"][number]["points"] {
  return [
    [least, 0],
    ...values.map((value, index) => [Math.max(value, least), ((index + 1) * 100) / values.length] as const),
  ];
}

function shortly(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en");
}
