import { passOnFailed } from "../alerts/pass-on-failed.ts";
import type { Tx } from "../db/client.ts";
import { passOnNews } from "../people/pass-on-news.ts";
import { followRelayed } from "../relay/follow-relayed.ts";
import { postLateAgain } from "../relay/pass-on.ts";
import type { AttemptOutcome, MessageKind } from "./enqueue.ts";
import type { OutboxRow } from "./row.ts";

const FOLLOWED: readonly string[] = ["alert", "relay", "relay-content"] satisfies MessageKind[];

/** Whether anything else may hang on such a message having left, and is put on record with it. */
export function isFollowed({ kind }: Pick<OutboxRow, "kind">): boolean {
  return FOLLOWED.includes(kind);
}

/** What else an attempt at a message brings about, in the transaction that records how it went. */
export async function afterwards(tx: Tx, row: OutboxRow, outcome: AttemptOutcome, now: Date): Promise<void> {
  const { id, kind, alertId } = row;
  if (kind === "relay") await followRelayed(tx, row, outcome, now);
  if (kind === "relay-content" && outcome === "cancelled") await postLateAgain(tx, row, now);
  if (kind === "notice" && (outcome === "cancelled" || outcome === "failed")) await passOnNews(tx, row, now);
  if (kind !== "alert" || alertId === null) return;
  if (outcome === "sent")
    await tx.alert.updateMany({ where: { id: alertId, toldAt: null }, data: { toldAt: now } });
  if (outcome === "failed") await passOnFailed(tx, { id, alertId }, now);
}
