import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { assessHelp, type HelpKind } from "../domain/assessment.ts";
import { raiseAlert } from "./raise-alert.ts";
import { type Told, whoWasTold } from "./who-was-told.ts";

/**
 * "I need help now", said in one of these ways: an alert, whatever else is going on. Undefined for
 * somebody who does not take part.
 */
export async function askForHelp(
  deps: Deps,
  participantId: number,
  kind: HelpKind,
  now: Date,
): Promise<Told | undefined> {
  return await inTransaction(deps.db, async (tx) => {
    const active = await tx.participant.count({ where: { id: participantId, status: "active" } });
    if (active === 0) return undefined;
    const assessment = assessHelp(kind);
    const alertId = await raiseAlert(deps, tx, { participantId, cause: "help", assessment }, now);
    if (alertId === undefined) throw new Error("a call for help raised nothing");
    return await whoWasTold(tx, alertId, now);
  });
}
