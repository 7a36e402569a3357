import type { Db } from "../db/client.ts";
import type { ParticipantPerson, StaffPerson } from "./identify.ts";

/**
 * Whether the account is not this person's any more, or was locked since they were identified. Whoever is just locking it or taking
 * it away is waited for: what came there before, and was put on record, is cleared by them.
 */
export async function isFormer(
  db: Db,
  telegramId: number,
  person: ParticipantPerson | StaffPerson,
): Promise<boolean> {
  const theirs =
    person.kind === "staff"
      ? await db.$queryRaw<unknown[]>`
          SELECT FROM staff WHERE id = ${person.id} AND telegram_id = ${telegramId} FOR SHARE`
      : await db.$queryRaw<unknown[]>`
          SELECT FROM participants WHERE id = ${person.id} AND telegram_id = ${telegramId}
            AND (status <> 'frozen' OR ${person.status === "frozen"}) FOR SHARE`;
  return theirs.length === 0;
}
