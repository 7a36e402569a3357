import type { Tx } from "../db/client.ts";
import type { Prisma } from "../db/generated/client.ts";

/**
 * Holds these people and their open alerts until the transaction ends, so that nothing is raised, taken or closed
 * meanwhile. Always the person before the alert; what was read before it says nothing about after.
 */
export async function lockAlerts(tx: Tx, participantIds: readonly number[]): Promise<void> {
  const ids = [...participantIds];
  await tx.$queryRaw`SELECT id FROM participants WHERE id = ANY(${ids}) ORDER BY id FOR NO KEY UPDATE`;
  await tx.$queryRaw`
    SELECT id FROM alerts WHERE participant_id = ANY(${ids}) AND state <> 'closed' ORDER BY id FOR NO KEY UPDATE`;
}

/** The same of whoever has such an alert. Answers whom: of others such an alert may be there by the time that it is read. */
export async function lockAlertsWhere(tx: Tx, where: Prisma.AlertWhereInput): Promise<readonly number[]> {
  const alerts = await tx.alert.findMany({ where, select: { participantId: true } });
  const ids = alerts.map(({ participantId }) => participantId);
  await lockAlerts(tx, ids);
  return ids;
}

/**
 * The same of everybody of a programme, for what changes the alerts of several people one after the other: two who did that
 * in different orders would wait for each other.
 */
export async function lockOpenAlerts(tx: Tx, programmeId: number): Promise<void> {
  await lockAlertsWhere(tx, { state: { not: "closed" }, participant: { programmeId } });
}
