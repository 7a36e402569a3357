import { raiseAlert } from "../alerts/raise-alert.ts";
import { type Told, whoWasTold } from "../alerts/who-was-told.ts";
import type { Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { withoutDanger } from "../domain/assessment.ts";
import type { Feedback } from "../domain/feedback.ts";
import { isAlarming, type Tier } from "../domain/tier.ts";
import type { CurrentCheckIn } from "./current-check-in.ts";
import { isAmberQuiet } from "./is-amber-quiet.ts";
import { judgeCheckIn, withoutToldAsShort } from "./judge-check-in.ts";

export interface Assessed {
  readonly tier: Tier;
  readonly feedback: Feedback;
  /** As on the check-in's row. */
  readonly amberQuiet: boolean;
  /** Who was told, for an honest screen; absent when these answers called for nobody. */
  readonly told?: Told;
  /** That was just now. */
  readonly isNews: boolean;
}

/**
 * Runs the rules over what was answered and raises what they ask for, in the caller's transaction.
 * `danger`: the safety question has just been answered with the fear of acting on it; later on, people
 * were told of that already.
 */
export async function assessCheckIn(
  deps: Deps,
  tx: Tx,
  checkIn: CurrentCheckIn,
  { cause, danger }: { readonly cause: "check-in" | "corrected"; readonly danger: boolean },
  now: Date,
): Promise<Assessed> {
  const judged = await judgeCheckIn(deps, tx, checkIn, now);
  const assessment = danger ? judged : withoutDanger(judged);
  const { participantId, id: checkInId } = checkIn;
  // Whoever corrects what people know already has all of it judged anew.
  const news =
    cause === "corrected" ? assessment : await withoutToldAsShort(deps, tx, checkIn, assessment, now);
  const known = judged.reasons.filter((reason) => !assessment.reasons.includes(reason));
  const raised = await raiseAlert(
    deps,
    tx,
    { participantId, checkInId, cause, assessment: news, known },
    now,
  );
  const { tier, feedback } = judged;
  const amberQuiet = await isAmberQuiet(deps, tx, checkIn, assessment, now);
  const assessed = { tier, feedback, amberQuiet, isNews: raised !== undefined };
  if (!isAlarming(tier)) return assessed;
  // The safety question and the rest of the short form come after people were told: what they were told still holds.
  const earlier =
    raised === undefined && (checkIn.safety !== null || checkIn.resumed)
      ? await tx.alert.findFirst({
          where: { participantId, checkInId, state: { not: "closed" } },
          select: { id: true },
        })
      : null;
  const alertId = raised ?? earlier?.id;
  return alertId === undefined ? assessed : { ...assessed, told: await whoWasTold(tx, alertId, now) };
}
