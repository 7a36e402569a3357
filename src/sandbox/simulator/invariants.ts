import { readAnswer } from "../../check-ins/stored-answers.ts";
import type { Db } from "../../db/client.ts";
import type { Sealer } from "../../db/seal.ts";
import type { Tap } from "./record.ts";

export interface Violation {
  readonly invariant: "I1" | "I2" | "I3" | "I4" | "I5" | "I7" | "I8";
  readonly what: string;
  /** Codes or ids of what it is about. */
  readonly who: string;
  readonly at: string;
}

interface Found {
  readonly who: string;
}

/** A tick comes every quarter of a minute; in a simulation at every instant at which something is due. */
const GRACE_MS = 60_000;

/**
 * Holds the rows of a day against what must always hold. Written in SQL of its own and over everything that
 * happened since `since`, whatever the app's own auditor thinks of it.
 */
export async function checkRows(db: Db, since: Date, now: Date): Promise<readonly Violation[]> {
  const late = new Date(now.getTime() - GRACE_MS);
  const questions: readonly (readonly [Violation["invariant"], string, Promise<readonly Found[]>])[] = [
    [
      "I1",
      "two check-ins of one day",
      db.$queryRaw`
        SELECT participant_id || ' on ' || local_day AS who FROM check_ins WHERE opened_at > ${since}
        GROUP BY participant_id, local_day HAVING count(*) > 1`,
    ],
    [
      "I1",
      "a check-in before release",
      db.$queryRaw`
        SELECT p.code AS who FROM check_ins c JOIN participants p ON p.id = c.participant_id
        WHERE c.opened_at > ${since} AND c.local_day < p.release_date`,
    ],
    [
      "I1",
      "a check-in without consent",
      db.$queryRaw`
        SELECT p.code AS who FROM check_ins c JOIN participants p ON p.id = c.participant_id
        WHERE c.opened_at > ${since} AND EXISTS (
          SELECT FROM unnest(ARRAY['checkIn', 'counselor']::consent_purpose[]) required
          WHERE NOT COALESCE((SELECT granted FROM consents n
                              WHERE n.participant_id = p.id AND n.purpose = required AND n.at <= c.opened_at
                              ORDER BY n.id DESC LIMIT 1), false))`,
    ],
    [
      "I1",
      "an active person without a next prompt",
      db.$queryRaw`
        SELECT code AS who FROM participants
        WHERE status = 'active' AND (next_prompt_at IS NULL OR next_prompt_at < ${late})`,
    ],
    [
      "I3",
      "an orange or red check-in that nobody was told of and that was not kept quiet",
      db.$queryRaw`
        SELECT p.code || ' check-in ' || c.id AS who
        FROM check_ins c JOIN participants p ON p.id = c.participant_id
        WHERE c.tier IN ('orange', 'red') AND COALESCE(c.completed_at, c.closes_at) > ${since}
          AND NOT EXISTS (
            SELECT FROM alert_events e JOIN alerts a ON a.id = e.alert_id
            WHERE a.participant_id = p.id AND e.kind IN ('opened', 'attached', 'corrected')
              AND e.at >= COALESCE(c.completed_at, c.closes_at))
          AND NOT EXISTS (
            SELECT FROM audit_events e
            WHERE e.action = 'alert-kept-quiet' AND e.subject = 'check-in:' || c.id)`,
    ],
    [
      "I3",
      "a red check-in that was kept quiet",
      db.$queryRaw`
        SELECT p.code || ' check-in ' || c.id AS who
        FROM check_ins c JOIN participants p ON p.id = c.participant_id
        JOIN audit_events e ON e.action = 'alert-kept-quiet' AND e.subject = 'check-in:' || c.id
        WHERE c.tier = 'red' AND e.at > ${since}`,
    ],
    [
      "I3",
      "an open alert without a due time and without anybody who holds it",
      db.$queryRaw`
        SELECT 'alert ' || id AS who FROM alerts
        WHERE state <> 'closed' AND (escalate_at IS NULL OR escalate_at < ${late})
          AND (holder_id IS NULL OR state IN ('open', 'notReached'))`,
    ],
    [
      "I3",
      "an alert that reached nobody and is not marked",
      db.$queryRaw`
        SELECT 'alert ' || a.id AS who FROM alerts a
        WHERE a.opened_at > ${since} AND a.opened_at < ${late} AND a.undelivered_at IS NULL
          AND NOT EXISTS (SELECT FROM outbox o WHERE o.alert_id = a.id AND o.kind = 'alert' AND o.state = 'sent')
          AND NOT EXISTS (SELECT FROM alert_events e WHERE e.alert_id = a.id AND e.kind = 'held-for-quiet-hours')`,
    ],
    [
      "I4",
      "a message that waits although it is due",
      db.$queryRaw`
        SELECT kind || ' ' || id AS who FROM outbox WHERE state = 'pending' AND due_at < ${late}`,
    ],
    [
      "I5",
      "an alert sent to somebody who does not answer for the person",
      db.$queryRaw`
        SELECT 'alert ' || o.alert_id || ' to staff ' || s.id AS who
        FROM outbox o JOIN staff s ON s.id = o.staff_id JOIN alerts a ON a.id = o.alert_id
        JOIN participants p ON p.id = a.participant_id
        WHERE o.kind = 'alert' AND o.sent_at > ${since} AND s.programme_id <> p.programme_id`,
    ],
  ];
  const violations: Violation[] = [];
  for (const [invariant, what, rows] of questions)
    for (const { who } of await rows) violations.push({ invariant, what, who, at: now.toISOString() });
  return violations;
}

/** I2: every tap that Telegram took stands in the database, under its own question, as it was tapped last. */
export async function checkTaps(
  db: Db,
  sealer: Sealer,
  taps: readonly Tap[],
  now: Date,
): Promise<readonly Violation[]> {
  const ids = [...new Set(taps.map(({ checkInId }) => checkInId))];
  const rows = await db.answer.findMany({ where: { checkInId: { in: ids } } });
  const stored = new Map(
    rows.map((row) => [`${row.checkInId}:${row.questionId}`, readAnswer(sealer, row.checkInId, row)]),
  );
  return taps.flatMap(({ checkInId, question, answer }): Violation[] => {
    const found = stored.get(`${checkInId}:${question}`);
    if (found === answer) return [];
    const what = found === undefined ? "a tap that is not in the database" : "a tap with another value";
    return [{ invariant: "I2", what, who: `check-in ${checkInId} ${question}`, at: now.toISOString() }];
  });
}

export interface Copies {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
}

/** I4: what the outbox says was sent, against what arrived on phones. */
export async function countCopies(db: Db, arrivals: ReadonlyMap<string, number>): Promise<Copies> {
  const sent = await db.$queryRaw<{ subject: string; count: number }[]>`
    SELECT CASE WHEN o.kind = 'alert' THEN 'alert:' || o.alert_id || ':' || s.telegram_id
                ELSE 'prompt:' || o.check_in_id END AS subject,
           count(*)::int AS count
    FROM outbox o LEFT JOIN staff s ON s.id = o.staff_id
    WHERE o.state = 'sent' AND o.kind IN ('alert', 'prompt', 'nudge')
    GROUP BY 1`;
  const lost: string[] = [];
  const doubled: string[] = [];
  const known = new Set<string>();
  for (const { subject, count } of sent) {
    known.add(subject);
    const arrived = arrivals.get(subject) ?? 0;
    for (let missing = arrived; missing < count; missing++) lost.push(subject);
    for (let extra = count; extra < arrived; extra++) doubled.push(subject);
  }
  for (const [subject, arrived] of arrivals)
    if (!known.has(subject)) for (let extra = 0; extra < arrived; extra++) doubled.push(subject);
  return { lost, doubled };
}
