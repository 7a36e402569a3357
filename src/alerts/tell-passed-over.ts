import type { Tx } from "../db/client.ts";
import { whoseTurnHasCome } from "../domain/ladder.ts";
import { readRoster } from "../duty/read-duty.ts";
import { isHeldBack } from "./is-held-back.ts";
import { ladderOf } from "./ladder-of.ts";
import { lockAlertsWhere } from "./lock-alerts.ts";
import { notTold } from "./not-told.ts";
import { push } from "./push.ts";
import { recordEvent } from "./record-event.ts";

/**
 * This member of staff is here again, or can be written to again: of open alerts whose ladder has passed them over
 * meanwhile they are told now. The ladder stays where it is; what waits for the end of quiet hours is told by its
 * next step, and what nobody could be told of is tried again at the next tick.
 */
export async function tellPassedOver(
  tx: Tx,
  { id: staffId, programmeId }: { readonly id: number; readonly programmeId: number },
  now: Date,
): Promise<void> {
  const open = { state: "open", participant: { programmeId } } as const;
  const where = { ...open, step: { gt: 0 }, undeliveredAt: null };
  const participantIds = await lockAlertsWhere(tx, where);
  const roster = await readRoster(tx, programmeId, now);
  const alerts = await tx.alert.findMany({
    where: { ...where, participantId: { in: [...participantIds] } },
    orderBy: { id: "asc" },
    include: { participant: true },
  });
  for (const { id: alertId, state, step, tier, participant } of alerts) {
    const hears = whoseTurnHasCome(ladderOf(roster, participant), step).filter(({ id }) => id === staffId);
    if ((await notTold(tx, alertId, hears)).length === 0) continue;
    if (await isHeldBack(tx, { id: alertId, state })) continue;
    // Of its own: a copy that could not reach them may have been written for the newest one.
    const eventId = await recordEvent(tx, { alertId, kind: "told", at: now, tier });
    await push(tx, { alertId, eventId, tier }, staffId, now, { besides: true });
  }
  await tx.alert.updateMany({
    where: { ...open, undeliveredAt: { not: null } },
    data: { escalateAt: now },
  });
}
