import type { Prisma } from "../../src/db/generated/client.ts";
import type { Town } from "./town.ts";

/** What the audit has of it, in its order: who did what. */
export async function onRecord(
  { world }: Town,
  where: Prisma.AuditEventWhereInput,
): Promise<readonly string[]> {
  const events = await world.db.auditEvent.findMany({ where, orderBy: { id: "asc" } });
  return events.map(({ actor, action }) => `${actor} ${action}`);
}
