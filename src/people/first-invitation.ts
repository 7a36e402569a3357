import { advisoryLocks } from "../db/advisory-locks.ts";
import { type Db, inTransaction } from "../db/client.ts";
import { foundProgramme, usualProgramme } from "../programme/found-programme.ts";
import { enrolStaff } from "./enrol-staff.ts";
import type { Invitation } from "./invite.ts";

/** The way in for a system that has no coordinator yet; undefined once there is one, linked or not. */
export async function firstInvitation(db: Db, now: Date): Promise<Invitation | undefined> {
  return await inTransaction(db, async (tx) => {
    await tx.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(${advisoryLocks.firstInvitation})`);
    if ((await tx.staff.count({ where: { role: "coordinator" } })) > 0) return undefined;
    const programme = await tx.programme.findFirst({ orderBy: { id: "asc" } });
    const programmeId = programme?.id ?? (await foundProgramme(tx, usualProgramme, now));
    return await enrolStaff(
      tx,
      { programmeId, role: "coordinator", name: "Koordinator", actor: "system" },
      now,
    );
  });
}
