import type { Tx } from "../db/client.ts";
import { whoseTurnHasCome } from "../domain/ladder.ts";
import { readRoster } from "../people/read-duty.ts";
import { lockAlerts } from "./lock-alerts.ts";
import { isHeldBack, ladderOf, neverTold, push } from "./tell-next.ts";

/**
 * This member of staff is here again, or can be written to again: of open alerts whose ladder has passed them over
 * meanwhile they are told now. The ladder stays where it is; what nobody could be told of, or waits for the end of quiet
 * hours, is told by its next step.
 */
export async function tellPassedOver(
  tx: Tx,
  { id: staffId, programmeId }: { readonly id: number; readonly programmeId: number },
  now: Date,
): Promise<void> {
  const where = {
    state: "open",
    step: { gt: 0 },
    undeliveredAt: null,
    participant: { programmeId },
  } as const;
  const open = await tx.alert.findMany({ where, select: { participantId: true } });
  if (open.length === 0) return;
  await lockAlerts(
    tx,
    open.map(({ participantId }) => participantId),
  );
  const roster = await readRoster(tx, programmeId, now);
  const alerts = await tx.alert.findMany({ where, orderBy: { id: "asc" }, include: { participant: true } });
  for (const { id: alertId, state, step, tier, participant } of alerts) {
    const hears = whoseTurnHasCome(ladderOf(roster, participant), step).filter(({ id }) => id === staffId);
    if ((await neverTold(tx, alertId, hears)).length === 0) continue;
    if (await isHeldBack(tx, { id: alertId, state })) continue;
    const newest = await tx.alertEvent.findFirstOrThrow({ where: { alertId }, orderBy: { id: "desc" } });
    await push(tx, alertId, staffId, newest.id, tier === "red", now);
  }
}
