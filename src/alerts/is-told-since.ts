import type { Tx } from "../db/client.ts";
import { readRoster } from "../people/read-duty.ts";

/**
 * Whether somebody who answers for the person and can be told has been told of the alert at least as lately as `since`, or
 * is being told: then it is with them now.
 */
export async function isToldSince(tx: Tx, alertId: number, since: Date, now: Date): Promise<boolean> {
  const { participant } = await tx.alert.findUniqueOrThrow({
    where: { id: alertId },
    include: { participant: true },
  });
  const roster = await readRoster(tx, participant.programmeId, now);
  const hearing = roster.answeringFor(participant).flatMap(({ id, reachable }) => (reachable ? [id] : []));
  const told = await tx.outboxMessage.count({
    where: {
      ...{ alertId, kind: "alert", state: { in: ["pending", "sent"] } },
      staffId: { in: hearing },
      intendedAt: { gte: since, lte: now },
    },
  });
  return told > 0;
}
