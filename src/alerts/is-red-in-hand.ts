import type { Tx } from "../db/client.ts";
import { lockAlerts } from "./lock-alerts.ts";

/**
 * Whether people are being told of a red alert of theirs, or somebody has taken it. Once they have spoken, or nobody got
 * through, what is said then is news. Nothing changes that until the transaction ends.
 */
export async function isRedInHand(tx: Tx, participantId: number): Promise<boolean> {
  await lockAlerts(tx, [participantId]);
  const count = await tx.alert.count({
    where: { participantId, tier: "red", state: { in: ["open", "acknowledged"] } },
  });
  return count > 0;
}
