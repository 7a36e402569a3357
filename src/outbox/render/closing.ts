import { toldAbout } from "../../alerts/told-about.ts";
import { localDayAt } from "../../domain/calendar.ts";
import { formatInstant } from "../../format.ts";
import { readProgress } from "../../own-data/read-progress.ts";
import { isDayOff } from "../../people/schedule.ts";
import { closedScreen, completedScreen, toldLine } from "../../screens/check-in.ts";
import { journeyScreen } from "../../screens/own-data.ts";
import type { Renderer } from "./rendered.ts";

/**
 * What does not stay in the chat: the question of a check-in that ended half-way, and the feedback of one that was
 * completed, or what was looked at or asked afterwards; why somebody was told. Who was told stays.
 */
export const renderClosing: Renderer = async (deps, row, reader, now) => {
  if (row.participantStatus === "frozen") return { kind: "stale" };
  return await (row.checkInId === null ? journeyAgain : endOfCheckIn)(deps, row, reader, now);
};

const endOfCheckIn: Renderer = async ({ db }, row, { t, locale, zone }, now) => {
  const checkIn =
    row.checkInId &&
    (await db.checkIn.findUnique({ where: { id: row.checkInId }, include: { participant: true } }));
  if (!checkIn || checkIn.messageId === null) return { kind: "stale" };
  const { id: checkInId, messageId } = checkIn;
  // Answered or begun anew meanwhile: another screen stands there.
  const { state, feedbackFits, tidyAt, participant } = checkIn;
  const isOver = state !== "completed";
  const saidMeanwhile = feedbackFits !== null && row.params.saidWhetherItFits === undefined;
  if (!isOver && (tidyAt !== null || saidMeanwhile)) return { kind: "stale" };
  const told = await toldAbout(db, checkIn, now);
  const at = told?.kind === "later" ? formatInstant(told.at, zone, locale) : "";
  if (isOver) {
    const because = told ? [t("check-in-closed-counts"), toldLine(told, at, t)] : [];
    const goesOn = participant.status === "active" && !isDayOff(participant, localDayAt(now, zone));
    return { kind: "edit", messageId, ...closedScreen(goesOn, t, because) };
  }
  const { text, keyboard } = completedScreen({ checkInId, corrected: false, told, at }, locale, t);
  return { kind: "edit", messageId, text, ...(keyboard && { keyboard }) };
};

/** From which it was asked why somebody was told. */
const journeyAgain: Renderer = async (deps, { participantId, params }, { t }, now) => {
  if (participantId === null || params.messageId === undefined) return { kind: "stale" };
  const { text, keyboard } = journeyScreen(await readProgress(deps, participantId, now), t);
  return { kind: "edit", messageId: Number(params.messageId), text, ...(keyboard && { keyboard }) };
};
