import { audit } from "../audit.ts";
import { inTransaction, type Tx } from "../db/client.ts";
import { lockParticipant } from "../db/row-locks.ts";
import type { Deps } from "../deps.ts";
import { dayClosesAt, dayOfDbDate } from "../domain/calendar.ts";
import { zonesToChoose } from "../domain/zones.ts";
import { readSettings } from "./read-settings.ts";
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
    await moveClosing(tx, { participantId, zone }, now);
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

/** What is open stays open until 04:00 on the new clock; where that has passed, as long as it would have been. */
async function moveClosing(
  tx: Tx,
  { participantId, zone }: { readonly participantId: number; readonly zone: string },
  now: Date,
): Promise<void> {
  const open = await tx.checkIn.findMany({ where: { participantId, closesAt: { gt: now } } });
  for (const { id, localDay } of open) {
    const closesAt = dayClosesAt(dayOfDbDate(localDay), zone);
    if (closesAt > now) await tx.checkIn.update({ where: { id }, data: { closesAt } });
  }
}
