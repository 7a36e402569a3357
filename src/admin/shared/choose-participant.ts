import type { Db } from "../../db/client.ts";
import { OperatorError } from "../../operator-error.ts";

/** Whoever has this code in the programme. */
export async function chooseParticipant(
  db: Db,
  programmeId: number,
  code: string,
): Promise<{ readonly id: number }> {
  const person = await db.participant.findFirst({ where: { programmeId, code }, select: { id: true } });
  if (!person)
    throw new OperatorError(`There is no ${code} here. Of whoever was erased nothing can be listed.`);
  return person;
}
