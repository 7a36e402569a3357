import type { Tx } from "../db/client.ts";
import type { DueWork } from "../db/due-work.ts";
import type { Deps } from "../deps.ts";
import { nextNudgeAt } from "../domain/cadence.ts";
import { dayClosesAt, dayOfDbDate } from "../domain/calendar.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { isDayOff } from "../people/schedule.ts";
import { SETTINGS, settingsIn } from "../programme/read-settings.ts";
import { closeOneDue } from "./close-one-due.ts";

/**
 * Comes back to one participant whose check-in is still open: with one of two nudges, or with the
 * prompt where they had asked for it in an hour.
 */
export const remindOneDue: DueWork<DueCheckIn> = {
  name: "nudge",
  table: "check_ins",
  at: "nudge_at",
  columns: "t.nudge_at AS due_at",
  lock: "UPDATE",
  work,
};

interface DueCheckIn {
  readonly id: number;
  readonly due_at: Date;
}

async function work(tx: Tx, due: DueCheckIn, now: Date, deps: Deps): Promise<void> {
  const checkIn = await tx.checkIn.findUniqueOrThrow({
    where: { id: due.id },
    include: { participant: { include: { programme: SETTINGS } } },
  });
  const { participant } = checkIn;
  const open = checkIn.state === "prompted" || checkIn.state === "started";
  const day = dayOfDbDate(checkIn.localDay);
  // Closing that was put off makes the day no longer.
  const isOver = now >= checkIn.closesAt || now >= dayClosesAt(day, participant.zone);
  // That it was still to be reminded tells how its day has ended.
  if (open && isOver) return await closeOneDue.work(tx, due, now, deps);
  const isOff = isDayOff(participant, day);
  if (!open || isOff || participant.status !== "active") {
    await tx.checkIn.update({ where: { id: due.id }, data: { nudgeAt: null } });
    return;
  }
  const settings = settingsIn(participant.programme);
  const nudgesSent = checkIn.nudgesSent + (checkIn.snoozed ? 0 : 1);
  const nudgeAt = nextNudgeAt({
    openedAt: checkIn.openedAt,
    nudgesSent,
    closesAt: checkIn.closesAt,
    zone: participant.zone,
    quiet: settings.quietHours,
    nudgeMinutes: settings.nudgeMinutes,
    after: now,
  });
  await tx.checkIn.update({
    where: { id: due.id },
    // On a free day they hear of it at the hour that they asked for, and no more.
    data: { nudgesSent, nudgeAt: checkIn.unplanned ? null : (nudgeAt ?? null), snoozed: false },
  });
  const common = {
    to: { participantId: participant.id },
    checkInId: due.id,
    intendedAt: now,
    meantAt: due.due_at,
  };
  if (checkIn.snoozed)
    await enqueue(tx, {
      ...common,
      kind: "prompt",
      dedupeKey: `prompt:${due.id}:${checkIn.nudgeAt?.toISOString()}`,
      params: { again: 1 },
    });
  else
    await enqueue(tx, {
      ...common,
      kind: "nudge",
      dedupeKey: `nudge:${due.id}:${nudgesSent}`,
      params: { nudge: nudgesSent },
    });
}
