import type { Tx } from "../db/client.ts";
import { tellNext } from "./tell-next.ts";
import { unheld } from "./unheld.ts";

/** Whoever had the alert has it no longer, and whoever answers for the person is told from the start. */
export async function startOver(tx: Tx, alertId: number, now: Date): Promise<void> {
  await tx.alert.update({ where: { id: alertId }, data: unheld(0) });
  await tellNext(tx, alertId, now);
}
