import type { Tx } from "../db/client.ts";
import type { DueRows } from "../db/due-work.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Deps } from "../deps.ts";

/** Longer than any delivery takes. The queue lives on the machine's time, whatever clock the app is on. */
const LEFT = "clock_timestamp() - interval '20 minutes'";

/** Jobs whose process was killed, or that failed: the rows of the outbox were offered again long ago. */
export const leftDeliveries: DueRows = {
  name: "left deliveries",
  table: "graphile_worker.jobs",
  at: "'-infinity'::timestamptz",
  where: `t.task_identifier = 'deliver' AND t.attempts >= t.max_attempts AND (t.locked_at IS NULL OR t.locked_at < ${LEFT})`,
};

/**
 * The queue leaves such a job locked for hours, and what waits behind it in order as well, and keeps it for ever then.
 * True when there were any.
 */
export async function sweepDeliveries({ db }: Pick<Deps, "db">): Promise<boolean> {
  const dropped = await db.$executeRaw`
    DELETE FROM graphile_worker._private_jobs
    WHERE id IN (SELECT t.id FROM graphile_worker.jobs t WHERE ${Prisma.raw(leftDeliveries.where ?? "")})`;
  await db.$executeRaw`
    UPDATE graphile_worker._private_job_queues SET locked_at = NULL, locked_by = NULL
    WHERE locked_at < ${Prisma.raw(LEFT)}`;
  return dropped > 0;
}

/**
 * Queues of orders that nothing can join any more, because what they are about is deleted: the worker keeps each by itself
 * for ever. One that is merely empty may be named in a transaction that is still open, whose job nobody would take then.
 */
export async function dropPastQueues(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM graphile_worker._private_job_queues q
    WHERE q.locked_at IS NULL AND NOT EXISTS (SELECT FROM graphile_worker._private_jobs j WHERE j.job_queue_id = q.id)
      AND CASE split_part(q.queue_name, ':', 1)
            WHEN 'alert-copy' THEN NOT EXISTS (SELECT FROM outbox o WHERE o.id = split_part(q.queue_name, ':', 2)::bigint)
            WHEN 'relay' THEN NOT EXISTS (SELECT FROM relay_messages r WHERE r.id = split_part(q.queue_name, ':', 2)::int)
          END`;
}
