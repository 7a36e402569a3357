import { readSettings } from "../../programme/read-settings.ts";
import { numbersAgain } from "../../screens/help.ts";
import type { Renderer } from "./rendered.ts";

/** Stale as soon as somebody has got through, or the person has left. */
export const renderNumbersAgain: Renderer = async ({ db }, row, { t }) => {
  const alert =
    row.alertId === null
      ? null
      : await db.alert.findUnique({ where: { id: row.alertId }, include: { participant: true } });
  if (!alert?.unconnectedAt || alert.participant.status !== "active") return { kind: "stale" };
  const { crisisNumbers } = await readSettings(db, alert.participant.programmeId);
  return { kind: "text", ...numbersAgain(crisisNumbers, t) };
};
