import { type Audited, isWell, runAudit } from "../auditor/run-audit.ts";
import { missingQuestionnaires } from "../check-ins/missing-questionnaires.ts";
import type { Clock } from "../clock.ts";
import type { Deps } from "../deps.ts";
import { unreadableSettings } from "../programme/read-settings.ts";
import { type Waking, wakeEvery } from "./wake.ts";

const EVERY_MS = 5 * 60_000;
/** The time of three looks: one may be missed, or take long in a large programme. */
const STALE_AFTER_MS = 3 * EVERY_MS;

export interface Auditor {
  /** Whether the last look left nothing wrong and is not long ago; before the first, whether it is not overdue. */
  readonly well: boolean;
  /** What cannot be done without the operator, as of the last look. */
  readonly needs: readonly Need[];
  /** Looks for `needs` alone: before the first look, while whoever starts the bot still reads its log. */
  lookForNeeds(): Promise<void>;
  /** Looks now. Also what tests and the demo call after moving the clock. */
  look(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** A questionnaire that is not there, or a programme's settings that cannot be read. */
type Need = "questionnaire" | "settings";

/**
 * Runs the auditor every five minutes on a schedule of its own: it must not stand still with what it watches.
 *
 * @param lookElsewhere what else is to be looked at as often
 */
export function createAuditor(
  deps: Deps,
  clock: Clock,
  lookElsewhere: () => Promise<void> = async () => undefined,
): Auditor {
  let foundWell = true;
  let couldLook = true;
  const needs = new Set<Need>();
  let lookedAt = clock.now();
  let running = Promise.resolve();
  let waking: Waking | undefined;

  async function once(): Promise<void> {
    await lookForNeeds();
    await attempt(lookElsewhere);
    const audited = await attempt<Audited>(async () => await runAudit(deps, clock.now()));
    foundWell = audited !== undefined && isWell(audited);
    if (audited) lookedAt = clock.now();
  }

  async function lookForNeeds(): Promise<void> {
    couldLook = true;
    await attempt(lookForQuestionnaires);
    await attempt(lookAtSettings);
  }

  /** Each on its own: one look that fails must not prevent the others. */
  async function attempt<Found>(look: () => Promise<Found>): Promise<Found | undefined> {
    try {
      return await look();
    } catch (error) {
      couldLook = false;
      deps.log.error({ err: error }, "the auditor could not look");
      return undefined;
    }
  }

  async function lookForQuestionnaires(): Promise<void> {
    const missing = await missingQuestionnaires(deps, clock.now());
    note("questionnaire", missing.length > 0);
    if (missing.length > 0)
      deps.log.error(
        { missing },
        "nobody can be asked or judged: questionnaires are not known to this process. Copy them into DATA_DIR/instruments if they are missing there, and restart",
      );
  }

  async function lookAtSettings(): Promise<void> {
    const unreadable = await unreadableSettings(deps.db);
    note("settings", unreadable.length > 0);
    if (unreadable.length > 0)
      deps.log.error(
        { unreadable },
        "settings of these programmes cannot be read: defaults stand for them, and nothing is deleted that is over its time where it is unknown. Put them right with npm run admin -- settings set --settings FILE --programme ID",
      );
  }

  function note(need: Need, isOpen: boolean): void {
    if (isOpen) needs.add(need);
    else needs.delete(need);
  }

  function look(): Promise<void> {
    running = running.then(once);
    return running;
  }

  return {
    get well() {
      // In both directions: after the clock was put back, the last look lies in the future and proves nothing.
      const isFresh = Math.abs(clock.now().getTime() - lookedAt.getTime()) < STALE_AFTER_MS;
      return foundWell && couldLook && needs.size === 0 && isFresh;
    },
    get needs() {
      return [...needs];
    },
    lookForNeeds,
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
