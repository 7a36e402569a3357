import type { Prisma } from "../db/generated/client.ts";

/**
 * Which alerts a member of staff may see and act on: of people they look after or stand in for, what
 * they hold, and, for coordinators, everybody's in their own programme.
 */
export function alertsVisibleTo(staff: {
  readonly id: number;
  readonly programmeId: number;
  readonly role: "counselor" | "coordinator";
}): Prisma.AlertWhereInput {
  const { id, programmeId, role } = staff;
  const mine = [{ holderId: id }, { participant: { OR: [{ counselorId: id }, { backupId: id }] } }];
  return {
    participant: { programmeId },
    ...(role === "counselor" && { OR: mine }),
  };
}
