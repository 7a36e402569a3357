import { askBackOneDue } from "../alerts/ask-back-one-due.ts";
import { escalateOneDue } from "../alerts/escalate-one-due.ts";
import { followUpOneDue } from "../alerts/follow-up-one-due.ts";
import { watchOneContactDue } from "../alerts/watch-one-contact-due.ts";
import { chainOneBatch, unchainedEvents } from "../audit-chain/chain-one-batch.ts";
import { closeOneDue } from "../check-ins/close-one-due.ts";
import { openOneDue } from "../check-ins/open-one-due.ts";
import { remindOneDue } from "../check-ins/remind-one-due.ts";
import { tidyOneDue } from "../check-ins/tidy-one-due.ts";
import { type DueRows, type DueWork, takeOneDue } from "../db/due-work.ts";
import type { Deps } from "../deps.ts";
import { endOneAbsence } from "../duty/end-one-absence.ts";
import { warnOneUncovered } from "../duty/warn-one-uncovered.ts";
import type { Hands } from "../outbox/hands.ts";
import { freeOrphaned, offerOverdue, orphanedMessages, overdueMessages } from "../outbox/offer-overdue.ts";
import { leftDeliveries, sweepDeliveries } from "../outbox/sweep-queue.ts";
import {
  leftClearings,
  leftDialogues,
  sweepChatMessages,
  sweepClearings,
  sweepDialogues,
  undeletableMessages,
} from "../people/sweep-leftovers.ts";
import { programmesToPurge, purgeOneDue } from "../retention/purge-one-due.ts";
import { sendOneSummaryDue } from "../summaries/send-one-due.ts";

/** With the messages that this process itself is delivering. */
export type SweepDeps = Deps & { readonly hands: Hands };

/** One kind of due work. */
export interface Sweep {
  readonly rows: DueRows;
  /** Several at once where each works on its own row. */
  readonly lanes: number;
  /** How many before the alerts are looked at again, where one takes long or takes all there is. */
  readonly perTurn?: number;
  /** Nobody waits for it: whichever tick comes next is soon enough. */
  readonly isUpkeep: boolean;
  /** Does a share, of one row or a batch. True when there was something to do. */
  readonly one: (deps: SweepDeps, now: Date) => Promise<boolean>;
}

/** Everything that happens because time passes, alerts first. */
export const sweeps: readonly Sweep[] = [
  inBatches(orphanedMessages, freeOrphaned),
  inBatches(overdueMessages, offerOverdue),
  // Before the ladder, so that whoever is back today is the one who is told.
  rowByRow(endOneAbsence),
  // Before the ladder as well: what it sends says what has been exceeded.
  rowByRow(watchOneContactDue),
  rowByRow(escalateOneDue),
  rowByRow(askBackOneDue),
  rowByRow(followUpOneDue),
  rowByRow(closeOneDue, 4),
  rowByRow(openOneDue, 4),
  rowByRow(remindOneDue, 2),
  rowByRow(tidyOneDue),
  rowByRow(warnOneUncovered),
  rowByRow(sendOneSummaryDue),
  upkeep(leftDeliveries, sweepDeliveries),
  upkeep(leftClearings, sweepClearings),
  upkeep(leftDialogues, sweepDialogues),
  upkeep(undeletableMessages, sweepChatMessages),
  // Before the purge, which only takes what is chained.
  upkeep(unchainedEvents, chainOneBatch),
  // Each takes seconds, and all of them are due in the same night.
  inBatches(programmesToPurge, purgeOneDue),
];

function rowByRow<Row extends { readonly id: number }>(work: DueWork<Row>, lanes = 1): Sweep {
  const one: Sweep["one"] = async (deps, now) => await takeOneDue(deps, work, now);
  return { rows: work, lanes, isUpkeep: false, one };
}

/** One batch a turn: the next look at everything finds what it left. */
function inBatches(rows: DueRows, one: Sweep["one"]): Sweep {
  return { rows, lanes: 1, perTurn: 1, isUpkeep: false, one };
}

function upkeep(rows: DueRows, one: Sweep["one"]): Sweep {
  return { ...inBatches(rows, one), isUpkeep: true };
}
