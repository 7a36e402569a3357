import type { Tx } from "../db/client.ts";
import { enqueue } from "../outbox/enqueue.ts";

/** After alerts, before whatever nobody waits for. */
export const CONVERSATION = 2;

export interface Relayed {
  readonly id: number;
  readonly participantId: number;
  readonly staffId: number;
  readonly fromParticipant: boolean;
}

/**
 * Sends the neutral line that a message is there to the side that has not written it. `confirmationId`
 * is the author's message that shows how far it is, where there is one already.
 */
export async function post(
  tx: Tx,
  { id: relayId, participantId, staffId, fromParticipant }: Relayed,
  now: Date,
  confirmationId?: number,
): Promise<void> {
  const earlier = await tx.outboxMessage.count({ where: { relayId, kind: "relay" } });
  await enqueue(tx, {
    kind: "relay",
    dedupeKey: `relay:${relayId}:${earlier}`,
    to: fromParticipant ? { staffId } : { participantId },
    relayId,
    params: { ...(confirmationId !== undefined && { confirmation: confirmationId }) },
    priority: CONVERSATION,
    intendedAt: now,
  });
}
