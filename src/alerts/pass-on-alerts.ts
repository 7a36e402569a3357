import type { Tx } from "../db/client.ts";
import { readRoster } from "../duty/read-duty.ts";
import { planContact } from "./contact-wait.ts";
import { lockAlerts } from "./lock-alerts.ts";
import { push } from "./push.ts";
import { recordEvent } from "./record-event.ts";
import { refreshCopies } from "./refresh-copies.ts";
import { tellNext } from "./tell-next.ts";
import { unheld } from "./unheld.ts";

/** The backup's rung: that many are behind it when its turn comes, and one more when it has had it. */
const BACKUP = 1;

/**
 * Other people answer for these participants than before. Open alerts start their ladder again with
 * whoever is on duty now; so do those held by somebody who no longer answers for the person, because
 * taking one is a promise to call. Where the person was spoken to already, only the holder changes. An
 * alert that somebody else holds stays with them, and the counselor on duty is shown it. Where the same
 * person is on duty for the counselor as before (`sameCounselorIds`), they are not told what they know:
 * the ladder goes on from the backup, if the backup's turn had come.
 */
export async function passOnAlerts(
  tx: Tx,
  {
    programmeId,
    participantIds,
    sameCounselorIds = new Set(),
  }: {
    readonly programmeId: number;
    readonly participantIds: readonly number[];
    readonly sameCounselorIds?: ReadonlySet<number>;
  },
  now: Date,
): Promise<void> {
  // Nothing is added, taken or closed while it changes hands.
  await lockAlerts(tx, participantIds);
  const roster = await readRoster(tx, programmeId, now);
  const alerts = await tx.alert.findMany({
    where: { participantId: { in: [...participantIds] }, state: { not: "closed" } },
    include: { participant: { select: { counselorId: true, backupId: true } } },
    orderBy: { id: "asc" },
  });
  for (const { id: alertId, participantId, state, step, tier, holderId, participant } of alerts) {
    const sameCounselor = sameCounselorIds.has(participantId);
    const counselor = roster.onDutyFor(participant.counselorId);
    const answering = roster.answeringFor(participant);
    const kept = answering.some(({ id, reachable }) => id === holderId && reachable);
    const isOpen = state === "open";
    const reopens = isOpen
      ? !sameCounselor || step > BACKUP
      : !kept && (state !== "contacted" || counselor === undefined);
    const inherits = !isOpen && !kept && !reopens;
    const from = isOpen && sameCounselor ? BACKUP : 0;
    const waits = state === "contacted" ? { waitingSince: now, askBackAt: null } : {};
    if (reopens) await tx.alert.update({ where: { id: alertId }, data: { ...unheld(from), ...waits } });
    else if (inherits && counselor)
      await tx.alert.update({ where: { id: alertId }, data: { holderId: counselor.id } });
    const eventId = await recordEvent(tx, { alertId, kind: "handed-over", at: now, tier });
    await refreshCopies(tx, alertId, eventId, now);
    if (reopens) {
      await tellNext(tx, alertId, now);
      await planContact(tx, alertId);
    } else if ((inherits || !sameCounselor) && counselor?.reachable)
      await push(tx, { alertId, eventId, tier }, counselor.id, now);
  }
}
