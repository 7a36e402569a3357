import { formatDay } from "../../format.ts";
import type { Renderer } from "./rendered.ts";

/** What the auditor could not put right: one line for each kind, with its count, or for each kind and day. */
export const renderAudit: Renderer = async (_deps, row, { t, locale }) => {
  const lines = Object.entries(row.params).map(([line, count]) => {
    const [kind, day] = line.split(" ");
    return t(`audit-${kind}`, { count, ...(day !== undefined && { day: formatDay(day, locale) }) });
  });
  return { kind: "text", text: [t("audit-title"), ...lines, t("audit-end")].join("\n"), protect: true };
};
