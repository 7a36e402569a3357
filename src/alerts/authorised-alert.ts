import type { Db, Tx } from "../db/client.ts";
import type { Prisma } from "../db/generated/client.ts";
import { looksAfter } from "../people/read-duty.ts";

/**
 * Which alerts a member of staff may see and act on: of people they look after or stand in for, for as
 * long as they do, what they hold, and, for coordinators, everybody's in their own programme.
 */
export async function alertsVisibleTo(
  db: Db | Tx,
  staff: {
    readonly id: number;
    readonly programmeId: number;
    readonly role: "counselor" | "coordinator";
  },
  now: Date,
): Promise<Prisma.AlertWhereInput> {
  const { id, programmeId, role } = staff;
  if (role === "coordinator") return { participant: { programmeId } };
  const ids = [...(await looksAfter(db, staff, now))];
  const theirs = { OR: [{ counselorId: { in: ids } }, { backupId: { in: ids } }] };
  return { participant: { programmeId }, OR: [{ holderId: id }, { participant: theirs }] };
}
