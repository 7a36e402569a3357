import type { Locale } from "../domain/instrument.ts";
import type { WeekReport } from "../domain/week-report.ts";
import type { Translate } from "../i18n.ts";
import { renderPng } from "../pictures/render-png.ts";
import { weekChart } from "./week-chart.ts";

/** PNG, 1080 pixels wide; at most forty people, the most urgent ones. */
export async function drawWeek(report: WeekReport, t: Translate, locale: Locale): Promise<Uint8Array> {
  return await renderPng(weekChart(report, t, locale));
}
