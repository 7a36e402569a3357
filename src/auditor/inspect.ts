import type { Db, Tx } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Finding, FindingKind } from "./finding.ts";

/** How late something may be before it counts as not done: ticks come every 15 seconds. */
const GRACE_MINUTES = 10;
const LOOK_BACK_DAYS = 2;
/** Asked after a day, ended after another; quiet hours may add a night to each. */
const UNENDED_HOURS = 72;
/** A large week takes its time. */
const SUMMARY_HOURS = 1;
const HOUR = 3_600_000;

const before = (now: Date, hours: number) => new Date(now.getTime() - hours * HOUR);

/** Alerts whose person waits for contact, with the times after which something has to have happened. */
const waits = Prisma.sql`
  SELECT a.id, p.programme_id, p.status::text, a.tier::text, a.contact_due_at, a.unconnected_at,
         COALESCE(a.waiting_since, a.opened_at) AS since,
         make_interval(mins => COALESCE((g.settings #>> '{ladder,red,endAfterMinutes}')::int, 60)) AS unconnected_after,
         CASE WHEN a.tier = 'red'
              THEN make_interval(mins => COALESCE((g.settings #>> '{ladder,contact,red,limitMinutes}')::int, 720))
              -- The same service day, or the next where it came in the evening.
              ELSE interval '48 hours' END AS overdue_after
  FROM alerts a JOIN participants p ON p.id = a.participant_id JOIN programmes g ON g.id = p.programme_id
  WHERE a.state NOT IN ('contacted', 'closed')`;

/** Orange and red check-ins that nobody was alerted to, and that were not kept quiet on purpose either. */
const withoutAlert = (since: Date) => Prisma.sql`
      SELECT p.programme_id, c.id FROM check_ins c JOIN participants p ON p.id = c.participant_id
      WHERE c.tier IN ('orange', 'red') AND c.closes_at > ${since} AND p.status = 'active'
        AND NOT EXISTS (
          SELECT FROM alerts a
          WHERE a.participant_id = c.participant_id AND a.opened_at < c.closes_at + interval '1 hour'
            AND COALESCE(a.closed_at, 'infinity') >= COALESCE(c.completed_at, c.closes_at))
        AND NOT EXISTS (
          SELECT FROM audit_events e
          WHERE e.programme_id = p.programme_id AND e.at >= c.opened_at
            AND e.action = 'alert-kept-quiet' AND e.subject = 'check-in:' || c.id)`;

/** Asked again by whoever raises it. */
export async function isAlertMissing(tx: Tx, checkInId: number, now: Date): Promise<boolean> {
  const since = before(now, LOOK_BACK_DAYS * 24);
  const rows = await tx.$queryRaw<
    Row[]
  >`SELECT * FROM (${withoutAlert(since)}) missing WHERE id = ${checkInId}`;
  return rows.length > 0;
}

interface Row {
  readonly programme_id: number;
  readonly id: number;
}

/**
 * Compares what should have happened with what did. Written in SQL of its own, apart from the code it
 * watches: a mistake there must not be repeated here.
 */
export async function inspect(db: Db, now: Date): Promise<readonly Finding[]> {
  const late = new Date(now.getTime() - GRACE_MINUTES * 60_000);
  const since = new Date(now.getTime() - LOOK_BACK_DAYS * 86_400_000);
  const questions: Readonly<Record<FindingKind, Promise<readonly Row[]>>> = {
    "prompt-missing": db.$queryRaw`
      SELECT programme_id, id FROM participants
      WHERE status = 'active' AND (next_prompt_at IS NULL OR next_prompt_at < ${late})`,
    "closing-missing": db.$queryRaw`
      SELECT p.programme_id, c.id FROM check_ins c JOIN participants p ON p.id = c.participant_id
      WHERE c.state IN ('prompted', 'started') AND c.closes_at < ${late}`,
    "message-stuck": db.$queryRaw`
      SELECT COALESCE(p.programme_id, s.programme_id) AS programme_id, o.id::int AS id
      FROM outbox o LEFT JOIN participants p ON p.id = o.participant_id LEFT JOIN staff s ON s.id = o.staff_id
      WHERE o.state = 'pending' AND o.intended_at < ${late}`,
    "message-refused": db.$queryRaw`
      SELECT COALESCE(p.programme_id, s.programme_id) AS programme_id, o.id::int AS id
      FROM outbox o LEFT JOIN participants p ON p.id = o.participant_id LEFT JOIN staff s ON s.id = o.staff_id
      WHERE o.state = 'failed' AND o.error = 'bug' AND o.intended_at > ${since}`,
    "alert-missing": db.$queryRaw`${withoutAlert(since)}`,
    "step-missing": db.$queryRaw`
      SELECT p.programme_id, a.id FROM alerts a JOIN participants p ON p.id = a.participant_id
      WHERE a.state <> 'closed' AND (a.escalate_at IS NULL OR a.escalate_at < ${late})`,
    "contact-unended": db.$queryRaw`
      SELECT p.programme_id, a.id FROM alerts a JOIN participants p ON p.id = a.participant_id
      WHERE a.state = 'contacted' AND a.contacted_at < ${before(now, UNENDED_HOURS)} AND a.escalate_at > ${now}`,
    "wait-unwatched": db.$queryRaw`
      SELECT w.programme_id, w.id FROM (${waits}) w
      WHERE w.contact_due_at < ${late}
         OR (w.tier = 'red' AND w.unconnected_at IS NULL AND w.since + w.unconnected_after < ${late}
             AND (w.contact_due_at IS NULL OR w.contact_due_at > ${now}))
         OR (w.tier = 'red' AND w.contact_due_at IS NULL AND w.since + w.overdue_after > ${now})`,
    "numbers-unsent": db.$queryRaw`
      SELECT w.programme_id, w.id FROM (${waits}) w
      WHERE w.unconnected_at > ${since} AND w.unconnected_at < ${late} AND w.status = 'active'
        AND NOT EXISTS (SELECT FROM outbox o WHERE o.alert_id = w.id AND o.kind = 'numbers-again'
                        AND o.intended_at >= w.since AND o.state IN ('pending', 'sent'))`,
    "contact-overdue": db.$queryRaw`
      SELECT w.programme_id, w.id FROM (${waits}) w WHERE w.since + w.overdue_after < ${late}`,
    "alert-undelivered": db.$queryRaw`
      SELECT p.programme_id, a.id FROM alerts a JOIN participants p ON p.id = a.participant_id
      WHERE a.state <> 'closed' AND a.undelivered_at IS NOT NULL`,
    "answer-unreadable": db.$queryRaw`
      SELECT DISTINCT p.id AS programme_id, split_part(e.subject, ':', 2)::int AS id
      FROM programmes p JOIN audit_events e ON e.programme_id = p.id AND e.at > ${since}
      WHERE e.action = 'answer-unreadable'`,
    "summary-missing": db.$queryRaw`
      SELECT id AS programme_id, id FROM programmes
      WHERE summary_due_at IS NULL OR summary_due_at < ${late}`,
    "summary-unsent": db.$queryRaw`
      SELECT g.id AS programme_id, s.id FROM programmes g JOIN staff s ON s.programme_id = g.id
      CROSS JOIN LATERAL (SELECT g.summary_due_at - interval '7 days' AS at) due
      WHERE s.role = 'coordinator' AND s.telegram_id IS NOT NULL AND s.linked_at < due.at
        AND due.at < ${before(now, SUMMARY_HOURS)} AND due.at > ${since} AND g.created_at + interval '1 day' < due.at
        AND (SELECT count(DISTINCT o.kind) FROM outbox o
             WHERE o.staff_id = s.id AND o.kind IN ('summary', 'summary-picture', 'summary-workbook')
               AND o.intended_at > due.at - interval '1 day' AND o.state IN ('pending', 'sent')) < 3`,
  };
  const findings: Finding[] = [];
  for (const [kind, rows] of Object.entries(questions)) {
    const byProgramme = Map.groupBy(await rows, ({ programme_id }) => programme_id);
    for (const [programmeId, found] of byProgramme)
      findings.push({ kind: kind as FindingKind, programmeId, ids: found.map(({ id }) => id) });
  }
  return findings;
}
