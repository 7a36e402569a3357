import type { Tx } from "../db/client.ts";
import { readRoster } from "../people/read-duty.ts";
import { planContact } from "./contact-wait.ts";
import { recordEvent } from "./record-event.ts";
import { refreshCopies } from "./refresh-copies.ts";
import { push, tellNext } from "./tell-next.ts";

/**
 * Other people answer for these participants than before. Open alerts start their ladder again with
 * whoever is on duty now; so do those held by somebody who no longer answers for the person, because
 * taking one is a promise to call. Where the person was spoken to already, only the holder changes. An
 * alert that somebody else holds stays with them, and the counselor on duty is shown it.
 */
export async function passOnAlerts(
  tx: Tx,
  {
    programmeId,
    participantIds,
  }: { readonly programmeId: number; readonly participantIds: readonly number[] },
  now: Date,
): Promise<void> {
  const ids = participantIds.toSorted((a, b) => a - b);
  // As raising does, so that nothing is added while it changes hands.
  await tx.$queryRaw`SELECT id FROM participants WHERE id = ANY(${ids}) ORDER BY id FOR NO KEY UPDATE`;
  const roster = await readRoster(tx, programmeId, now);
  const alerts = await tx.alert.findMany({
    where: { participantId: { in: ids }, state: { not: "closed" } },
    include: { participant: { select: { counselorId: true, backupId: true } } },
    orderBy: { id: "asc" },
  });
  for (const { id: alertId, state, tier, holderId, participant } of alerts) {
    const counselor = roster.onDutyFor(participant.counselorId);
    const answering = [counselor, roster.onDutyFor(participant.backupId), ...roster.coordinators];
    const kept = holderId !== null && answering.some((person) => person?.id === holderId && person.reachable);
    const reopens = state === "open" || (!kept && (state !== "contacted" || !counselor));
    const unheld = { state: "open", step: 0, holderId: null, acknowledgedAt: null } as const;
    const waits = state === "contacted" ? { waitingSince: now } : {};
    if (reopens) await tx.alert.update({ where: { id: alertId }, data: { ...unheld, ...waits } });
    else if (!kept && counselor)
      await tx.alert.update({ where: { id: alertId }, data: { holderId: counselor.id } });
    const eventId = await recordEvent(tx, { alertId, kind: "handed-over", at: now, tier });
    await refreshCopies(tx, alertId, eventId, now);
    if (reopens) {
      await tellNext(tx, alertId, now);
      await planContact(tx, alertId);
    } else if (counselor?.reachable) await push(tx, alertId, counselor.id, eventId, tier === "red", now);
  }
}
