import { offersShort } from "../../check-ins/offers-short.ts";
import { snoozedUntil } from "../../check-ins/snooze-check-in.ts";
import { phaseOn } from "../../domain/cadence.ts";
import { dayOfDbDate, isWithin } from "../../domain/calendar.ts";
import { phaseFactsOf } from "../../people/phase-facts.ts";
import { isDayOff } from "../../people/schedule.ts";
import { SETTINGS, settingsIn } from "../../programme/read-settings.ts";
import { promptScreen } from "../../screens/check-in.ts";
import type { Renderer } from "./rendered.ts";

/**
 * Prompt and nudges. Stale once the check-in has ended, the person has left or pauses, or their release has been put off; a newer
 * message replaces the older. One that we are so late with that it falls into quiet hours comes without a sound; an hour of the
 * night that somebody chose is theirs, and so is one to which they put it off.
 */
export const renderPrompt: Renderer = async ({ db }, row, { t, zone }, now) => {
  const checkIn =
    row.checkInId === null
      ? null
      : await db.checkIn.findUnique({
          where: { id: row.checkInId },
          include: { participant: { include: { programme: SETTINGS } } },
        });
  if (checkIn?.participant.status !== "active" || now >= checkIn.closesAt) return { kind: "stale" };
  if (isDayOff(checkIn.participant, dayOfDbDate(checkIn.localDay))) return { kind: "stale" };
  if (checkIn.state !== "prompted" && checkIn.state !== "started") return { kind: "stale" };
  // Begun by hand before the prompt left: it is on their screen already.
  if (row.kind === "prompt" && !row.params.again && checkIn.state === "started") return { kind: "stale" };
  const nudge = row.params.nudge === 2 ? "nudge-2" : "nudge-1";
  const { id: checkInId, participantId, participant } = checkIn;
  const { quietHours } = settingsIn(participant.programme);
  const isChosen = isWithin(row.meantAt ?? row.intendedAt, zone, quietHours);
  const localDay = dayOfDbDate(checkIn.localDay);
  // Early in the phases it may not be short, and nothing more is asked about the days.
  const { shortForm } = phaseOn(phaseFactsOf(participant), localDay);
  const isChoice = shortForm && checkIn.state === "prompted" && checkIn.form === "full";
  const offered = {
    offersShort: isChoice && (await offersShort(db, { participantId, localDay }, now)),
    offersHour: checkIn.closesAt > snoozedUntil(now),
  };
  const screen = promptScreen({ checkInId, ...offered }, row.kind === "nudge" ? nudge : "prompt", t);
  return {
    kind: "text",
    ...screen,
    silent: isWithin(now, zone, quietHours) && !isChosen,
    ...(checkIn.messageId !== null && { replaces: checkIn.messageId }),
  };
};
