import type { FindingKind } from "../../auditor/finding.ts";
import { inspect } from "../../auditor/inspect.ts";
import type { Db } from "../../db/client.ts";
import { DAY_MS } from "../../domain/duration.ts";
import type { FaultPlan } from "./faults.ts";
import { checkRows } from "./invariants.ts";
import type { Life } from "./life.ts";
import type { Violation } from "./violation.ts";

/**
 * Looks between the ends of the days: what was wrong in the evening may be right again by midnight. Also through the
 * eyes of the app's own auditor, which puts right what it finds, so that nothing of it is left to be seen.
 */
export interface Glances {
  /** After a step; nothing while something is still to be made up for. */
  perhaps(): Promise<readonly Violation[]>;
  /** The next look is not left to chance. */
  insist(): void;
  /** Something was found that may have come about at that very instant: it counts when it is still so a minute later. */
  readonly inDoubt: boolean;
  /** What was found is still to be looked at again, in a minute or when it can be judged: it has to stay as it is. */
  readonly isOwed: boolean;
  /** Where the clock has to stop for that. */
  next(): Date | undefined;
}

/** Share of steps. */
const GLANCE = 0.01;
const GRACE_MS = 60_000;

/** What each would break. Undefined is what people have to do, and a lost day, which is judged with its prompt. */
const BREAKS: Readonly<Record<FindingKind, Violation["invariant"] | undefined>> = {
  "prompt-missing": "I1",
  "check-in-missing": "I1",
  "day-lost": undefined,
  "prompt-unwritten": "I1",
  "closing-missing": "I1",
  "message-stuck": "I4",
  "message-refused": "I4",
  "alert-missing": "I3",
  "ahead-of-time": "I3",
  "alert-untold": "I3",
  "rung-skipped": "I3",
  "step-missing": "I3",
  "contact-unended": "I3",
  "wait-unwatched": "I3",
  "numbers-unsent": "I3",
  "contact-overdue": undefined,
  "alert-undelivered": undefined,
  "answer-unreadable": "I2",
  "daily-missing": "I4",
  "summary-missing": "I4",
  "summary-unsent": "I4",
};

export function createGlances(
  db: Db,
  { clock, chance }: Pick<Life, "clock" | "chance">,
  faults: Pick<FaultPlan, "quiet" | "offMs">,
): Glances {
  let isInsisted = false;
  /** Something had gone wrong before it could count. */
  let isDropped = false;
  let doubt: { readonly at: number; readonly found: readonly Violation[] } | undefined;

  async function look(now: Date): Promise<readonly Violation[]> {
    const graceMs = Math.max(GRACE_MS, faults.offMs(now));
    const rows = await checkRows(db, new Date(now.getTime() - DAY_MS), now, graceMs);
    const findings = await inspect(db, now);
    const at = now.toISOString();
    return [
      ...rows,
      ...findings.flatMap(({ kind, ids }) => {
        const invariant = BREAKS[kind];
        const what = `the auditor finds: ${kind}`;
        return invariant ? ids.map((id) => ({ invariant, what, who: String(id), codes: [], at })) : [];
      }),
    ];
  }

  return {
    async perhaps() {
      const now = clock.now();
      if (!faults.quiet) {
        isDropped ||= doubt !== undefined;
        isInsisted ||= isDropped;
        doubt = undefined;
        return [];
      }
      if (doubt) {
        if (now.getTime() < doubt.at + GRACE_MS) return [];
        const { found } = doubt;
        doubt = undefined;
        const before = new Set(found.map(keyOf));
        return (await look(now)).filter((violation) => before.has(keyOf(violation)));
      }
      if (!isInsisted && chance(now.toISOString(), "glance") >= GLANCE) return [];
      [isInsisted, isDropped] = [false, false];
      const found = await look(now);
      if (found.length > 0) doubt = { at: now.getTime(), found };
      return [];
    },
    insist() {
      isInsisted = true;
    },
    get inDoubt() {
      return doubt !== undefined;
    },
    get isOwed() {
      return doubt !== undefined || isDropped;
    },
    next: () => doubt && new Date(doubt.at + GRACE_MS),
  };
}

export function keyOf({ invariant, what, who }: Violation): string {
  return [invariant, what, who].join("|");
}
