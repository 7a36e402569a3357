import { CustomChart, type CustomSeriesOption } from "echarts/charts";
import { GraphicComponent, GridComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { addDays } from "../domain/calendar.ts";
import type { Concern } from "../domain/concerns.ts";
import type { Locale } from "../domain/instrument.ts";
import type { PersonWeek } from "../domain/person-week.ts";
import type { WeekReport } from "../domain/week-report.ts";
import type { Translate } from "../i18n.ts";
import { FONT, INK, LINE, QUIET_INK, type Shape, text } from "../pictures/shapes.ts";
import { barShapes, cellShapes, legendShapes, tooFewShapes } from "./week-shapes.ts";
import {
  activeWords,
  arrowOf,
  clip,
  concernWords,
  daysOutside,
  percent,
  weekdayName,
  weekRange,
  weekTitle,
  withoutEmoji,
} from "./week-words.ts";

use([CustomChart, GridComponent, GraphicComponent, SVGRenderer]);

const WIDTH = 1080;
const EDGE = 36;
const MOST_PEOPLE = 40;
const ROOMY_UP_TO = 20;
/** Letters of the second line beside the cells. */
const LONGEST_DETAIL = 41;
const CODE_WIDTH = 196;
/** At their full size; longer ones are written smaller, since what tells codes apart stands at their end. */
const ROOMY_CODE = 11;
const CELL_WIDTH = 62;
const HEAD = 332;
const TREND_TITLE = 100;
const TREND_HEIGHT = 280;
const TREND_FOOT = 96;
const TOO_FEW_HEIGHT = 40;

/** SVG text: people × days by tier above, the last five weeks of everybody below. */
export function weekChart(report: WeekReport, t: Translate, locale: Locale): string {
  const people = report.people.slice(0, MOST_PEOPLE);
  const rowHeight = people.length <= ROOMY_UP_TO ? 68 : 54;
  const gridHeight = Math.max(people.length, 1) * rowHeight;
  const left = report.people.length - people.length;
  const moreHeight = left > 0 ? 48 : 0;
  const trendTop = HEAD + gridHeight + moreHeight + TREND_TITLE;
  const hasTrend = report.figures.trend.some(({ days }) => days.kind === "value");
  const height = trendTop + (hasTrend ? TREND_HEIGHT + TREND_FOOT : TOO_FEW_HEIGHT);
  const trend = hasTrend ? report.figures.trend : [];

  const chart = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: "#ffffff",
      textStyle: { fontFamily: FONT, color: INK },
      grid: [
        { left: EDGE + CODE_WIDTH, width: 7 * CELL_WIDTH, top: HEAD, height: gridHeight },
        { left: EDGE + 84, right: EDGE, top: trendTop, height: TREND_HEIGHT },
      ],
      xAxis: [dayAxis(report, locale), { ...weekAxis(report, locale), show: hasTrend }],
      yAxis: [codeAxis(people), detailAxis(people, t, locale), { ...shareAxis(locale), show: hasTrend }],
      series: [
        {
          type: "custom",
          xAxisIndex: 0,
          yAxisIndex: 0,
          data: people.flatMap(({ cells }, row) => cells.map((_, column) => [column, row])),
          renderItem: (_params, api) => {
            const [column, row] = [Number(api.value(0)), Number(api.value(1))];
            const [x = 0, y = 0] = api.coord([column, row]);
            const cell = people[row]?.cells[column] ?? "not-due";
            const box = {
              x: x - CELL_WIDTH / 2 + 3,
              y: y - rowHeight / 2 + 3,
              width: CELL_WIDTH - 6,
              height: rowHeight - 6,
            };
            return { type: "group" as const, children: cellShapes(cell, box, t) };
          },
        },
        {
          type: "custom",
          xAxisIndex: 1,
          yAxisIndex: 2,
          data: trend.map((_, column) => [column, 0]),
          renderItem: (_params, api) => {
            const column = Number(api.value(0));
            const [x = 0, bottom = 0] = api.coord([column, 0]);
            const [, top = 0] = api.coord([column, 100]);
            const days = trend[column]?.days;
            const box = { x: x - 70, y: top, width: 140, height: bottom - top };
            return {
              type: "group" as const,
              children: days?.kind === "value" ? barShapes(days.value, box, t, locale) : tooFewShapes(box, t),
            };
          },
        },
      ] satisfies CustomSeriesOption[],
      graphic: [
        ...headShapes(report, t, locale),
        ...(people.length === 0
          ? [text(t("summary-nobody"), EDGE, HEAD + rowHeight / 2, 28, { fill: QUIET_INK })]
          : []),
        ...(left > 0
          ? [
              text(t("summary-picture-more", { count: left }), EDGE, HEAD + gridHeight + 32, 25, {
                fill: QUIET_INK,
              }),
            ]
          : []),
        text(t("summary-picture-trend"), EDGE, trendTop - 46, 32, { fontWeight: "bold" }),
        ...(hasTrend ? [] : [text(t("summary-too-few"), EDGE, trendTop, 25, { fill: QUIET_INK })]),
      ],
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

function headShapes(report: WeekReport, t: Translate, locale: Locale): readonly Shape[] {
  return [
    text(withoutEmoji(weekTitle(report, t, locale)), EDGE, 56, 44, {
      fontWeight: "bold",
    }),
    text(activeWords(report, t, locale), EDGE, 106, 28, { fill: QUIET_INK }),
    ...legendShapes({ x: EDGE, y: 138, width: WIDTH - 2 * EDGE }, t),
    text(t("summary-picture-legend"), EDGE, 198, 22, { fill: QUIET_INK }),
    text(t("summary-legend-told"), EDGE, 228, 22, { fill: QUIET_INK }),
  ];
}

const bare = { axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } };

function dayAxis({ days }: WeekReport, locale: Locale) {
  return {
    ...bare,
    type: "category" as const,
    position: "top" as const,
    data: days.map((day) => `{day|${weekdayName(day, locale)}}\n{date|${Number(day.slice(8))}}`),
    axisLabel: {
      interval: 0,
      margin: 10,
      rich: {
        day: { fontSize: 22, lineHeight: 28, color: QUIET_INK, align: "center" as const },
        date: {
          fontSize: 26,
          lineHeight: 32,
          fontWeight: "bold" as const,
          color: INK,
          align: "center" as const,
        },
      },
    },
  };
}

function weekAxis({ figures }: WeekReport, locale: Locale) {
  return {
    ...bare,
    type: "category" as const,
    gridIndex: 1,
    data: figures.trend.map(({ monday }) => weekRange([monday, addDays(monday, 6)], locale)),
    axisLabel: { interval: 0, fontSize: 22, color: INK, margin: 16 },
  };
}

function codeAxis(people: readonly PersonWeek[]) {
  const longest = Math.max(ROOMY_CODE, ...people.map(({ code }) => code.length));
  return {
    ...bare,
    type: "category" as const,
    inverse: true,
    data: people.map((_, index) => index),
    axisLabel: {
      interval: 0,
      margin: CODE_WIDTH,
      align: "left" as const,
      fontSize: (27 * ROOMY_CODE) / longest,
      fontWeight: "bold" as const,
      color: INK,
      formatter: (index: string) => people[Number(index)]?.code ?? "",
    },
  };
}

/** What a row of cells does not show by itself. */
const NOT_IN_CELLS: ReadonlySet<Concern> = new Set([
  "red-open",
  "alert-open",
  "unreachable",
  "silent",
  "amber-waiting",
  "unreadable",
]);

function detailAxis(people: readonly PersonWeek[], t: Translate, locale: Locale) {
  return {
    ...bare,
    type: "category" as const,
    position: "right" as const,
    inverse: true,
    data: people.map((_, index) => index),
    axisLabel: {
      interval: 0,
      margin: 18,
      formatter: (index: string) => {
        const person = people[Number(index)];
        if (!person) return "";
        const { completed, due, direction, daysSinceRelease, strongestSigns } = person;
        const facts = [`${completed}/${due}`, daysOutside(daysSinceRelease, t), arrowOf[direction]]
          .filter(Boolean)
          .join(" · ");
        const why = person.concerns.find((concern) => NOT_IN_CELLS.has(concern));
        const whyWords = why ? concernWords(why, person, t) : "";
        const room = LONGEST_DETAIL - (whyWords === "" ? 0 : whyWords.length + 3);
        const signs = wholeNames(
          strongestSigns.map((name) => name[locale]),
          room,
        );
        // One style to a line: without a canvas ECharts only guesses where a second one would begin.
        const second = [whyWords, signs].filter(Boolean).join(" · ");
        return second === "" ? `{facts|${facts}}` : `{facts|${facts}}\n{${why ? "why" : "signs"}|${second}}`;
      },
      rich: {
        facts: { fontSize: 24, lineHeight: 28, color: INK },
        why: { fontSize: 19, lineHeight: 24, color: INK },
        signs: { fontSize: 19, lineHeight: 24, color: QUIET_INK },
      },
    },
  };
}

/** As many names as fit; the first one cut rather than none. */
function wholeNames(names: readonly string[], room: number): string {
  const all = names.join(", ");
  return all.length <= room ? all : clip(names[0] ?? "", room);
}

function shareAxis(locale: Locale) {
  return {
    ...bare,
    type: "value" as const,
    gridIndex: 1,
    min: 0,
    max: 100,
    interval: 50,
    splitLine: { show: true, lineStyle: { color: LINE } },
    axisLabel: { fontSize: 20, color: QUIET_INK, formatter: (value: number) => percent(value / 100, locale) },
  };
}
