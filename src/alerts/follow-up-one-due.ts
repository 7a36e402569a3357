import type { Tx } from "../db/client.ts";
import { takeOneDue } from "../db/take-one-due.ts";
import type { Deps } from "../deps.ts";
import { afterMinutesWithin } from "../domain/calendar.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { readRoster } from "../people/read-duty.ts";
import { readSettings } from "../people/read-settings.ts";

/**
 * Asks whoever answers for the person now how it went on after one closed alert, in service hours. Asked
 * once; an answer decides whether it is asked again. True when there may be more.
 */
export async function followUpOneDue(deps: Pick<Deps, "db" | "log">, now: Date): Promise<boolean> {
  return await takeOneDue(deps, { name: "follow-up", claim, work, postpone }, now);
}

interface DueFollowUp {
  readonly id: number;
  readonly follow_up_at: Date;
}

async function claim(tx: Pick<Tx, "$queryRaw">, now: Date): Promise<DueFollowUp | undefined> {
  const [due] = await tx.$queryRaw<DueFollowUp[]>`
    SELECT id, follow_up_at FROM alerts WHERE follow_up_at <= ${now}
    ORDER BY follow_up_at LIMIT 1 FOR UPDATE SKIP LOCKED`;
  return due;
}

async function work(tx: Tx, { id, follow_up_at }: DueFollowUp, now: Date): Promise<void> {
  const { participant, holderId } = await tx.alert.findUniqueOrThrow({
    where: { id },
    include: { participant: { include: { programme: true } } },
  });
  const { serviceHours } = await readSettings(tx, participant.programmeId);
  const asksFrom = afterMinutesWithin(now, 0, participant.programme.zone, serviceHours);
  if (asksFrom > now) return await postpone(tx, { id }, asksFrom);
  await tx.alert.update({ where: { id }, data: { followUpAt: null } });
  if (participant.status !== "active") return;
  const roster = await readRoster(tx, participant.programmeId, now);
  const staffId = roster.onDutyFor(participant.counselorId)?.id ?? holderId;
  if (staffId === null) return;
  await enqueue(tx, {
    kind: "alert-follow-up",
    dedupeKey: `alert-follow-up:${id}:${follow_up_at.toISOString()}`,
    to: { staffId },
    alertId: id,
    intendedAt: now,
  });
}

async function postpone(tx: Tx, { id }: Pick<DueFollowUp, "id">, until: Date): Promise<void> {
  await tx.alert.update({ where: { id }, data: { followUpAt: until } });
}
