import type { Db } from "../db/client.ts";

/** The earliest instant at which a tick will find something to do; undefined when nothing is planned. */
export async function nextDue(db: Db): Promise<Date | undefined> {
  const [row] = await db.$queryRaw<{ due: Date | null }[]>`
    SELECT LEAST(
      (SELECT min(next_prompt_at) FROM participants),
      (SELECT min(nudge_at) FROM check_ins),
      (SELECT min(closes_at) FROM check_ins WHERE state IN ('prompted', 'started')),
      (SELECT min(escalate_at) FROM alerts),
      (SELECT min(contact_due_at) FROM alerts),
      (SELECT min(follow_up_at) FROM alerts),
      (SELECT min(ask_back_at) FROM alerts),
      (SELECT min(summary_due_at) FROM programmes),
      (SELECT min((s.away_until + time '04:00') AT TIME ZONE p.zone)
       FROM staff s JOIN programmes p ON p.id = s.programme_id),
      (SELECT min(coverage_due_at) FROM programmes),
      (SELECT min(purge_due_at) FROM programmes),
      (SELECT min(due_at) FROM outbox WHERE state = 'pending')
    ) AS due`;
  return row?.due ?? undefined;
}
