import { askBackScreen } from "../../screens/help.ts";
import type { Renderer } from "./rendered.ts";

/** Stale once somebody has spoken with the person, or the person has left. */
export const renderAskBack: Renderer = async ({ db }, row, { t }) => {
  const alert =
    row.alertId === null
      ? null
      : await db.alert.findUnique({ where: { id: row.alertId }, include: { participant: true } });
  if (alert?.participant.status !== "active") return { kind: "stale" };
  if (alert.state === "contacted" || alert.state === "closed") return { kind: "stale" };
  return { kind: "text", ...askBackScreen(alert.id, t) };
};
