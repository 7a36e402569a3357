import { audit } from "../audit.ts";
import { readCheckIn } from "../check-ins/current-check-in.ts";
import { judgeDay } from "../check-ins/judge-day.ts";
import type { Deps } from "../deps.ts";
import type { LocalDay } from "../domain/calendar.ts";
import type { Localised } from "../domain/instrument.ts";
import type { Reason } from "../domain/reason.ts";
import type { StaffPerson } from "../people/identify.ts";
import { findReadable } from "./find-mine.ts";

export interface AmberView {
  readonly checkInId: number;
  readonly seen: boolean;
  readonly participantId: number;
  readonly code: string;
  readonly day: LocalDay;
  /** Worked out again by the rules and settings of now; empty when they no longer say anything. */
  readonly reasons: readonly Reason[];
  readonly nameOf: (questionId: string) => Localised | undefined;
}

/** Why a check-in stands in the worklist. An access to answers: reasons name them. */
export async function readAmber(
  deps: Deps,
  staff: StaffPerson,
  checkInId: number,
  now: Date,
): Promise<AmberView | undefined> {
  const { db } = deps;
  const checkIn = await readCheckIn(deps, db, { checkInId });
  const mine = checkIn && (await findReadable(db, staff, checkIn.participantId, now));
  if (!mine) return undefined;
  const { reasons } = await judgeDay(deps, db, checkIn, now);
  await audit(db, {
    at: now,
    actor: `staff:${staff.id}`,
    action: "read-reasons",
    subject: `participant:${mine.id}`,
    programmeId: staff.programmeId,
  });
  const { amberSeenAt } = await db.checkIn.findUniqueOrThrow({ where: { id: checkInId } });
  return {
    checkInId,
    seen: amberSeenAt !== null,
    participantId: mine.id,
    code: mine.code,
    day: checkIn.localDay,
    reasons,
    nameOf: (questionId) => checkIn.route.find(({ id }) => id === questionId)?.name,
  };
}
