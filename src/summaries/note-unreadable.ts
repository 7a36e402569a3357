import type { Deps } from "../deps.ts";
import { DAY_MS } from "../domain/duration.ts";

/** The same answer is noted again at the next week's summary. */
const AGAIN_AFTER_MS = 6 * DAY_MS;

/**
 * Answers that cannot be opened any more: for the auditor, who tells the coordinators, and in the log for the operator,
 * whom nothing sends there but they. By the numbers of their check-ins.
 */
export async function noteUnreadable(
  { db, log }: Pick<Deps, "db" | "log">,
  programmeId: number,
  checkIns: readonly number[],
  now: Date,
): Promise<void> {
  if (checkIns.length === 0) return;
  log.error(
    { programmeId, checkIns: checkIns.slice(0, 20), count: checkIns.length },
    "answers cannot be opened",
  );
  const since = new Date(now.getTime() - AGAIN_AFTER_MS);
  await db.$executeRaw`
    INSERT INTO audit_events (at, actor, action, subject, programme_id)
    SELECT ${now}, 'system', 'answer-unreadable', 'check-in:' || check_in, ${programmeId}
    FROM unnest(${[...checkIns]}::int[]) check_in
    WHERE NOT EXISTS (SELECT FROM audit_events e
                      WHERE e.programme_id = ${programmeId} AND e.at > ${since}
                        AND e.action = 'answer-unreadable' AND e.subject = 'check-in:' || check_in)`;
}
