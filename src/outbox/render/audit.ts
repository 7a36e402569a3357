import type { Renderer } from "./rendered.ts";

/** What the auditor could not put right: one line for each kind, with its count. */
export const renderAudit: Renderer = async (_deps, row, { t }) => {
  const lines = Object.entries(row.params).map(([kind, count]) => t(`audit-${kind}`, { count }));
  return { kind: "text", text: [t("audit-title"), ...lines, t("audit-end")].join("\n"), protect: true };
};
