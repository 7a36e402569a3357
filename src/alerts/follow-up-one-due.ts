import type { Tx } from "../db/client.ts";
import type { DueWork } from "../db/due-work.ts";
import { afterMinutesWithin } from "../domain/calendar.ts";
import { DAY_MS } from "../domain/duration.ts";
import { readRoster } from "../duty/read-duty.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { settingsIn } from "../programme/read-settings.ts";

/**
 * Asks whoever answers for the person now how it went on after one closed alert, in service hours. Asked
 * once; an answer decides whether it is asked again. Where nobody can be written to, or the account is locked, it waits for the
 * next day.
 */
export const followUpOneDue: DueWork<DueFollowUp> = {
  name: "follow-up",
  table: "alerts",
  at: "follow_up_at",
  columns: "t.follow_up_at",
  lock: "UPDATE",
  work,
};

interface DueFollowUp {
  readonly id: number;
  readonly follow_up_at: Date;
}

async function work(tx: Tx, { id, follow_up_at }: DueFollowUp, now: Date): Promise<void> {
  const { participant } = await tx.alert.findUniqueOrThrow({
    where: { id },
    include: { participant: { include: { programme: true } } },
  });
  const { serviceHours } = settingsIn(participant.programme);
  const { zone } = participant.programme;
  const asksAgainAt = async (from: Date) => {
    const followUpAt = afterMinutesWithin(from, 0, zone, serviceHours);
    await tx.alert.update({ where: { id }, data: { followUpAt } });
  };
  if (afterMinutesWithin(now, 0, zone, serviceHours) > now) return await asksAgainAt(now);
  const tomorrow = new Date(now.getTime() + DAY_MS);
  if (participant.status === "frozen") return await asksAgainAt(tomorrow);
  const roster = await readRoster(tx, participant.programmeId, now);
  // Not whoever held it then: they may only have stood in, and know nothing of the person any more.
  const asked = roster.answeringFor(participant).find(({ reachable }) => reachable);
  if (!asked && participant.status === "active") return await asksAgainAt(tomorrow);
  await tx.alert.update({ where: { id }, data: { followUpAt: null } });
  if (!asked || participant.status !== "active") return;
  await enqueue(tx, {
    kind: "alert-follow-up",
    dedupeKey: `alert-follow-up:${id}:${follow_up_at.toISOString()}`,
    to: { staffId: asked.id },
    alertId: id,
    intendedAt: now,
    meantAt: follow_up_at,
  });
}
