import type { Db, Tx } from "../db/client.ts";
import type { Participant } from "../db/generated/client.ts";
import type { ParticipantStatus } from "../db/generated/enums.ts";
import type { StaffPerson } from "../people/identify.ts";
import { looksAfter } from "../people/read-duty.ts";

const NOT_SHARING: readonly ParticipantStatus[] = ["withdrawn", "declined"];

/** `findMine` for what is read of somebody: nothing any more of those who have stopped sharing. */
export async function findReadable(
  db: Db | Tx,
  staff: Pick<StaffPerson, "id" | "programmeId">,
  participantId: number,
  now: Date,
): Promise<Participant | undefined> {
  const mine = await findMine(db, staff, participantId, now);
  return mine && !NOT_SHARING.includes(mine.status) ? mine : undefined;
}

/**
 * A participant whom this member of staff is assigned to, or stands in for now. The only way to
 * answers, notes and pictures: coordinators as such have none of it.
 */
export async function findMine(
  db: Db | Tx,
  staff: Pick<StaffPerson, "id" | "programmeId">,
  participantId: number,
  now: Date,
): Promise<Participant | undefined> {
  const counselorId = { in: [...(await looksAfter(db, staff, now))] };
  const where = { id: participantId, programmeId: staff.programmeId, counselorId };
  return (await db.participant.findFirst({ where })) ?? undefined;
}
