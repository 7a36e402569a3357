import type { Clock } from "../clock.ts";
import { isDatabaseDown } from "../db/client.ts";
import { countDue } from "../db/due-work.ts";
import { type Sweep, type SweepDeps, sweeps } from "./sweeps.ts";
import { type Waking, wakeEvery } from "./wake.ts";

const EVERY_MS = 15_000;

/** In each lane: about half a second of work, after which the alerts are looked at again. */
export const ROWS_A_TURN = 25;

export interface Ticker {
  /** Does everything that is due now. Also what tests and the demo call after moving the clock. */
  tick(): Promise<void>;
  start(): void;
  /** Waits for the sweep under way. */
  stop(): Promise<void>;
}

/** Of a sweep in this tick. */
interface Failure {
  readonly times: number;
  /** The round in which it is tried again, later after each. */
  readonly againIn: number;
}

/**
 * The tick only wakes the process: what is due is a column, so a missed, late or doubled one changes
 * nothing but the minute in which the work is done.
 */
export function createTicker(
  deps: SweepDeps,
  clock: Clock,
  /** Told whether every sweep did its work. */
  after: (well: boolean) => Promise<void>,
  { rowsATurn = ROWS_A_TURN } = {},
): Ticker {
  let stopped = false;
  let running = Promise.resolve();
  let waking: Waking | undefined;

  async function sweepAll(): Promise<void> {
    const failures = new Map<Sweep, Failure>();
    try {
      for (let number = 0; !stopped && (await round(number, failures)); number++);
      if (!stopped) await after(failures.size === 0);
    } catch (error) {
      // The database is away, most likely. Never thrown on: the next tick waits for this one.
      deps.log.error({ err: error }, "the tick was not finished");
    }
  }

  /** A share of each kind of work that is due; whatever else there is must not delay the alerts. True when it did any. */
  async function round(number: number, failures: Map<Sweep, Failure>): Promise<boolean> {
    const kinds = sweeps.filter((sweep) => (failures.get(sweep)?.againIn ?? 0) <= number);
    const counts = await look(kinds);
    let did = false;
    for (const [index, sweep] of kinds.entries())
      try {
        if (await turn(sweep, counts[index] ?? 0)) did = true;
      } catch (error) {
        // One broken sweep must not starve the others; but a tick of thousands of prompts takes minutes, too long to leave
        // out the alerts because one connection was cut.
        const times = (failures.get(sweep)?.times ?? 0) + 1;
        failures.set(sweep, { times, againIn: number + 2 ** times });
        deps.log.error({ err: error, sweep: sweep.rows.name }, "sweep failed");
      }
    return did;
  }

  async function look(kinds: readonly Sweep[]): Promise<readonly number[]> {
    const wanted = kinds.map(({ rows, lanes, perTurn = lanes * rowsATurn }) => ({ rows, most: perTurn }));
    try {
      return await countDue(deps.db, wanted, clock.now());
    } catch (error) {
      if (isDatabaseDown(error)) throw error;
      deps.log.error({ err: error }, "cannot look at everything at once; each kind of due work is tried");
      return wanted.map(({ most }) => most);
    }
  }

  async function turn(sweep: Sweep, count: number): Promise<boolean> {
    let left = count;
    async function lane(): Promise<boolean> {
      let did = false;
      while (left-- > 0 && !stopped && (await sweep.one(deps, clock.now()))) did = true;
      return did;
    }
    const lanes = await Promise.all(Array.from({ length: Math.min(sweep.lanes, count) }, lane));
    return lanes.includes(true);
  }

  function tick(): Promise<void> {
    // One after the other: whoever calls has what is due at their moment done when it resolves.
    running = running.then(sweepAll);
    return running;
  }

  return {
    tick,
    start() {
      waking = wakeEvery(EVERY_MS, tick);
      // What became due while nobody was there does not wait for the next quarter of a minute.
      void tick();
    },
    async stop() {
      stopped = true;
      await waking?.stop();
      await running;
    },
  };
}
