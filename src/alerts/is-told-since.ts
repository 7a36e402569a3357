import type { Tx } from "../db/client.ts";
import { readRoster } from "../duty/read-duty.ts";

/**
 * Whether somebody who answers for the person and can be told has been told of the alert, or is being told, since its ladder last
 * began, and at least as lately as `since` where that is given: then it is with them now.
 */
export async function isToldSince(
  tx: Tx,
  alertId: number,
  since: Date | undefined,
  now: Date,
): Promise<boolean> {
  const { participant, toldAfter } = await tx.alert.findUniqueOrThrow({
    where: { id: alertId },
    include: { participant: true },
  });
  const roster = await readRoster(tx, participant.programmeId, now);
  const hearing = roster.answeringFor(participant).flatMap(({ id, reachable }) => (reachable ? [id] : []));
  const told = await tx.outboxMessage.count({
    where: {
      ...{ alertId, kind: "alert", state: { in: ["pending", "sent"] } },
      id: { gt: toldAfter },
      staffId: { in: hearing },
      intendedAt: { ...(since && { gte: since }), lte: now },
    },
  });
  return told > 0;
}
