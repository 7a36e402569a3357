import type { Db } from "../db/client.ts";
import type { Finding, FindingKind } from "./finding.ts";

/** How late something may be before it counts as not done: ticks come every 15 seconds. */
const GRACE_MINUTES = 10;
const LOOK_BACK_DAYS = 2;

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
    "alert-missing": db.$queryRaw`
      SELECT p.programme_id, c.id FROM check_ins c JOIN participants p ON p.id = c.participant_id
      WHERE c.tier IN ('orange', 'red') AND c.closes_at > ${since} AND p.status = 'active'
        AND NOT EXISTS (
          SELECT FROM alerts a
          WHERE a.participant_id = c.participant_id AND a.opened_at < c.closes_at + interval '1 hour'
            AND COALESCE(a.closed_at, 'infinity') >= COALESCE(c.completed_at, c.closes_at))
        AND NOT EXISTS (
          SELECT FROM audit_events e
          WHERE e.programme_id = p.programme_id AND e.at >= c.opened_at
            AND e.action = 'alert-kept-quiet' AND e.subject = 'check-in:' || c.id)`,
    "step-missing": db.$queryRaw`
      SELECT p.programme_id, a.id FROM alerts a JOIN participants p ON p.id = a.participant_id
      WHERE a.state <> 'closed' AND (a.escalate_at IS NULL OR a.escalate_at < ${late})`,
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
  };
  const findings: Finding[] = [];
  for (const [kind, rows] of Object.entries(questions)) {
    const byProgramme = Map.groupBy(await rows, ({ programme_id }) => programme_id);
    for (const [programmeId, found] of byProgramme)
      findings.push({ kind: kind as FindingKind, programmeId, ids: found.map(({ id }) => id) });
  }
  return findings;
}
