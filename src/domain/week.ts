import type { ReportedUse } from "./abstinence.ts";
import type { PhaseFacts } from "./cadence.ts";
import { addDays, type LocalDay, weekDays } from "./calendar.ts";
import type { Milestone } from "./engagement.ts";
import type { Steps } from "./funnel.ts";
import type { Localised } from "./instrument.ts";
import type { Tier } from "./tier.ts";

/** How many weeks before the reported one a person is compared with. */
const WEEKS_BEFORE = 4;

/** A check-in as it counts: how it was judged, "missing" when its day ended without any answer, "open" while it runs. */
export type CheckInMark = Tier | "missing" | "open";
/** "not-due": no check-in was asked for (before release, paused, not yet active, or we were down). */
export type DayCell = CheckInMark | "not-due";
/** "unlinked": no Telegram account. "blocked": Telegram does not deliver to it. "locked": it may be in other hands. */
export type Reach = "reachable" | "blocked" | "unlinked" | "locked";

export interface SignValue {
  readonly id: string;
  readonly name: Localised;
  /** 0–4 */
  readonly value: number;
}

export interface CheckInFacts {
  readonly day: LocalDay;
  readonly mark: CheckInMark;
  /** Every question was answered before the day ended. */
  readonly complete: boolean;
  /** 0–40 with a skipped sign as 0; undefined unless every sign was asked, and answered or skipped. */
  readonly total?: number;
  /** In the order asked, without sealed questions: their values are not for coordinators. */
  readonly signs: readonly SignValue[];
  /** Of the reporting form only. */
  readonly use?: ReportedUse;
  /** Some answer cannot be opened any more. */
  readonly unreadable?: boolean;
  /** It stands in the worklist, a missed day too, and no counselor has looked at it. */
  readonly waiting?: boolean;
}

export interface AlertFacts extends Steps {
  readonly tier: Tier;
  /** The day it is about. */
  readonly day: LocalDay;
  readonly openedAt: Date;
  /** Days on which the person called for help, which opened it or joined it; known also where `causes` are not. */
  readonly calledOn: readonly LocalDay[];
  /** What opened it and joined it. They are sealed, and none where they cannot be opened. */
  readonly causes: readonly { readonly day: LocalDay; readonly tier: Tier }[];
  /** Somebody has it now; false again when it comes back. */
  readonly held: boolean;
  readonly closed: boolean;
  /** "false-alarm" counts as not useful, anything else as useful. */
  readonly outcome?: string;
}

export interface PersonFacts extends PhaseFacts {
  readonly code: string;
  readonly reach: Reach;
  readonly joinedOn: LocalDay;
  /** Milestones before which a check-in was completed. */
  readonly engagedAt: readonly Milestone[];
  /** Of the week and the four weeks before; a day without an entry was not due. */
  readonly checkIns: readonly CheckInFacts[];
  /** Of the same five weeks, older ones that were not closed before them, and any of later days, which count nowhere. */
  readonly alerts: readonly AlertFacts[];
}

/** The days of a report, worked out once for everybody. */
export interface Week {
  readonly monday: LocalDay;
  /** Monday to Sunday. */
  readonly days: readonly LocalDay[];
  readonly sunday: LocalDay;
  /** It has not ended yet. */
  readonly running: boolean;
  /** The last day that counts: the Sunday, or today while the week is running. */
  readonly last: LocalDay;
  /** Mondays of the four weeks before and of this one. */
  readonly mondays: readonly LocalDay[];
  /** The Monday from which check-ins count. */
  readonly from: LocalDay;
}

/** As it is looked at on `today`. */
export function weekFrom(monday: LocalDay, today: LocalDay): Week {
  const sunday = addDays(monday, 6);
  const running = today <= sunday;
  const mondays = Array.from({ length: WEEKS_BEFORE + 1 }, (_, index) =>
    addDays(monday, 7 * (index - WEEKS_BEFORE)),
  );
  return {
    monday,
    days: weekDays(monday),
    sunday,
    running,
    last: running ? today : sunday,
    mondays,
    from: addDays(monday, -7 * WEEKS_BEFORE),
  };
}

export function isTier(cell: DayCell): cell is Tier {
  return cell !== "missing" && cell !== "open" && cell !== "not-due";
}
