import { auditStaff, wholeProgramme } from "../audit.ts";
import type { Db } from "../db/client.ts";
import { policy } from "../domain/access.ts";
import type { LocalDay } from "../domain/calendar.ts";
import { counselorsFor } from "../people/access.ts";
import type { StaffPerson } from "../people/identify.ts";
import { standingWish } from "./contact-wish.ts";
import { callAfterRelease } from "./release-call.ts";

/** Something to look at that pings nobody. */
export interface WorklistEntry {
  /**
   * A day that ended amber, also without any answer, and that nobody has looked at; a release after which nobody has been in touch
   * yet; or the wish to hear from the counselor at any time.
   */
  readonly kind: "amber" | "released" | "wish";
  /** Of an amber day. */
  readonly checkInId: number | null;
  readonly participantId: number;
  readonly code: string;
  readonly day: LocalDay;
  /** Older than the week in which it should be looked at; of a release, than the two days in which they should be called. */
  readonly overdue: boolean;
}

/**
 * Of people without an open alert; wishes first, then releases, then ambers, newest first. Nothing leaves the list by growing
 * old: what nobody has looked at stays.
 */
export async function listWorklist(
  { db }: { readonly db: Db },
  staff: StaffPerson,
  { skip, take }: { readonly skip: number; readonly take: number },
  now: Date,
): Promise<{ readonly entries: readonly WorklistEntry[]; readonly total: number }> {
  const { counselorIds, statuses } = await counselorsFor(db, staff, "read-case", now);
  const calls = policy["call-released"].of;
  const rows = await db.$queryRaw<(WorklistEntry & { total: number })[]>`
    WITH person AS (
      SELECT p.*, (${now}::timestamptz AT TIME ZONE p.zone - interval '4 hours')::date AS today,
             p.status::text = ANY(${[...statuses]}) AS shares, p.status::text = ANY(${[...calls]}) AS calls
      FROM participants p
      WHERE p.programme_id = ${staff.programmeId} AND p.counselor_id = ANY(${[...counselorIds]})
        AND NOT EXISTS (SELECT FROM alerts a WHERE a.participant_id = p.id AND a.state <> 'closed')
    ), item AS (
      SELECT 'wish' AS kind, wish.id, person.id AS participant_id, code, local_day, today - 7 AS overdue_from
      FROM person CROSS JOIN LATERAL (${standingWish}) wish WHERE person.shares
      UNION ALL
      SELECT 'released', NULL, person.id, code, released.day, today - 3
      FROM person CROSS JOIN LATERAL (${callAfterRelease(now)}) released WHERE person.calls
      UNION ALL
      SELECT 'amber', c.id, person.id, code, c.local_day, today - 7
      FROM person JOIN check_ins c ON c.participant_id = person.id
      WHERE person.shares AND c.tier = 'amber' AND c.amber_seen_at IS NULL AND NOT c.amber_quiet
    )
    SELECT kind, id AS "checkInId", participant_id AS "participantId", code, local_day::text AS day,
           local_day <= overdue_from AS overdue, count(*) OVER ()::int AS total
    FROM item ORDER BY kind DESC, local_day DESC, code LIMIT ${take} OFFSET ${skip}`;
  if (rows.length > 0)
    await auditStaff(db, staff, { action: "read-worklist", subject: wholeProgramme(staff) }, now);
  const total = rows[0]?.total ?? 0;
  return { entries: rows.map(({ total: _total, ...entry }) => entry), total };
}
