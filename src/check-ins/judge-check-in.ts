import type { Db, Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { type Assessment, assess } from "../domain/assessment.ts";
import { type Feedback, feedbackOf } from "../domain/feedback.ts";
import { pastDay } from "../domain/history.ts";
import { worst } from "../domain/tier.ts";
import { readSettings } from "../programme/read-settings.ts";
import { asShort, type CurrentCheckIn } from "./current-check-in.ts";
import { readHistory } from "./read-history.ts";

export interface JudgedCheckIn extends Assessment {
  /** What the person themselves is told about it. */
  readonly feedback: Feedback;
}

/**
 * What the rules say about a check-in, before its own past. Changes nothing: the reasons of a check-in
 * that raised no alert are worked out again by this whenever somebody reads them.
 */
export async function judgeCheckIn(
  deps: Pick<Deps, "sealer" | "instruments">,
  db: Db | Tx,
  checkIn: CurrentCheckIn,
  now: Date,
): Promise<JudgedCheckIn> {
  const { rules } = await readSettings(db, checkIn.programmeId);
  const { participantId, localDay: today } = checkIn;
  const { windowDays } = rules.baseline;
  const history = await readHistory(deps, db, { participantId, today, windowDays }, now);
  const day = pastDay({ ...checkIn, day: today });
  return {
    ...assess(checkIn, history, rules),
    feedback: feedbackOf(day, history, rules.baseline),
  };
}

/**
 * What people are to be told of it now. Of a short check-in that goes on they were told when it was complete; only
 * danger is left to whoever knows whether it has just been said.
 */
export async function withoutToldAsShort(
  deps: Pick<Deps, "sealer" | "instruments">,
  db: Db | Tx,
  checkIn: CurrentCheckIn,
  assessment: Assessment,
  now: Date,
): Promise<Assessment> {
  if (!checkIn.resumed) return assessment;
  const before = await judgeCheckIn(deps, db, asShort(checkIn), now);
  const known = new Set(before.reasons.map(({ kind }) => kind));
  const reasons = assessment.reasons.filter(({ kind }) => !known.has(kind));
  return { ...assessment, reasons, tier: worst(reasons.map(({ tier }) => tier)) };
}
