import type { Tx } from "../db/client.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { CONVERSATION, type Relayed } from "./post.ts";

/**
 * Tells the author how far the message is, in one message that changes; `loud` in a new one, because an
 * edit is easily missed.
 */
export async function report(
  tx: Tx,
  { id: relayId, participantId, staffId, fromParticipant }: Relayed,
  { loud }: { readonly loud: boolean },
  now: Date,
): Promise<void> {
  const earlier = await tx.outboxMessage.count({ where: { relayId, kind: "relay-status" } });
  await enqueue(tx, {
    kind: "relay-status",
    dedupeKey: `relay-status:${relayId}:${earlier}`,
    to: fromParticipant ? { participantId } : { staffId },
    relayId,
    params: { ...(loud && { loud: 1 }) },
    priority: CONVERSATION,
    // Two edits of one message must not overtake each other.
    ...(!loud && { sequence: `relay:${relayId}` }),
    intendedAt: now,
  });
}
