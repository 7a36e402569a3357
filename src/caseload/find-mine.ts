import type { Db, Tx } from "../db/client.ts";
import type { Participant } from "../db/generated/client.ts";
import type { Actor } from "../domain/access.ts";
import { withWhomMay } from "../people/access.ts";

/** For what is read of somebody: the only way to answers, notes and pictures. */
export async function findReadable(
  db: Db | Tx,
  staff: Actor,
  participantId: number,
  now: Date,
): Promise<Participant | undefined> {
  const allowed = await withWhomMay(db, staff, "read-case", now);
  return (await db.participant.findFirst({ where: { ...allowed, id: participantId } })) ?? undefined;
}

/** For what is done with somebody. */
export async function findMine(
  db: Db | Tx,
  staff: Actor,
  participantId: number,
  now: Date,
): Promise<Participant | undefined> {
  const allowed = await withWhomMay(db, staff, "work-case", now);
  return (await db.participant.findFirst({ where: { ...allowed, id: participantId } })) ?? undefined;
}
