import { audit } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { StaffPerson } from "../people/identify.ts";
import { findReadable } from "./find-mine.ts";

/** Takes an amber check-in off the worklist, or puts it back. False when it is none of theirs. */
export async function markAmberSeen(
  { db }: Pick<Deps, "db">,
  staff: StaffPerson,
  { checkInId, seen }: { readonly checkInId: number; readonly seen: boolean },
  now: Date,
): Promise<boolean> {
  const checkIn = await db.checkIn.findFirst({ where: { id: checkInId, tier: "amber" } });
  if (!checkIn || !(await findReadable(db, staff, checkIn.participantId, now))) return false;
  await inTransaction(db, async (tx) => {
    await tx.checkIn.update({ where: { id: checkInId }, data: { amberSeenAt: seen ? now : null } });
    await audit(tx, {
      at: now,
      actor: `staff:${staff.id}`,
      action: seen ? "amber-seen" : "amber-unseen",
      subject: `check-in:${checkInId}`,
      programmeId: staff.programmeId,
    });
  });
  return true;
}
