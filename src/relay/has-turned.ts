import { subjectsOf } from "../audit-chain/read-about.ts";
import type { Deps } from "../deps.ts";
import type { StaffPerson } from "../people/identify.ts";

/** Where the audit ends now. */
export async function newestOnRecord({ db }: Pick<Deps, "db">): Promise<number> {
  const newest = await db.auditEvent.findFirst({ orderBy: { id: "desc" }, select: { id: true } });
  return Number(newest?.id ?? 0);
}

/**
 * Whether somebody who began to write to one participant has opened an alert or a page of another since: from the audit, which
 * has every such access, whichever process it came to.
 */
export async function hasTurnedToAnother(
  { db }: Pick<Deps, "db">,
  { id: staffId }: Pick<StaffPerson, "id">,
  { participantId, since }: { readonly participantId: number; readonly since: number },
): Promise<boolean> {
  const [found] = await db.$queryRaw<{ turned: boolean }[]>`
    SELECT EXISTS (
      SELECT FROM audit_events
      WHERE id > ${since} AND actor = ${`staff:${staffId}`} AND action LIKE 'read%'
        AND subject ~ '^(participant|alert):' AND subject NOT IN (${subjectsOf(participantId)})) AS turned`;
  return found?.turned ?? false;
}
