import type { Db } from "../db/client.ts";
import type { LocalDay } from "../domain/calendar.ts";
import { counselorsFor } from "../people/access.ts";
import type { StaffPerson } from "../people/identify.ts";

export interface AmberEntry {
  readonly checkInId: number;
  readonly code: string;
  readonly day: LocalDay;
}

/** Check-ins of the last seven days that ended amber, that nobody has looked at yet, of people without an open alert; newest first. */
export async function listAmbers(
  { db }: { readonly db: Db },
  staff: StaffPerson,
  { skip, take }: { readonly skip: number; readonly take: number },
  now: Date,
): Promise<{ readonly entries: readonly AmberEntry[]; readonly total: number }> {
  const { counselorIds, standings } = await counselorsFor(db, staff, "read-case", now);
  const rows = await db.$queryRaw<(AmberEntry & { total: number })[]>`
    SELECT c.id AS "checkInId", p.code, c.local_day::text AS day, count(*) OVER ()::int AS total
    FROM check_ins c JOIN participants p ON p.id = c.participant_id
    WHERE p.programme_id = ${staff.programmeId} AND p.counselor_id = ANY(${[...counselorIds]})
      AND p.status::text = ANY(${[...standings]}) AND c.tier = 'amber'
      AND c.amber_seen_at IS NULL
      AND c.local_day > (${now}::timestamptz AT TIME ZONE p.zone - interval '4 hours')::date - 7
      AND NOT EXISTS (SELECT FROM alerts a WHERE a.participant_id = p.id AND a.state <> 'closed')
    ORDER BY c.local_day DESC, p.code LIMIT ${take} OFFSET ${skip}`;
  const total = rows[0]?.total ?? 0;
  return { entries: rows.map(({ checkInId, code, day }) => ({ checkInId, code, day })), total };
}
