import type { Db } from "../db/client.ts";
import type { LocalDay } from "../domain/calendar.ts";
import { ENGAGED_DAYS, type Milestone, milestones } from "../domain/engagement.ts";
import type { PersonFacts } from "../domain/week.ts";
import { agreesToSummary } from "../people/consent.ts";

export interface WeekPerson
  extends Pick<
    PersonFacts,
    "code" | "reach" | "releaseDate" | "reenteredOn" | "threeAWeekSince" | "joinedOn" | "engagedAt"
  > {
  readonly id: number;
}

interface Row {
  readonly id: number;
  readonly code: string;
  readonly release_date: LocalDay;
  readonly reentered_on: LocalDay[];
  readonly three_a_week_since: LocalDay | null;
  readonly joined_on: LocalDay;
  readonly locked: boolean;
  readonly linked: boolean;
  readonly blocked: boolean;
  readonly engaged_at: Milestone[];
}

/** Those who take part, also with a locked account, and whose newest answer to the summary's consent is yes. */
export async function readWeekPeople(db: Db, programmeId: number): Promise<readonly WeekPerson[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT p.id, p.code, p.release_date::text, p.reentered_on::text[], p.three_a_week_since::text, (p.created_at AT TIME ZONE p.zone)::date::text AS joined_on,
           p.status = 'frozen' AS locked, p.telegram_id IS NOT NULL AS linked, p.unreachable_since IS NOT NULL AS blocked,
           ARRAY(SELECT day FROM unnest(${[...milestones]}::int[]) day
                 WHERE EXISTS (SELECT FROM check_ins c
                               WHERE c.participant_id = p.id AND c.state = 'completed'
                                 AND c.local_day >= p.release_date + day - ${ENGAGED_DAYS}::int
                                 AND c.local_day < p.release_date + day)) AS engaged_at
    FROM participants p
    WHERE p.programme_id = ${programmeId} AND p.status IN ('active', 'frozen')
      AND ${agreesToSummary}`;
  return rows.map(
    ({
      id,
      code,
      release_date,
      reentered_on,
      three_a_week_since,
      joined_on,
      locked,
      linked,
      blocked,
      engaged_at,
    }) => ({
      id,
      code,
      releaseDate: release_date,
      reenteredOn: reentered_on,
      threeAWeekSince: three_a_week_since ?? undefined,
      joinedOn: joined_on,
      reach: locked ? "locked" : !linked ? "unlinked" : blocked ? "blocked" : "reachable",
      engagedAt: engaged_at,
    }),
  );
}
