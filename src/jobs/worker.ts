import { EventEmitter } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import {
  type Runner,
  type RunnerOptions,
  run,
  type Task,
  type WorkerEvents,
  Logger as WorkerLogger,
} from "graphile-worker";
import type { Logger } from "pino";
import { patience } from "../db/client.ts";
import { QUEUE_POOL_SIZE } from "../db/connections.ts";
import { clearChatTask } from "./clear-chat-task.ts";
import { type DeliveryTaskDeps, deliveryTask } from "./delivery-task.ts";
import { QueuePool } from "./queue-pool.ts";

const DELIVERIES_AT_ONCE = 20;
const AGAIN_AFTER_MS = 1000;
/** How long a run may take to mark its last jobs as done once nothing is under way any more. */
const ENDED_WITHIN_MS = 5000;

export interface Worker {
  /** Takes deliveries now; not for the seconds in which it starts again. */
  readonly running: boolean;
  /** Waits for the deliveries under way. */
  stop(): Promise<void>;
}

/** One run of graphile-worker. */
interface Run {
  readonly runner: Runner;
  /** Resolves as soon as it takes nothing more. */
  readonly ending: Promise<void>;
}

/**
 * Delivers outbox rows as soon as their job is written (LISTEN/NOTIFY). The rows, not the jobs, are the truth.
 * graphile-worker gives up when the database goes away at the wrong moment; then another run begins. That does not wait for
 * the end of the last one, which may never come: 0.18.0 waits for ever when several jobs at once cannot be marked as done.
 */
export async function startWorker(deps: DeliveryTaskDeps, connectionString: string): Promise<Worker> {
  const stopping = new AbortController();
  // Our own pool: graphile-worker drops its own without waiting for connections to close, and the error of a database
  // that stops then has no listener.
  const pool = new QueuePool({
    connectionString,
    max: QUEUE_POOL_SIZE,
    ...patience,
    // As long for connecting as for an answer.
    connectionTimeoutMillis: patience.query_timeout,
  });
  const lost = (error: Error) => deps.log.debug({ err: error }, "the worker lost a connection");
  pool.on("error", lost);
  pool.on("connect", (client) => client.on("error", lost));
  const underWay = new Set<Promise<unknown>>();
  /** Ends of runs, until they come. */
  const open = new Set<Promise<void>>();
  const counted =
    (task: Task): Task =>
    async (payload, helpers) => {
      const work = Promise.resolve(task(payload, helpers));
      underWay.add(work);
      try {
        return await work;
      } finally {
        underWay.delete(work);
      }
    };
  const options: RunnerOptions = {
    pgPool: pool,
    taskList: { deliver: counted(deliveryTask(deps)), "clear-chat": counted(clearChatTask(deps)) },
    concurrency: DELIVERIES_AT_ONCE,
    noHandleSignals: true,
    logger: workerLogger(deps.log),
    // Without batches a job that cannot be marked as done is an unhandled rejection.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  };
  let current = await begin();
  let running = true;
  const supervised = supervise();

  async function begin(): Promise<Run> {
    const events: WorkerEvents = new EventEmitter();
    const shutdown = new Promise<void>((resolve) => events.once("pool:gracefulShutdown", () => resolve()));
    const runner = await run({ ...options, events });
    const ended = runner.promise.catch((error: unknown) => deps.log.warn({ err: error }, "the worker ended"));
    open.add(ended);
    void ended.then(() => open.delete(ended));
    const ending = Promise.race([shutdown, ended]);
    // Stops the run's timers when the run itself never ends.
    void ending.then(async () => await runner.stop().catch(() => undefined));
    return { runner, ending };
  }

  async function supervise(): Promise<void> {
    while (!stopping.signal.aborted) {
      await current.ending;
      running = false;
      while (!stopping.signal.aborted) {
        await deps.pause(AGAIN_AFTER_MS, stopping.signal).catch(() => undefined);
        if (stopping.signal.aborted) return;
        try {
          current = await begin();
          // Asked to stop while it was starting.
          if (stopping.signal.aborted) return await end(current);
          running = true;
          deps.log.info("the worker runs again");
          break;
        } catch (error) {
          deps.log.warn({ err: error }, "the worker cannot start yet");
        }
      }
    }
  }

  /** Resolves when nothing is under way and all finished jobs are marked as done, those of earlier runs included. */
  async function end({ runner }: Run): Promise<void> {
    // It may have ended by itself a moment ago.
    runner.stop().catch(() => undefined);
    await idle();
    await Promise.race([Promise.all(open), wait(ENDED_WITHIN_MS, undefined, { ref: false })]);
    await idle();
  }

  async function idle(): Promise<void> {
    while (underWay.size > 0) await Promise.allSettled(underWay);
  }

  async function stop(): Promise<void> {
    stopping.abort();
    await end(current);
    await supervised;
    await pool.end();
  }

  let stopped: Promise<void> | undefined;
  return {
    get running() {
      return running;
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** Its lines quote the message of an error, behind a colon or a quotation mark, and hand the error over besides. */
function workerLogger(log: Logger): WorkerLogger {
  return new WorkerLogger(() => (level, message, { error, fatalError }) => {
    if (level !== "error" && level !== "warning") return;
    const err = error ?? fatalError;
    log.warn({ worker: level, ...(err !== undefined && { err }) }, message.split(/[:'\n]/, 1)[0]);
  });
}
