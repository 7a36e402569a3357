import cron from "node-cron";
import { isWell, runAudit } from "../auditor/run-audit.ts";
import type { Clock } from "../clock.ts";
import type { Deps } from "../deps.ts";

export interface Auditing {
  /** Whether the last look left nothing wrong; true before the first. */
  readonly well: boolean;
  /** Looks now. Also what tests and the demo call after moving the clock. */
  look(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** Runs the auditor every five minutes on a schedule of its own: it must not stand still with what it watches. */
export function createAuditing(deps: Deps, clock: Clock): Auditing {
  let well = true;
  let running = Promise.resolve();
  const task = cron.createTask("30 */5 * * * *", () => look(), { noOverlap: true, timezone: "Etc/UTC" });

  async function once(): Promise<void> {
    try {
      well = isWell(await runAudit(deps, clock.now()));
    } catch (error) {
      well = false;
      deps.log.error({ err: error }, "the auditor could not look");
    }
  }

  function look(): Promise<void> {
    running = running.then(once);
    return running;
  }

  return {
    get well() {
      return well;
    },
    look,
    start: () => void task.start(),
    async stop() {
      await task.destroy();
      await running;
    },
  };
}
