import { audit } from "../audit.ts";
import { inTransaction, type Tx } from "../db/client.ts";
import { lockParticipant } from "../db/row-locks.ts";
import type { Deps } from "../deps.ts";
import { nextNudgeAt } from "../domain/cadence.ts";
import { dayClosesAt, dayOfDbDate } from "../domain/calendar.ts";
import { zonesToChoose } from "../domain/zones.ts";
import { readSettings } from "../programme/read-settings.ts";
import { nextUnasked, promptOfSameDay, type Scheduled } from "./schedule.ts";

export interface OwnZone {
  readonly zone: string;
  /** The others that may be chosen. */
  readonly others: readonly string[];
}

export async function readZone(db: Deps["db"] | Tx, participantId: number): Promise<OwnZone> {
  const { zone, programmeId, programme } = await db.participant.findUniqueOrThrow({
    where: { id: participantId },
    select: { zone: true, programmeId: true, programme: { select: { zone: true } } },
  });
  const { zones } = await readSettings(db, programmeId);
  return { zone, others: zonesToChoose(programme.zone, zones).filter((other) => other !== zone) };
}

/**
 * Somebody lives by another clock now: their hour, their days and their quiet hours go by it at once. Nobody is told
 * where somebody has gone.
 */
export async function changeZone(
  { db }: Pick<Deps, "db">,
  { participantId, zone }: { readonly participantId: number; readonly zone: string },
  now: Date,
): Promise<Scheduled | { readonly kind: "no-such-zone" }> {
  return await inTransaction(db, async (tx): Promise<Scheduled | { readonly kind: "no-such-zone" }> => {
    await lockParticipant(tx, participantId);
    const before = await tx.participant.findFirst({ where: { id: participantId, status: "active" } });
    if (!before) return { kind: "not-taking-part" };
    const known = await readZone(tx, participantId);
    if (zone !== known.zone && !known.others.includes(zone)) return { kind: "no-such-zone" };
    await moveOpen(tx, { participantId, programmeId: before.programmeId, zone }, now);
    const there = { ...before, zone };
    const nextPromptAt = await nextUnasked(tx, there, promptOfSameDay(before, there, now));
    await tx.participant.update({ where: { id: participantId }, data: { zone, nextPromptAt } });
    if (zone !== known.zone)
      await audit(tx, {
        at: now,
        actor: `participant:${participantId}`,
        action: "change-zone",
        programmeId: before.programmeId,
      });
    return { kind: "scheduled", nextPromptAt };
  });
}

/**
 * What is open stays open until 04:00 on the new clock; where that has passed, as long as it would have been. Its nudges keep out of
 * the night there. An hour to which it was put off was chosen, and stays, if it is one of that day there.
 */
async function moveOpen(
  tx: Tx,
  {
    participantId,
    programmeId,
    zone,
  }: { readonly participantId: number; readonly programmeId: number; readonly zone: string },
  now: Date,
): Promise<void> {
  const { quietHours: quiet, nudgeMinutes } = await readSettings(tx, programmeId);
  const open = await tx.checkIn.findMany({ where: { participantId, closesAt: { gt: now } } });
  for (const { id, localDay, closesAt: before } of open) {
    const ends = dayClosesAt(dayOfDbDate(localDay), zone);
    const closesAt = ends > now ? ends : before;
    // As it is once nobody else changes it: a nudge may be leaving.
    const { openedAt, nudgesSent, nudgeAt, snoozed } = await tx.checkIn.update({
      where: { id },
      data: { closesAt },
    });
    if (nudgeAt === null || (snoozed && nudgeAt < closesAt)) continue;
    const next = snoozed
      ? undefined
      : nextNudgeAt({ openedAt, nudgesSent, closesAt, zone, quiet, nudgeMinutes, after: now });
    await tx.checkIn.update({ where: { id }, data: { nudgeAt: next ?? null } });
  }
}
