import type { Db, Tx } from "../db/client.ts";
import type { Prisma } from "../db/generated/client.ts";
import { type Action, type Actor, policy, type Relation } from "../domain/access.ts";
import { lookedAfterBy, looksAfter, type Roster, readRoster } from "../duty/read-duty.ts";

/**
 * With whom this member of staff may do it now. Goes into the condition of the query or update itself,
 * so that nothing lies between asking and doing.
 */
export async function withWhomMay(
  db: Db | Tx,
  staff: Actor,
  action: Action,
  now: Date,
): Promise<Prisma.ParticipantWhereInput> {
  const { by, of } = policy[action];
  return {
    programmeId: staff.programmeId,
    status: { in: [...of] },
    OR: await anyOf(db, staff, by, now),
  };
}

/** The code of whom they are about to do it with, to be asked about; undefined when it is nobody with whom they may. */
export async function codeOfWhomMay(
  db: Db,
  staff: Actor,
  action: Action,
  participantId: number,
  now: Date,
): Promise<string | undefined> {
  const person = await db.participant.findFirst({
    where: { ...(await withWhomMay(db, staff, action, now)), id: participantId },
    select: { code: true },
  });
  return person?.code;
}

/** The same for alerts, which may also be one's own by having taken them, until they are closed. `roster`: where it was read already. */
export async function alertsForWhichMay(
  db: Db | Tx,
  staff: Actor,
  action: Action,
  now: Date,
  roster?: Roster,
): Promise<Prisma.AlertWhereInput> {
  const { by, of } = policy[action];
  const { programmeId, id } = staff;
  const holding = by.some((relation) => relation === "holder")
    ? [{ holderId: id, state: { not: "closed" as const } }]
    : [];
  return {
    participant: { programmeId, status: { in: [...of] } },
    OR: [...holding, { participant: { OR: await anyOf(db, staff, by, now, roster) } }],
  };
}

/** For statements written by hand: whose counselling they may do this with, by the counselor's id. */
export async function counselorsFor(
  db: Db | Tx,
  staff: Actor,
  action: "read-case" | "list-case",
  now: Date,
): Promise<{ readonly counselorIds: readonly number[]; readonly statuses: readonly string[] }> {
  return { counselorIds: await looksAfter(db, staff, now), statuses: policy[action].of };
}

async function anyOf(
  db: Db | Tx,
  staff: Actor,
  by: readonly Relation[],
  now: Date,
  roster?: Roster,
): Promise<Prisma.ParticipantWhereInput[]> {
  // Not an empty condition: Prisma leaves those out, and what is left fits nobody.
  if (staff.role === "coordinator" && by.includes("coordinator")) return [{ programmeId: staff.programmeId }];
  const [me = staff.id, ...others] = by.some(
    (relation) => relation.startsWith("counselor") || relation.startsWith("backup"),
  )
    ? lookedAfterBy(staff.id, roster ?? (await readRoster(db, staff.programmeId, now)))
    : [staff.id];
  const conditions: Partial<Record<Relation, Prisma.ParticipantWhereInput>> = {
    counselor: { counselorId: me },
    backup: { backupId: me },
    "counselor-stand-in": { counselorId: { in: others } },
    "backup-stand-in": { backupId: { in: others } },
  };
  return by.flatMap((relation) => conditions[relation] ?? []);
}
