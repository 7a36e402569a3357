import { shareReport } from "../../summaries/share-report.ts";
import { weekMessage } from "../../summaries/write-week-message.ts";
import type { OutboxRow } from "../row.ts";
import { isNight } from "./is-night.ts";
import type { Renderer } from "./rendered.ts";

const wanted = ({ params }: OutboxRow) => ({
  programmeId: Number(params.programmeId),
  monday: String(params.monday),
  occasion: String(params.occasion),
});

// A week that was due in the day, or that somebody wants to see at night, wakes nobody.

export const renderSummaryText: Renderer = async (deps, row, { t, locale, zone }, now) => {
  const { report } = await shareReport(deps, wanted(row), now);
  const silent = await isNight(deps.db, row, zone, now);
  return { kind: "text", text: weekMessage(report, t, locale), protect: true, silent };
};

// Charts and workbooks are loaded when they are needed, on Mondays: they would more than double the time to start.
export const renderSummaryPicture: Renderer = async (deps, row, { t, locale, zone }, now) => {
  const { drawWeek } = await import("../../summaries/draw-week.ts");
  const shared = await shareReport(deps, wanted(row), now);
  const file = await shared.once(`picture ${locale}`, async (report) => await drawWeek(report, t, locale));
  const silent = await isNight(deps.db, row, zone, now);
  return { kind: "photo", file, filename: `${wanted(row).monday}.png`, silent };
};

export const renderSummaryWorkbook: Renderer = async (deps, row, { t, locale, zone }, now) => {
  const { writeWorkbook } = await import("../../summaries/write-workbook.ts");
  const shared = await shareReport(deps, wanted(row), now);
  const file = await shared.once(
    `workbook ${locale}`,
    async (report) => await writeWorkbook(report, t, locale),
  );
  const silent = await isNight(deps.db, row, zone, now);
  return { kind: "document", file, filename: `${wanted(row).monday}.xlsx`, silent };
};
