import cron from "node-cron";
import type { Logger } from "pino";
import { askBackOneDue } from "../alerts/ask-back-one-due.ts";
import { escalateOneDue } from "../alerts/escalate-one-due.ts";
import { followUpOneDue } from "../alerts/follow-up-one-due.ts";
import { watchOneContactDue } from "../alerts/watch-one-contact-due.ts";
import { chainOneBatch } from "../audit-chain/chain-one-batch.ts";
import { closeOneDue } from "../check-ins/close-one-due.ts";
import { openOneDue } from "../check-ins/open-one-due.ts";
import { remindOneDue } from "../check-ins/remind-one-due.ts";
import { tidyOneDue } from "../check-ins/tidy-one-due.ts";
import type { Clock } from "../clock.ts";
import type { Deps } from "../deps.ts";
import { offerOverdue } from "../outbox/offer-overdue.ts";
import { endOneAbsence } from "../people/end-one-absence.ts";
import { sweepLeftovers } from "../people/sweep-leftovers.ts";
import { warnOneUncovered } from "../people/warn-one-uncovered.ts";
import { purgeOneDue } from "../retention/purge-one-due.ts";
import { sendOneSummaryDue } from "../summaries/send-one-due.ts";

interface Sweep {
  readonly name: string;
  /** Several at once, because each works on its own row. */
  readonly lanes: number;
  /** True when there may be more. */
  readonly one: (deps: Deps, now: Date) => Promise<boolean>;
}

/** Alerts first: whatever else a tick has to do must not delay them, so all others work in turns. */
const sweeps: readonly Sweep[] = [
  { name: "overdue messages", lanes: 1, one: offerOverdue },
  // Before the ladder, so that whoever is back today is the one who is told.
  { name: "returns", lanes: 1, one: endOneAbsence },
  // Before the ladder as well: what it sends says what has been exceeded.
  { name: "waits for contact", lanes: 1, one: watchOneContactDue },
  { name: "escalations", lanes: 1, one: escalateOneDue },
  { name: "asking back", lanes: 1, one: askBackOneDue },
  { name: "follow-ups", lanes: 1, one: followUpOneDue },
  { name: "closings", lanes: 4, one: closeOneDue },
  { name: "prompts", lanes: 4, one: openOneDue },
  { name: "nudges", lanes: 2, one: remindOneDue },
  { name: "tidying", lanes: 1, one: tidyOneDue },
  { name: "coverage", lanes: 1, one: warnOneUncovered },
  { name: "summaries", lanes: 1, one: sendOneSummaryDue },
  { name: "leftovers", lanes: 1, one: sweepLeftovers },
  // Before the purge, which only takes what is chained.
  { name: "audit chain", lanes: 1, one: chainOneBatch },
  { name: "purges", lanes: 1, one: purgeOneDue },
];

/** Of each lane: about half a second, after which the alerts are looked at again. */
const ROWS_A_TURN = 25;

export interface Ticker {
  /** Does everything that is due now. Also what tests and the demo call after moving the clock. */
  tick(): Promise<void>;
  start(): void;
  /** Waits for the sweep under way. */
  stop(): Promise<void>;
}

/**
 * Cron only wakes the process: what is due is a column, so a missed, late or doubled tick changes
 * nothing but the minute in which the work is done.
 */
export function createTicker(deps: Deps, clock: Clock, after: () => Promise<void>): Ticker {
  let stopped = false;
  let running = Promise.resolve();
  const task = cron.createTask("*/15 * * * * *", () => tick(), {
    noOverlap: true,
    timezone: "Etc/UTC",
    logger: cronLogger(deps.log),
  });

  async function sweepAll(): Promise<void> {
    const broken = new Set<Sweep>();
    for (let more = true; more && !stopped; ) {
      more = false;
      for (const sweep of sweeps) {
        if (stopped || broken.has(sweep)) continue;
        try {
          if (await turn(sweep)) more = true;
        } catch (error) {
          // One broken sweep must not starve the others.
          broken.add(sweep);
          deps.log.error({ err: error, sweep: sweep.name }, "sweep failed");
        }
      }
    }
    if (broken.size === 0 && !stopped) await after();
  }

  /** A share of what is due. True when there may be more. */
  async function turn(sweep: Sweep): Promise<boolean> {
    // One looks first: most of the time there is nothing, and each look is a transaction.
    if (!(await sweep.one(deps, clock.now()))) return false;
    const lanes = await Promise.all(Array.from({ length: sweep.lanes }, () => lane(sweep)));
    return lanes.includes(true);
  }

  async function lane(sweep: Sweep): Promise<boolean> {
    for (let row = 0; row < ROWS_A_TURN && !stopped; row++)
      if (!(await sweep.one(deps, clock.now()))) return false;
    return true;
  }

  function tick(): Promise<void> {
    // One after the other: whoever calls has what is due at their moment done when it resolves.
    running = running.then(sweepAll);
    return running;
  }

  return {
    tick,
    start() {
      void task.start();
      // What became due while nobody was there does not wait for the next quarter of a minute.
      void tick();
    },
    async stop() {
      stopped = true;
      await task.destroy();
      await running;
    },
  };
}

/** node-cron writes to the console otherwise. */
function cronLogger(log: Logger) {
  return {
    info: (message: string) => log.debug(message),
    // That a tick is longer than its interval is how a large programme's busy minute looks.
    warn: (message: string) => log.debug(message),
    debug: (message: string | Error) => log.debug(message),
    error: (message: string | Error, error?: Error) => log.error({ err: error ?? message }, "cron failed"),
  };
}
