import { passOnFailed } from "../alerts/pass-on-failed.ts";
import type { Tx } from "../db/client.ts";
import { followRelayed } from "../relay/follow-relayed.ts";
import { postLateAgain } from "../relay/pass-on.ts";
import type { OutboxRow } from "./row.ts";

export type Turn = "sent" | "delayed" | "cancelled" | "failed";

/** What else an attempt at a message brings about, in the transaction that records how it went. */
export async function afterwards(tx: Tx, row: OutboxRow, turn: Turn, now: Date): Promise<void> {
  const { id, kind, alertId } = row;
  if (kind === "relay") await followRelayed(tx, row, turn, now);
  if (kind === "relay-content" && turn === "cancelled") await postLateAgain(tx, row, now);
  if (kind !== "alert" || alertId === null) return;
  if (turn === "sent")
    await tx.alert.updateMany({ where: { id: alertId, toldAt: null }, data: { toldAt: now } });
  if (turn === "failed") await passOnFailed(tx, { id, alertId }, now);
}
