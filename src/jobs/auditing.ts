import { isWell, runAudit } from "../auditor/run-audit.ts";
import { missingQuestionnaires } from "../check-ins/missing-questionnaires.ts";
import type { Clock } from "../clock.ts";
import type { Deps } from "../deps.ts";
import { type Waking, wakeEvery } from "./wake.ts";

const EVERY_MS = 5 * 60_000;
/** Three looks: one may be missed, or take its time in a large programme. */
const STALE_AFTER_MS = 3 * EVERY_MS;

export interface Auditing {
  /** Whether the last look left nothing wrong and is not long ago; before the first, whether it is not overdue. */
  readonly well: boolean;
  /** Whether every questionnaire that is needed was there at the last look. */
  readonly canAsk: boolean;
  /** Also before the first look: whoever starts the bot is still there. */
  lookForQuestionnaires(): Promise<void>;
  /** Looks now. Also what tests and the demo call after moving the clock. */
  look(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** Runs the auditor every five minutes on a schedule of its own: it must not stand still with what it watches. */
export function createAuditing(deps: Deps, clock: Clock): Auditing {
  let foundWell = true;
  let canAsk = true;
  let lookedAt = clock.now();
  let running = Promise.resolve();
  let waking: Waking | undefined;

  async function once(): Promise<void> {
    try {
      await lookForQuestionnaires();
      foundWell = isWell(await runAudit(deps, clock.now()));
      lookedAt = clock.now();
    } catch (error) {
      foundWell = false;
      deps.log.error({ err: error }, "the auditor could not look");
    }
  }

  async function lookForQuestionnaires(): Promise<void> {
    const missing = await missingQuestionnaires(deps, clock.now());
    canAsk = missing.length === 0;
    if (!canAsk)
      deps.log.error(
        { missing },
        "nobody can be asked or judged: questionnaires are not in DATA_DIR/instruments. Copy them back, and restart",
      );
  }

  function look(): Promise<void> {
    running = running.then(once);
    return running;
  }

  return {
    get well() {
      // Either way: a clock that was put back must not vouch for a look that is still to come.
      return foundWell && canAsk && Math.abs(clock.now().getTime() - lookedAt.getTime()) < STALE_AFTER_MS;
    },
    get canAsk() {
      return canAsk;
    },
    lookForQuestionnaires,
    look,
    start() {
      waking = wakeEvery(EVERY_MS, look);
    },
    async stop() {
      await waking?.stop();
      await running;
    },
  };
}
