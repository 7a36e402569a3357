import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { enqueueLater } from "./enqueue.ts";

/** Of words that a dialogue has not taken: long enough to copy from, while they are being said in fewer. */
const STAYS_MS = 30 * 60_000;

/** Has a message that somebody typed taken out of their chat after a while, however the dialogue ends that it was typed in. */
export async function removeTypedLater(
  { db }: Pick<Deps, "db">,
  to: { readonly participantId: number } | { readonly staffId: number },
  messageId: number,
  now: Date,
): Promise<void> {
  const owner = "staffId" in to ? `staff:${to.staffId}` : `participant:${to.participantId}`;
  await inTransaction(db, async (tx) => {
    await enqueueLater(tx, {
      kind: "retraction",
      dedupeKey: `typed:${owner}:${messageId}`,
      to,
      params: { messageId, media: 1 },
      intendedAt: new Date(now.getTime() + STAYS_MS),
    });
  });
}
