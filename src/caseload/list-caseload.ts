import { auditStaff, wholeProgramme } from "../audit.ts";
import type { AlertState, ParticipantStatus } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import { policy } from "../domain/access.ts";
import type { LocalDay } from "../domain/calendar.ts";
import { type Direction, directionOf } from "../domain/direction.ts";
import type { Tier } from "../domain/tier.ts";
import { lookedAfter } from "../duty/on-caseload.ts";
import { counselorsFor } from "../people/access.ts";
import type { StaffPerson } from "../people/identify.ts";
import { standingWish } from "./contact-wish.ts";
import { isQuiet } from "./count-quiet.ts";

export interface CaseloadEntry {
  readonly id: number;
  readonly code: string;
  readonly status: ParticipantStatus;
  /** Of the alert that is not closed. */
  readonly alertTier: Tier | null;
  readonly alertState: AlertState | null;
  readonly todayTier: Tier | null;
  readonly lastDay: LocalDay | null;
  readonly today: LocalDay;
  /** Days since something was answered; null where nothing was due. */
  readonly silentDays: number | null;
  /** Amber check-ins that nobody has looked at. */
  readonly ambers: number;
  /** Would like to hear from the counselor at any time. */
  readonly wishes: boolean;
  readonly unreachable: boolean;
  readonly paused: boolean;
  /** Ordinary alerts are put off, or a level is called usual, for a while. */
  readonly quiet: boolean;
  /** Of somebody for whom the reader stands in. */
  readonly covered: boolean;
  readonly direction: Direction;
}

interface Row extends Omit<CaseloadEntry, "direction"> {
  readonly total: number;
  readonly recent: number | null;
  readonly recentDays: number;
  readonly usual: number | null;
  readonly usualDays: number;
}

const RECENT_DAYS = 3;
const FEWEST_RECENT = 2;
const FEWEST_USUAL = 3;

/**
 * Who needs to be looked at first: by the open alert's tier, then today's, then a wish for contact, then silence, then code. One
 * query for a page. The trend compares the sums of the unsealed signs, so nothing is opened for it.
 */
export async function listCaseload(
  { db, instruments }: Pick<Deps, "db" | "instruments">,
  staff: StaffPerson,
  { skip, take }: { readonly skip: number; readonly take: number },
  now: Date,
): Promise<{ readonly entries: readonly CaseloadEntry[]; readonly total: number }> {
  const { counselorIds } = await counselorsFor(db, staff, "list-case", now);
  const sharing = [...policy["read-case"].of];
  const signs = [...instruments.values()].flatMap(({ questions }) =>
    questions.filter(({ kind, sealed }) => kind === "sign" && !sealed).map(({ id }) => id),
  );
  // What is not whole, such as the rest of a short check-in that was left off, is no low day.
  const whole = Math.min(
    ...[...instruments.values()].map(
      ({ questions }) => questions.filter(({ kind, sealed }) => kind === "sign" && !sealed).length,
    ),
  );
  const rows = await db.$queryRaw<Row[]>`
    WITH person AS (
      SELECT *, (${now}::timestamptz AT TIME ZONE zone - interval '4 hours')::date AS today,
             status::text = ANY(${sharing}) AS shares
      FROM participants WHERE programme_id = ${staff.programmeId} AND counselor_id = ANY(${[...counselorIds]})
    ), needs AS (
      SELECT person.*, alert.tier AS alert_tier, alert.state AS alert_state, checked.tier AS today_tier,
             answered.last_day, ambers.number AS ambers, wish.id IS NOT NULL AS wishes, person.shares AND ${isQuiet} AS quiet,
             CASE WHEN person.status = 'active' AND person.release_date <= person.today
                       AND (person.paused_until IS NULL OR person.paused_until <= person.today)
                  THEN GREATEST(0, person.today - COALESCE(answered.last_day, person.release_date)) END AS silent_days
      FROM person
      LEFT JOIN alerts alert ON alert.participant_id = person.id AND alert.state <> 'closed'
      LEFT JOIN check_ins checked ON checked.participant_id = person.id AND checked.local_day = person.today AND person.shares
      CROSS JOIN LATERAL (SELECT max(local_day) AS last_day FROM check_ins c
                          WHERE c.participant_id = person.id AND c.started_at IS NOT NULL AND person.shares) answered
      CROSS JOIN LATERAL (SELECT count(*)::int AS number FROM check_ins c
                          WHERE c.participant_id = person.id AND c.tier = 'amber' AND c.amber_seen_at IS NULL
                            AND NOT c.amber_quiet AND alert.id IS NULL AND person.shares
                         ) ambers
      LEFT JOIN LATERAL (${standingWish}) wish ON person.shares
      WHERE person.status::text = ANY(${lookedAfter}) OR alert.id IS NOT NULL
    ), page AS (
      SELECT *, count(*) OVER ()::int AS total,
             row_number() OVER (ORDER BY alert_tier DESC NULLS LAST, today_tier DESC NULLS LAST, wishes DESC,
                                         silent_days DESC NULLS LAST, code) AS place
      FROM needs ORDER BY place LIMIT ${take} OFFSET ${skip}
    )
    SELECT page.id, page.code, page.status::text, page.alert_tier::text AS "alertTier",
           page.alert_state::text AS "alertState", page.today_tier::text AS "todayTier",
           page.last_day::text AS "lastDay", page.today::text, page.silent_days AS "silentDays", page.ambers, page.wishes,
           page.unreachable_since IS NOT NULL AS unreachable,
           COALESCE(page.paused_until > page.today, false) AS paused,
           page.quiet,
           page.counselor_id <> ${staff.id} AS covered, page.total, trend.*
    FROM page CROSS JOIN LATERAL (
      SELECT avg(points) FILTER (WHERE back <= ${RECENT_DAYS})::float AS recent,
             count(points) FILTER (WHERE back <= ${RECENT_DAYS})::int AS "recentDays",
             avg(points) FILTER (WHERE back > ${RECENT_DAYS})::float AS usual,
             count(points) FILTER (WHERE back > ${RECENT_DAYS})::int AS "usualDays"
      FROM (SELECT row_number() OVER (ORDER BY c.local_day DESC) AS back,
                   (SELECT CASE WHEN count(*) >= ${whole} THEN sum(a.value) END FROM answers a
                    WHERE a.check_in_id = c.id AND a.question_id = ANY(${signs})) AS points
            FROM check_ins c
            WHERE c.participant_id = page.id AND page.shares AND c.completed_at IS NOT NULL AND c.form = 'full'
              AND c.local_day > page.today - 28) totals
    ) trend ORDER BY page.place`;
  if (rows.length > 0)
    await auditStaff(db, staff, { action: "read-caseload", subject: wholeProgramme(staff) }, now);
  const entries = rows.map(
    ({ total: _total, recent, recentDays, usual, usualDays, ...entry }): CaseloadEntry => ({
      ...entry,
      direction: directionOf(
        recent !== null && recentDays >= FEWEST_RECENT ? recent : undefined,
        usual !== null && usualDays >= FEWEST_USUAL ? usual : undefined,
      ),
    }),
  );
  return { entries, total: rows[0]?.total ?? 0 };
}
