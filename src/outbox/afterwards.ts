import type { Tx } from "../db/client.ts";
import { followRelayed } from "../relay/follow-relayed.ts";
import type { OutboxRow } from "./row.ts";

export type Turn = "sent" | "delayed" | "cancelled" | "failed";

/** What else an attempt at a message brings about, in the transaction that records how it went. */
export async function afterwards(tx: Tx, row: OutboxRow, turn: Turn, now: Date): Promise<void> {
  if (row.kind === "relay") await followRelayed(tx, row, turn, now);
  if (row.kind === "alert" && turn === "sent" && row.alertId !== null)
    await tx.alert.updateMany({ where: { id: row.alertId, toldAt: null }, data: { toldAt: now } });
}
