import { raiseAlert } from "../alerts/raise-alert.ts";
import { type Told, whoWasTold } from "../alerts/who-was-told.ts";
import type { Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { Tier } from "../domain/assessment.ts";
import type { CurrentCheckIn } from "./current-check-in.ts";
import { judgeCheckIn } from "./judge-check-in.ts";

export interface Assessed {
  readonly tier: Tier;
  /** Who was told, for an honest last screen; absent when these answers called for nobody. */
  readonly told?: Told;
}

/** Runs the rules over what was answered and raises what they ask for, in the caller's transaction. */
export async function assessCheckIn(
  deps: Deps,
  tx: Tx,
  checkIn: CurrentCheckIn,
  cause: "check-in" | "corrected",
  now: Date,
): Promise<Assessed> {
  const assessment = await judgeCheckIn(deps, tx, checkIn, now);
  const { participantId, id: checkInId } = checkIn;
  const alertId = await raiseAlert(deps, tx, { participantId, checkInId, cause, assessment }, now);
  const { tier } = assessment;
  const calls = tier === "orange" || tier === "red";
  return calls && alertId !== undefined ? { tier, told: await whoWasTold(tx, alertId) } : { tier };
}
