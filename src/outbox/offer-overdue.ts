import type { DueRows } from "../db/due-work.ts";
import type { Deps } from "../deps.ts";
import { LEASE_SECONDS, SLOW_KINDS, SLOW_LEASE_SECONDS } from "./enqueue.ts";
import type { Hands } from "./hands.ts";

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
 *
 * What a process has in hand is left to it as long as the database sees its connections: a second copy would ring the
 * phone again, and whose clock is wrong takes every lease for over. A machine that vanished keeps its connections for
 * hours, so that is believed only for two leases of the database's own clock.
 */
export async function offerOverdue(
  { db, hands }: Pick<Deps, "db"> & { readonly hands: Hands },
  now: Date,
): Promise<boolean> {
  const leased = new Date(now.getTime() + LEASE_SECONDS * 1000);
  const offered = await db.$executeRaw`
    WITH overdue AS (
      UPDATE outbox SET due_at = ${leased}, error = NULL, claimed_by = NULL
      WHERE id IN (SELECT id FROM outbox WHERE state = 'pending' AND due_at <= ${now}
                     AND id <> ALL (${[...hands.held]}::bigint[])
                     AND (claimed_by IS NULL OR claimed_by = ${hands.name}
                          OR claimed_by NOT IN (SELECT application_name FROM pg_stat_activity WHERE application_name <> '')
                          OR claimed_at < clock_timestamp() - make_interval(secs => 2 *
                             CASE WHEN kind = ANY (${[...SLOW_KINDS]}) THEN ${SLOW_LEASE_SECONDS}::int ELSE ${LEASE_SECONDS}::int END))
                   ORDER BY due_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
      RETURNING id, attempts, priority
    )
    SELECT graphile_worker.add_job('deliver', json_build_object('id', id::text, 'attempt', attempts),
                                   priority => priority, max_attempts => 1, job_key => 'overdue:' || id)
    FROM overdue`;
  return offered > 0;
}
