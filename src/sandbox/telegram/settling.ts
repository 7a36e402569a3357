/** Enough for a busy machine, and soon enough for whoever waits for what never comes. In milliseconds. */
export const PATIENCE_MS = 20_000;

export interface Settling {
  /** To be called whenever something may have come to rest. */
  check(): void;
  wait(withinMs: number): Promise<void>;
  /** Rejects everybody who still waits. */
  stop(): void;
}

interface Waiter {
  resolve(): void;
  reject(error: Error): void;
  readonly timer: NodeJS.Timeout;
}

/** `unsettled` says what is still under way, or undefined. */
export function createSettling(unsettled: () => string | undefined): Settling {
  const waiters = new Set<Waiter>();

  function end(waiter: Waiter, error?: Error): void {
    clearTimeout(waiter.timer);
    waiters.delete(waiter);
    if (error) waiter.reject(error);
    else waiter.resolve();
  }

  return {
    check() {
      if (waiters.size === 0 || unsettled() !== undefined) return;
      for (const waiter of waiters) end(waiter);
    },
    async wait(withinMs) {
      if (unsettled() === undefined) return;
      await new Promise<void>((resolve, reject) => {
        const waiter: Waiter = {
          resolve,
          reject,
          timer: setTimeout(
            () => end(waiter, new Error(`Not settled within ${withinMs} ms: ${unsettled()}`)),
            withinMs,
          ),
        };
        waiters.add(waiter);
      });
    },
    stop() {
      for (const waiter of waiters) end(waiter, new Error("The local Telegram was stopped"));
    },
  };
}
