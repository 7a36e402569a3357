import { audit } from "../audit.ts";
import { inTransaction, type Tx } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Deps } from "../deps.ts";
import type { StaffPerson } from "../people/identify.ts";
import { findMine } from "./find-mine.ts";

/**
 * For a lateral join to a `person`: the check-in in which they said last that they would like to hear from
 * their counselor at any time (the second answer of C2). Nothing once somebody has been in touch, an alert
 * is open, or they have answered otherwise since.
 */
export const standingWish = Prisma.sql`
  SELECT said.id, said.local_day FROM (
    SELECT c.id, c.local_day, c.wish_met_at, a.value, a.answered_at
    FROM check_ins c JOIN answers a ON a.check_in_id = c.id AND a.question_id = 'C2'
    WHERE c.participant_id = person.id ORDER BY c.local_day DESC LIMIT 1
  ) said
  WHERE said.value = 1 AND COALESCE(said.wish_met_at < said.answered_at, true)
    AND NOT EXISTS (SELECT FROM alerts wished WHERE wished.participant_id = person.id
                    AND (wished.state <> 'closed' OR wished.contacted_at > said.answered_at))`;

/** "I have been in touch." False when it is nobody of theirs. */
export async function markWishMet(
  { db }: Pick<Deps, "db">,
  staff: StaffPerson,
  participantId: number,
  now: Date,
): Promise<boolean> {
  return await inTransaction(db, async (tx) => {
    if (!(await findMine(tx, staff, participantId, now))) return false;
    await meetWishes(tx, { participantId, saidBy: now }, now);
    await audit(tx, {
      at: now,
      actor: `staff:${staff.id}`,
      action: "wish-met",
      subject: `participant:${participantId}`,
      programmeId: staff.programmeId,
    });
    return true;
  });
}

/** Somebody has been in touch, who knew of what had been said by then. */
export async function meetWishes(
  tx: Tx,
  { participantId, saidBy }: { readonly participantId: number; readonly saidBy: Date },
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE check_ins c SET wish_met_at = ${now} FROM answers a
    WHERE c.participant_id = ${participantId} AND a.check_in_id = c.id AND a.question_id = 'C2' AND a.value = 1
      AND a.answered_at <= ${saidBy} AND COALESCE(c.wish_met_at < a.answered_at, true)`;
}
