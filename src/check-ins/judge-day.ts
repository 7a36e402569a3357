import type { Db, Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { Assessment } from "../domain/assessment.ts";
import type { CurrentCheckIn } from "./current-check-in.ts";
import { judgeCheckIn } from "./judge-check-in.ts";
import { judgeSilence } from "./judge-silence.ts";

/** What the rules say about a day that is over, or about its silence where nothing was answered. */
export async function judgeDay(
  deps: Pick<Deps, "sealer" | "instruments">,
  db: Db | Tx,
  checkIn: CurrentCheckIn,
  now: Date,
): Promise<Assessment> {
  return checkIn.begun
    ? await judgeCheckIn(deps, db, checkIn, now)
    : await judgeSilence(deps, db, checkIn.id, now);
}
