import type { Tx } from "../db/client.ts";
import { enqueue } from "../outbox/enqueue.ts";

/** After alerts, before whatever nobody waits for. */
export const CONVERSATION = 2;

interface Relayed {
  readonly id: number;
  readonly participantId: number;
  readonly staffId: number;
  readonly fromParticipant: boolean;
}

/** Sends the neutral line that a message is there to the side that has not written it. */
export async function post(tx: Tx, relay: Relayed, now: Date): Promise<void> {
  const { id: relayId, participantId, staffId, fromParticipant } = relay;
  const earlier = await tx.outboxMessage.count({ where: { relayId, kind: "relay" } });
  await enqueue(tx, {
    kind: "relay",
    dedupeKey: `relay:${relayId}:${earlier}`,
    to: fromParticipant ? { staffId } : { participantId },
    relayId,
    priority: CONVERSATION,
    sequence: sequenceOf(relay),
    intendedAt: now,
  });
}

/**
 * Tells the author how far the message is, in one message that changes: `confirmationId` where there is
 * one already. `loud` is for bad news, which must not hide in an edit.
 */
export async function report(
  tx: Tx,
  relay: Relayed,
  { confirmationId, loud = false }: { readonly confirmationId?: number; readonly loud?: boolean },
  now: Date,
): Promise<void> {
  const { id: relayId, participantId, staffId, fromParticipant } = relay;
  const earlier = await tx.outboxMessage.count({ where: { relayId, kind: "relay-status" } });
  await enqueue(tx, {
    kind: "relay-status",
    dedupeKey: `relay-status:${relayId}:${earlier}`,
    to: fromParticipant ? { participantId } : { staffId },
    relayId,
    params: {
      ...(confirmationId !== undefined && { confirmation: confirmationId }),
      ...(loud && { loud: 1 }),
    },
    priority: CONVERSATION,
    sequence: sequenceOf(relay),
    intendedAt: now,
  });
}

/** In order within one conversation, and a report after what it reports on. */
function sequenceOf({ participantId }: Relayed): string {
  return `relay:${participantId}`;
}
