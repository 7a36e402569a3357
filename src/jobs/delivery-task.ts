import type { JobHelpers, Task } from "graphile-worker";
import { z } from "zod";
import { systemClock } from "../clock.ts";
import { despiteRestart } from "../db/despite-restart.ts";
import { type DeliveryDeps, deliver } from "../outbox/deliver.ts";
import type { Attempt } from "../outbox/enqueue.ts";
import type { Metrics } from "../web/metrics.ts";

export type DeliveryTaskDeps = DeliveryDeps & { readonly metrics: Pick<Metrics, "deliveries"> };

const payload = z.object({ id: z.coerce.bigint(), attempt: z.int().min(0) });

/** Attempts one outbox row, and then what waited behind it. */
export function deliveryTask(deps: DeliveryTaskDeps): Task {
  return async (raw, helpers) => {
    let due: Attempt | undefined = payload.parse(raw);
    do due = await attemptOne(due, helpers);
    while (due && !helpers.abortSignal.aborted);
    // Asked to stop: what waits behind it is another process's.
    if (due) await again(due, helpers);
  };

  async function attemptOne(due: Attempt, helpers: JobHelpers): Promise<Attempt | undefined> {
    const { id } = due;
    try {
      const outcome = await deliver(deps, due);
      deps.metrics.deliveries.inc({ outcome: outcome.kind });
      if (outcome.kind === "retry") {
        // The queue lives on the machine's time, whatever clock the app is on.
        const runAt = new Date(systemClock.now().getTime() + outcome.afterSeconds * 1000);
        await again({ id, attempt: outcome.attempt }, helpers, { runAt });
      }
      return outcome.next;
    } catch (error) {
      // The row stays pending and is offered again when its lease has run out.
      deps.log.error({ err: error, outboxId: String(id) }, "delivery failed");
      return undefined;
    }
  }

  /** The queue is in the same database, which may be the reason why something is to be tried again. */
  async function again(
    { id, attempt }: Attempt,
    { addJob, job: { priority }, abortSignal }: JobHelpers,
    more: { readonly runAt?: Date } = {},
  ): Promise<void> {
    const add = async () =>
      await addJob("deliver", { id: String(id), attempt }, { ...more, maxAttempts: 1, priority });
    await despiteRestart(deps.pause, add, abortSignal);
  }
}
