import type { ErrorParameters } from "./errors.ts";
import { createListeners } from "./listeners.ts";

/** What goes wrong. Fields combine: `{ afterEffect: true, cut: true }` lets the message out and loses the answer. */
export interface Fault {
  /** HTTP status and `error_code`; without it the method's own answer follows (after `hang`). */
  readonly status?: number;
  readonly description?: string;
  readonly parameters?: ErrorParameters;
  /** The body is a proxy's HTML page instead of JSON. */
  readonly html?: boolean;
  /** Milliseconds before anything else happens, or until it is let go; with `afterEffect` before its answer. */
  readonly hang?: number | Promise<void>;
  /** The connection is closed without an answer. */
  readonly cut?: boolean;
  /** The method does its work first, then the fault hides its answer, or with nothing but `hang` keeps it for a while. */
  readonly afterEffect?: boolean;
}

interface FaultMatch {
  /** Without it any method but `getUpdates`, which polls in the background and would eat the fault. */
  readonly method?: string;
  readonly chatId?: number;
}

/** A plan that was met. */
export type Strike =
  | {
      readonly kind: "call";
      readonly method: string;
      readonly chatId: unknown;
      readonly fault: Fault;
      /** What the method did before its answer was hidden. */
      readonly result?: unknown;
    }
  | { readonly kind: "redelivery"; readonly atOnce: boolean };

interface Redelivery {
  readonly atOnce: boolean;
}

export interface PlannedFault {
  /** How many calls it will still spoil. */
  remaining(): number;
  cancel(): void;
}

export interface Faults {
  /** Spoils the next `times` calls that match. Earlier plans go first. */
  next(match: FaultMatch, fault: Fault, times?: number): PlannedFault;
  /** Every answer from now on takes this long; 0 ends it. */
  latency(milliseconds: number): void;
  /**
   * The next `times` updates are delivered twice, as after a confirmation that got lost: to a webhook, or to the next process
   * that polls. One that says from which number on it wants them gets none below. `atOnce`: to a webhook while the first is
   * still being handled.
   */
  redeliver(times?: number, options?: Redelivery): void;
  /** Ends all of the above. */
  clear(): void;
  /** Called when a plan is met: what nobody met did not happen. Returns the function that ends it. */
  onStrike(listener: (strike: Strike) => void): () => void;
}

export interface FaultPlan extends Faults {
  take(method: string, chatId: unknown): Fault | undefined;
  strikes(strike: Strike): void;
  takeRedelivery(): Redelivery | undefined;
  readonly latencyMs: number;
}

interface Planned {
  readonly match: FaultMatch;
  readonly fault: Fault;
  left: number;
}

export function createFaults(): FaultPlan {
  let planned: Planned[] = [];
  let latencyMs = 0;
  let redeliveries: Redelivery[] = [];
  const struck = createListeners<Strike>();

  return {
    next(match, fault, times = 1) {
      const plan: Planned = { match, fault, left: times };
      planned.push(plan);
      return {
        remaining: () => plan.left,
        cancel() {
          plan.left = 0;
          planned = planned.filter((other) => other !== plan);
        },
      };
    },
    latency(milliseconds) {
      latencyMs = milliseconds;
    },
    redeliver(times = 1, { atOnce } = { atOnce: false }) {
      for (let time = 0; time < times; time++) redeliveries.push({ atOnce });
    },
    clear() {
      for (const plan of planned) plan.left = 0;
      planned = [];
      latencyMs = 0;
      redeliveries = [];
    },
    onStrike: struck.add,
    strikes: struck.emit,
    take(method, chatId) {
      if (planned.length === 0) return undefined;
      const plan = planned.find(({ match }) => matches(match, method, chatId));
      if (!plan) return undefined;
      plan.left -= 1;
      if (plan.left <= 0) planned = planned.filter((other) => other !== plan);
      return plan.fault;
    },
    takeRedelivery() {
      const next = redeliveries.shift();
      if (next) struck.emit({ kind: "redelivery", ...next });
      return next;
    },
    get latencyMs() {
      return latencyMs;
    },
  };
}

function matches(match: FaultMatch, method: string, chatId: unknown): boolean {
  if (
    match.method === undefined ? method === "getUpdates" : match.method.toLowerCase() !== method.toLowerCase()
  )
    return false;
  return match.chatId === undefined || String(match.chatId) === String(chatId);
}
