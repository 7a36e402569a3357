import type { Tx } from "../db/client.ts";
import { settleRelayed } from "../relay/settle-relayed.ts";
import type { OutboxRow } from "./row.ts";

export type Ending = "sent" | "cancelled" | "failed";

/** What follows when a message has come to its end, in the transaction that says so. */
export async function afterwards(tx: Tx, row: OutboxRow, ending: Ending, now: Date): Promise<void> {
  if (row.kind === "relay") await settleRelayed(tx, row, ending, now);
}
