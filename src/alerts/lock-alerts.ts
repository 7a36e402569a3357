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

/** The same of whoever has such an alert. */
export async function lockAlertsWhere(tx: Tx, where: Prisma.AlertWhereInput): Promise<void> {
  const people = await tx.alert.findMany({ where, select: { participantId: true } });
  await lockAlerts(
    tx,
    people.map(({ participantId }) => participantId),
  );
}
