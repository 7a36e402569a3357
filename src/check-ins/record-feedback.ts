import { toldAbout } from "../alerts/told-about.ts";
import type { Told } from "../alerts/who-was-told.ts";
import type { Deps } from "../deps.ts";
import type { Localised } from "../domain/instrument.ts";
import type { ParticipantPerson } from "../people/identify.ts";
import { type CheckInTap, readCheckIn } from "./current-check-in.ts";
import { judgeCheckIn } from "./judge-check-in.ts";
import { feedbackStep, reportsUse, restOf } from "./question-view.ts";
import { tidyTime } from "./tidy-one-due.ts";

export type FeedbackAnswered =
  | {
      readonly kind: "feedback-answered";
      readonly participant: ParticipantPerson;
      readonly checkInId: number;
      readonly fits: boolean;
      /** One small step for the sign that stood out. */
      readonly step: Localised | undefined;
      /** Use was reported today. */
      readonly reportsUse: boolean;
      readonly rest: number | undefined;
      readonly told: Told | undefined;
    }
  | { readonly kind: "unknown" };

/** Whether what somebody was told about their day fits. Kept for looking at the feedback itself; nobody is alerted by it. */
export async function recordFeedback(
  deps: Deps,
  { fits, ...tap }: CheckInTap & { readonly fits: boolean },
  now: Date,
): Promise<FeedbackAnswered> {
  const checkIn = await readCheckIn(deps, deps.db, tap);
  if (checkIn?.state !== "completed") return { kind: "unknown" };
  const { id: checkInId, participant } = checkIn;
  const used = reportsUse(checkIn, checkIn.answers.get("S6"));
  const row = await deps.db.checkIn.update({
    where: { id: checkInId },
    data: { feedbackFits: fits, tidyAt: used ? tidyTime(now) : null },
  });
  const told = await toldAbout(deps.db, row, now);
  const { feedback } = await judgeCheckIn(deps, deps.db, checkIn, now);
  const step = feedback.sign && feedbackStep(checkIn, feedback.sign.id);
  return {
    ...{ kind: "feedback-answered", participant, checkInId, fits, step, told, rest: restOf(checkIn) },
    reportsUse: used,
  };
}
