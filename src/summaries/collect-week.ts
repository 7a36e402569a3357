import { readAnswer } from "../check-ins/stored-answers.ts";
import type { Db } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { addDays, dayClosesAt, dayOfDbDate, dbDate, type LocalDay, localDayAt } from "../domain/calendar.ts";
import { type Answer, type Question, route, score } from "../domain/instrument.ts";
import type { Tier } from "../domain/tier.ts";
import {
  type AlertFacts,
  type CheckInFacts,
  type CheckInMark,
  type PersonFacts,
  type PersonWeek,
  summarisePerson,
  summariseWeek,
  type Week,
  type WeekReport,
  weekFrom,
} from "../domain/week.ts";
import { type Instruments, instrumentOf } from "../instruments/index.ts";

const BATCH = 50;

/**
 * The week from `monday` on as it stands in the rows now. Sealed answers are opened for totals and go
 * nowhere else. People are read in batches: memory holds the check-ins of one batch at a time.
 */
export async function collectWeek(
  { db, sealer, instruments }: Pick<Deps, "db" | "sealer" | "instruments">,
  programmeId: number,
  monday: LocalDay,
): Promise<WeekReport> {
  const { zone } = await db.programme.findUniqueOrThrow({
    where: { id: programmeId },
    select: { zone: true },
  });
  const statuses = await db.participant.groupBy({
    by: ["status"],
    where: { programmeId, status: { in: ["active", "frozen", "invited", "consenting"] } },
    _count: true,
  });
  const active = statuses.find(({ status }) => status === "active")?._count ?? 0;
  const everybody = statuses.reduce((total, { _count }) => total + _count, 0);

  const week = weekFrom(monday);
  const readCheckIn = checkInReader(sealer, instruments);
  const people: PersonWeek[] = [];
  for (let after = 0; ; ) {
    const batch = await readPeople(db, programmeId, after);
    const last = batch.at(-1);
    if (!last) break;
    after = last.id;
    const ids = batch.map(({ id }) => id);
    const checkIns = Map.groupBy(await readCheckIns(db, ids, week, instruments), (row) => row.participant_id);
    const alerts = Map.groupBy(await readAlerts(db, ids, week, zone), (row) => row.participant_id);
    for (const person of batch) {
      const facts: PersonFacts = {
        code: person.code,
        reach: person.linked ? (person.blocked ? "blocked" : "reachable") : "unlinked",
        releaseDate: dayOfDbDate(person.release_date),
        checkIns: (checkIns.get(person.id) ?? []).map(readCheckIn),
        alerts: (alerts.get(person.id) ?? []).map((row) => alertFacts(row, person.zone)),
      };
      people.push(summarisePerson(facts, week));
    }
  }
  return summariseWeek({
    week,
    zone,
    people,
    // Somebody may have joined between the two queries.
    notShown: Math.max(0, active - people.length),
    notStarted: everybody - active,
  });
}

interface PersonRow {
  readonly id: number;
  readonly code: string;
  readonly zone: string;
  readonly release_date: Date;
  readonly linked: boolean;
  readonly blocked: boolean;
}

/** The next active people whose newest answer to the summary's consent is yes. */
async function readPeople(db: Db, programmeId: number, afterId: number): Promise<readonly PersonRow[]> {
  return await db.$queryRaw<PersonRow[]>`
    SELECT p.id, p.code, p.zone, p.release_date,
           p.telegram_id IS NOT NULL AS linked, p.unreachable_since IS NOT NULL AS blocked
    FROM participants p
    WHERE p.programme_id = ${programmeId} AND p.status = 'active' AND p.id > ${afterId}
      AND (SELECT c.granted FROM consents c WHERE c.participant_id = p.id AND c.purpose = 'summary' ORDER BY c.id DESC LIMIT 1)
    ORDER BY p.id LIMIT ${BATCH}`;
}

interface CheckInRow {
  readonly participant_id: number;
  readonly id: number;
  readonly local_day: Date;
  readonly instrument: string;
  readonly form: string;
  readonly s6_form: string;
  readonly state: "prompted" | "started" | "completed" | "closed";
  readonly tier: Tier | null;
  readonly answered: boolean;
  /** JSON of StoredSign[], null without any. */
  readonly signs: string | null;
}

type StoredSign = readonly [
  questionId: string,
  value: number | null,
  sealedBase64: string | null,
  skipped: boolean,
];

/** Answers to signs only: nothing else is asked of the database. */
async function readCheckIns(
  db: Db,
  participantIds: readonly number[],
  { from, sunday }: Week,
  instruments: Instruments,
): Promise<readonly CheckInRow[]> {
  const questions = [...instruments.values()].flatMap((instrument) => instrument.questions);
  const signs = [...new Set(questions.filter(({ kind }) => kind === "sign").map(({ id }) => id))];
  return await db.$queryRaw<CheckInRow[]>`
    SELECT c.participant_id, c.id, c.local_day, c.instrument, c.form, c.s6_form, c.state::text AS state, c.tier::text AS tier,
           count(a.question_id) > 0 AS answered,
           (json_agg(json_build_array(a.question_id, a.value, encode(a.sealed, 'base64'), a.skipped))
             FILTER (WHERE a.question_id = ANY(${signs})))::text AS signs
    FROM check_ins c LEFT JOIN answers a ON a.check_in_id = c.id
    WHERE c.participant_id = ANY(${participantIds})
      AND c.local_day BETWEEN ${dbDate(from)}::date AND ${dbDate(sunday)}::date
    GROUP BY c.id`;
}

interface AlertRow {
  readonly participant_id: number;
  readonly tier: Tier;
  readonly state: string;
  readonly local_day: Date | null;
  readonly opened_at: Date;
  readonly taken_at: Date | null;
  readonly contacted_at: Date | null;
  readonly outcome: string | null;
}

/**
 * Alerts opened around the week, and older ones that are not closed. Who took an alert first is in its
 * history: the alert itself forgets it when a new emergency starts the ladder again.
 */
async function readAlerts(
  db: Db,
  participantIds: readonly number[],
  { monday, sunday }: Week,
  zone: string,
): Promise<readonly AlertRow[]> {
  // Zones of participants may differ from the programme's; the exact day is worked out from each row.
  const from = dayClosesAt(addDays(monday, -2), zone);
  const to = dayClosesAt(addDays(sunday, 1), zone);
  return await db.$queryRaw<AlertRow[]>`
    SELECT a.participant_id, a.tier::text AS tier, a.state::text AS state, c.local_day, a.opened_at, a.outcome,
           LEAST(a.acknowledged_at, e.taken_at) AS taken_at, LEAST(a.contacted_at, e.contacted_at) AS contacted_at
    FROM alerts a
    LEFT JOIN check_ins c ON c.id = a.check_in_id
    LEFT JOIN LATERAL (
      SELECT min(at) FILTER (WHERE kind IN ('taken', 'talked', 'no-answer') OR kind LIKE 'closed-%') AS taken_at,
             min(at) FILTER (WHERE kind = 'talked') AS contacted_at
      FROM alert_events WHERE alert_id = a.id
    ) e ON true
    WHERE a.participant_id = ANY(${participantIds})
      AND a.opened_at < ${to} AND (a.opened_at >= ${from} OR a.state <> 'closed')`;
}

/** An alert raised when a day closed belongs to that day, though it opened at 04:00 of the next. */
function alertFacts(row: AlertRow, zone: string): AlertFacts {
  return {
    tier: row.tier,
    day: row.local_day ? dayOfDbDate(row.local_day) : localDayAt(row.opened_at, zone),
    openedAt: row.opened_at,
    ...(row.taken_at && { takenAt: row.taken_at }),
    ...(row.contacted_at && { contactedAt: row.contacted_at }),
    held: row.state === "acknowledged" || row.state === "contacted",
    closed: row.state === "closed",
    ...(row.outcome !== null && { outcome: row.outcome }),
  };
}

function checkInReader(sealer: Deps["sealer"], instruments: Instruments): (row: CheckInRow) => CheckInFacts {
  const routes = new Map<string, readonly Question[]>();
  const routeOf = ({ instrument, form, s6_form }: CheckInRow): readonly Question[] => {
    const key = `${instrument} ${form} ${s6_form}`;
    const known = routes.get(key);
    if (known) return known;
    const questions = route(instrumentOf(instruments, instrument), {
      form: form === "short" ? "short" : "full",
      s6Form: s6_form === "reporting" ? "reporting" : "soft",
    });
    routes.set(key, questions);
    return questions;
  };
  return (row) => {
    const questions = routeOf(row);
    const stored: readonly StoredSign[] = row.signs === null ? [] : JSON.parse(row.signs);
    const answers = new Map<string, Answer>(
      stored.map(([questionId, value, sealed, skipped]) => [
        questionId,
        readAnswer(sealer, row.id, {
          questionId,
          value,
          sealed: sealed === null ? null : Buffer.from(sealed, "base64"),
          skipped,
        }),
      ]),
    );
    const total = score(questions, answers)?.total;
    return {
      day: dayOfDbDate(row.local_day),
      mark: markOf(row),
      complete: row.state === "completed",
      ...(total !== undefined && { total }),
      signs: questions.flatMap(({ id, kind, name, sealed }) => {
        const value = answers.get(id);
        return kind === "sign" && !sealed && typeof value === "number" ? [{ id, name, value }] : [];
      }),
    };
  };
}

function markOf({ state, tier, answered }: CheckInRow): CheckInMark {
  if (tier !== null) return tier;
  return state === "closed" && !answered ? "missing" : "open";
}
