import { fileURLToPath } from "node:url";
import { renderAsync } from "@resvg/resvg-js";
import type { Locale } from "../domain/instrument.ts";
import type { WeekReport } from "../domain/week.ts";
import type { Translate } from "../i18n.ts";
import { weekChart } from "./week-chart.ts";
import { WEEK_FONT } from "./week-shapes.ts";

// The machine may have no fonts at all, and the picture must look the same everywhere.
const fontFiles = [
  import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf"),
  import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf"),
].map((url) => fileURLToPath(url));

/** PNG, 1080 pixels wide; at most forty people, the most urgent ones. Rendered off the main thread. */
export async function drawWeek(report: WeekReport, t: Translate, locale: Locale): Promise<Uint8Array> {
  const image = await renderAsync(weekChart(report, t, locale), {
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: WEEK_FONT },
  });
  return image.asPng();
}
