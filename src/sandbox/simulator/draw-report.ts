import { drawPanels, type Panel, shareUpTo } from "../draw-panels.ts";
import { faultKinds } from "./fault-kinds.ts";
import { daysText, instancesText, type Report } from "./report.ts";

/** PNG: how late alerts were, and what went wrong on which day. */
export async function drawReport(report: Report): Promise<Uint8Array> {
  const { people, seed, alerts, messages, kills, lost, doubled, violations } = report;
  const panels: Panel[] = [
    {
      title: "Alerts: from what somebody did to a counselor's phone in the same instant, real time",
      x: "milliseconds at most",
      y: "% of alerts",
      kind: "line",
      xScale: "log",
      series: [{ name: "alerts", points: shareUpTo(report.alertDelaysMs) }],
    },
    {
      title: "Alerts: from being due to the phone, on the simulated clock",
      x: "seconds at most",
      y: "% of copies",
      kind: "line",
      xScale: "log",
      series: [{ name: "copies", points: shareUpTo(report.alertDelaysSeconds) }],
    },
    {
      title: "What went wrong",
      x: "day",
      y: "faults",
      kind: "bars",
      series: faultKinds
        .filter((kind) => report.struck[kind] > 0)
        .map((kind) => ({
          name: kind,
          points: report.struckByDay.map((counts, day) => [day + 1, counts[kind]] as const),
        })),
    },
  ];
  return await drawPanels(
    `${people} people, ${daysText(report)}, seed ${seed}: ${violations} violations`,
    `${instancesText(report)}, ${alerts} alerts, ${messages} messages, ${kills} kills, ${lost} lost, ${doubled} doubled`,
    panels,
  );
}
