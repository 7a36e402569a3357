export interface Waking {
  /** Waits for the work under way. */
  stop(): Promise<void>;
}

/**
 * Does `work` every so many milliseconds, not again while it is still at it, until stopped. By the machine's uptime: a
 * schedule on the wall clock stands still for as long as that clock was put back.
 *
 * `work` must not throw.
 */
export function wakeEvery(milliseconds: number, work: () => Promise<void>): Waking {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= work().finally(() => {
      running = undefined;
    });
  }, milliseconds);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
