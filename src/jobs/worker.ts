import { type Runner, run, type TaskList, Logger as WorkerLogger } from "graphile-worker";
import type { Logger } from "pino";
import { z } from "zod";
import { systemClock } from "../clock.ts";
import { type DeliveryDeps, deliver } from "../outbox/deliver.ts";
import type { Metrics } from "../web/metrics.ts";

const payload = z.object({ id: z.coerce.bigint(), attempt: z.int().min(0) });

const MOST_AT_ONCE = 20;

/** Delivers outbox rows as soon as their job is written (LISTEN/NOTIFY). The rows, not the jobs, are the truth. */
export async function startWorker(
  deps: DeliveryDeps & { readonly metrics: Pick<Metrics, "deliveries"> },
  connectionString: string,
): Promise<Runner> {
  const tasks: TaskList = {
    deliver: async (raw, helpers) => {
      const { id, attempt } = payload.parse(raw);
      try {
        const outcome = await deliver(deps, id, attempt);
        deps.metrics.deliveries.inc({ outcome: outcome.kind });
        if (outcome.kind === "retry") {
          // The queue lives on the machine's time, whatever clock the app is on.
          const runAt = new Date(systemClock.now().getTime() + outcome.afterSeconds * 1000);
          const job = { id: String(id), attempt: outcome.attempt };
          await helpers.addJob("deliver", job, { runAt, maxAttempts: 1, priority: helpers.job.priority });
        }
      } catch (error) {
        // The row stays pending and is offered again when its lease has run out.
        deps.log.error({ err: error, outboxId: String(id) }, "delivery failed");
      }
    },
  };
  return await run({
    connectionString,
    taskList: tasks,
    concurrency: MOST_AT_ONCE,
    noHandleSignals: true,
    logger: workerLogger(deps.log),
  });
}

function workerLogger(log: Logger): WorkerLogger {
  return new WorkerLogger(() => (level, message) => {
    if (level === "error" || level === "warning") log.warn({ worker: level }, message);
  });
}
