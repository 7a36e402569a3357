import type { DueRows } from "../db/due-work.ts";
import type { Deps } from "../deps.ts";
import { LEASE_SECONDS } from "./enqueue.ts";

const BATCH = 500;

export const overdueMessages: DueRows = {
  name: "overdue messages",
  table: "outbox",
  at: "due_at",
  where: "t.state = 'pending'",
};

/**
 * Hands messages to the workers that should have left long ago: their worker was killed, or their
 * retry is due. Rows that still wait in the queue are offered twice without harm, because an attempt
 * can be claimed only once. True when there were any.
 */
export async function offerOverdue({ db }: Pick<Deps, "db">, now: Date): Promise<boolean> {
  const leased = new Date(now.getTime() + LEASE_SECONDS * 1000);
  const offered = await db.$executeRaw`
    WITH overdue AS (
      UPDATE outbox SET due_at = ${leased}, error = NULL
      WHERE id IN (SELECT id FROM outbox WHERE state = 'pending' AND due_at <= ${now}
                   ORDER BY due_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
      RETURNING id, attempts, priority
    )
    SELECT graphile_worker.add_job('deliver', json_build_object('id', id::text, 'attempt', attempts),
                                   priority => priority, max_attempts => 1, job_key => 'overdue:' || id)
    FROM overdue`;
  return offered > 0;
}
