import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";

export interface AboutEvent {
  readonly at: Date;
  readonly actor: string;
  /** Of the member of staff, where the actor is one who is still there. */
  readonly name: string | null;
  readonly action: string;
  readonly subject: string | null;
}

/** Every subject under which the audit speaks of a participant. */
export const subjectsOf = (participantId: number): Prisma.Sql => Prisma.sql`
  SELECT 'participant:' || ${participantId}::int AS subject
  UNION ALL SELECT 'check-in:' || id FROM check_ins WHERE participant_id = ${participantId}
  UNION ALL SELECT 'alert:' || id FROM alerts WHERE participant_id = ${participantId}
  UNION ALL SELECT 'relay:' || id FROM relay_messages WHERE participant_id = ${participantId}`;

/**
 * What was done to a participant's data, by themselves too, oldest first; with it what concerned everybody of the
 * programme (its subject is the programme).
 */
export async function readAbout(
  db: Db,
  {
    participantId,
    programmeId,
    from,
    to,
  }: {
    readonly participantId: number;
    readonly programmeId: number;
    readonly from: Date;
    /** Not included. */
    readonly to: Date;
  },
): Promise<readonly AboutEvent[]> {
  return await db.$queryRaw<AboutEvent[]>`
    WITH mine AS (
      ${subjectsOf(participantId)}
      UNION ALL SELECT 'programme:' || ${programmeId}::int
    )
    SELECT e.at, e.actor, s.name, e.action, e.subject FROM audit_events e
    LEFT JOIN staff s ON e.actor = 'staff:' || s.id
    WHERE e.programme_id = ${programmeId} AND e.at >= ${from} AND e.at < ${to}
      AND (e.subject IN (SELECT subject FROM mine) OR e.actor = 'participant:' || ${participantId}::int)
    ORDER BY e.at, e.id`;
}
