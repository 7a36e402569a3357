import { createRequire } from "node:module";
import { renderAsync } from "@resvg/resvg-js";
import type { Locale } from "../domain/instrument.ts";
import type { WeekReport } from "../domain/week.ts";
import type { Translate } from "../i18n.ts";
import { weekChart } from "./week-chart.ts";
import { WEEK_FONT } from "./week-shapes.ts";

// The machine may have no fonts at all, and the picture must look the same everywhere.
const { resolve } = createRequire(import.meta.url);
const fontFiles = ["DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf"].map((name) =>
  resolve(`dejavu-fonts-ttf/ttf/${name}`),
);

/** PNG, 1080 pixels wide; at most forty people, the most urgent ones. Rendered off the main thread. */
export async function drawWeek(report: WeekReport, t: Translate, locale: Locale): Promise<Uint8Array> {
  const image = await renderAsync(weekChart(report, t, locale), {
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: WEEK_FONT },
  });
  return image.asPng();
}
