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

/** The queue keeps such a job for ever. True when there were any. */
export async function sweepDeliveries({ db }: Pick<Deps, "db">): Promise<boolean> {
  const dropped = await db.$executeRaw`
    DELETE FROM graphile_worker._private_jobs
    WHERE id IN (SELECT t.id FROM graphile_worker.jobs t WHERE ${Prisma.raw(leftDeliveries.where ?? "")})`;
  return dropped > 0;
}
