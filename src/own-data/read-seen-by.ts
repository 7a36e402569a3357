import { subjectsOf } from "../audit-chain/read-about.ts";
import type { Deps } from "../deps.ts";

export interface Seen {
  readonly at: Date;
  /** A member of staff's name; null where it was one who is not there any more, or the operator. */
  readonly name: string | null;
  readonly action: string;
}

const WINDOW_MS = 90 * 86_400_000;

/** Who read something of this person in the last ninety days, newest first: from the audit, as it was put on record. */
export async function readSeenBy(
  { db }: Pick<Deps, "db">,
  participantId: number,
  now: Date,
  window = WINDOW_MS,
): Promise<readonly Seen[]> {
  const since = new Date(now.getTime() - window);
  return await db.$queryRaw<Seen[]>`
    WITH mine AS (${subjectsOf(participantId)})
    SELECT e.at, s.name, e.action FROM audit_events e
    JOIN mine USING (subject)
    LEFT JOIN staff s ON e.actor = 'staff:' || s.id
    WHERE e.programme_id = (SELECT programme_id FROM participants WHERE id = ${participantId})
      AND e.at > ${since} AND e.action LIKE 'read%' AND e.actor NOT LIKE 'participant:%'
    ORDER BY e.at DESC, e.id DESC`;
}
