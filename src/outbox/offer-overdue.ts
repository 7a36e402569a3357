import type { DueRows } from "../db/due-work.ts";
import { Prisma } from "../db/generated/client.ts";
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

/** Nobody with the claimer's name has a connection to the database. */
const isGone =
  "t.claimed_by NOT IN (SELECT application_name FROM pg_stat_activity WHERE application_name IS NOT NULL)";

/** Connections that were cut, or went with the server, are back within a second or two. */
const RECONNECTED = "clock_timestamp() - interval '5 seconds'";

/** Which no process has in hand any more, although its lease runs. */
export const orphanedMessages: DueRows = {
  name: "messages of a process that is gone",
  table: "outbox",
  at: "'-infinity'::timestamptz",
  where: `t.state = 'pending' AND t.claimed_at < ${RECONNECTED} AND pg_postmaster_start_time() < ${RECONNECTED} AND ${isGone}`,
};

interface Sweeping extends Pick<Deps, "db"> {
  readonly hands: Hands;
}

/** Makes due what a killed process had in hand. True when there was any. */
export async function freeOrphaned({ db, hands }: Sweeping, now: Date): Promise<boolean> {
  const freed = await db.$executeRaw`
    UPDATE outbox SET due_at = ${now}, claimed_by = NULL
    WHERE id IN (SELECT t.id FROM outbox t WHERE ${Prisma.raw(orphanedMessages.where ?? "")}
                   AND t.id <> ALL (${[...hands.held]}::bigint[]) FOR UPDATE SKIP LOCKED)`;
  return freed > 0;
}

/**
 * Hands messages to the workers that should have left long ago: their worker was killed, or their
 * retry is due. Rows that still wait in the queue are offered twice without harm, because an attempt
 * can be claimed only once. True when there were any.
 *
 * What a process has in hand is left to it as long as the database sees its connections: a second copy would ring the
 * phone again, and whose clock is wrong takes every lease for over. That is believed for two leases of the database's own
 * clock, of ourselves as of others: a machine that vanished keeps its connections for hours, and an attempt may hang.
 */
export async function offerOverdue({ db, hands }: Sweeping, now: Date): Promise<boolean> {
  const leased = new Date(now.getTime() + LEASE_SECONDS * 1000);
  const offered = await db.$executeRaw`
    WITH overdue AS (
      UPDATE outbox SET due_at = ${leased}, error = NULL, claimed_by = NULL
      -- An array, and so looked for once: joined to each row in turn, the search begins anew behind what is locked, without end.
      WHERE id = ANY (ARRAY(
        SELECT t.id FROM outbox t WHERE t.state = 'pending' AND t.due_at <= ${now}
          AND ((t.id <> ALL (${[...hands.held]}::bigint[])
                AND (t.claimed_by IS NULL OR t.claimed_by = ${hands.name} OR ${Prisma.raw(isGone)}))
               OR t.claimed_at < clock_timestamp() - make_interval(secs => 2 *
                  CASE WHEN t.kind = ANY (${[...SLOW_KINDS]}) THEN ${SLOW_LEASE_SECONDS}::int ELSE ${LEASE_SECONDS}::int END))
        ORDER BY t.due_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED))
      RETURNING id, attempts, priority
    )
    SELECT graphile_worker.add_job('deliver', json_build_object('id', id::text, 'attempt', attempts),
                                   priority => priority, max_attempts => 1, job_key => 'overdue:' || id)
    FROM overdue`;
  return offered > 0;
}
