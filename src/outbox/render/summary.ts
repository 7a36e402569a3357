import { collectWeek } from "../../summaries/collect-week.ts";
import { weekMessage } from "../../summaries/write-week-message.ts";
import type { OutboxRow } from "../row.ts";
import type { Renderer } from "./rendered.ts";

const monday = (row: OutboxRow): string => String(row.params.monday);
const programme = (row: OutboxRow): number => Number(row.params.programmeId);

export const renderSummaryText: Renderer = async (deps, row, { t, locale }) => {
  const report = await collectWeek(deps, programme(row), monday(row));
  return { kind: "text", text: weekMessage(report, t, locale), protect: true };
};

// Charts and workbooks are loaded when they are needed, on Mondays: they would more than double the time to start.
export const renderSummaryPicture: Renderer = async (deps, row, { t, locale }) => {
  const { drawWeek } = await import("../../summaries/draw-week.ts");
  const report = await collectWeek(deps, programme(row), monday(row));
  return { kind: "photo", file: await drawWeek(report, t, locale), filename: `${monday(row)}.png` };
};

export const renderSummaryWorkbook: Renderer = async (deps, row, { t, locale }) => {
  const { writeWorkbook } = await import("../../summaries/write-workbook.ts");
  const report = await collectWeek(deps, programme(row), monday(row));
  return { kind: "document", file: await writeWorkbook(report, t, locale), filename: `${monday(row)}.xlsx` };
};
