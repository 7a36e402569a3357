import { type Db, inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { RelayContent } from "./content.ts";
import { findThread } from "./find-thread.ts";
import { readInCharge } from "./in-charge.ts";
import { post } from "./post.ts";
import { isStored, store } from "./store.ts";

export interface ParticipantMessage {
  readonly participantId: number;
  readonly updateId: number;
  readonly sourceMessageId: number;
}

export type SentToStaff =
  | { readonly kind: "sending" }
  | { readonly kind: "already" }
  /** Not whom the participant was asked about; nothing was kept. */
  | { readonly kind: "changed"; readonly staffId: number; readonly name: string }
  | { readonly kind: "nobody" }
  | { readonly kind: "not-taking-part" };

/**
 * A participant's message, once they said yes to sending it to this person. `confirmationId` is the
 * message with that question: it turns into the state of the delivery.
 */
export async function sendToStaff(
  { db, sealer }: Pick<Deps, "db" | "sealer">,
  message: ParticipantMessage & {
    readonly staffId: number;
    readonly content: RelayContent;
    readonly confirmationId: number;
    /** In the participant's chat. */
    readonly replyToMessageId: number | undefined;
  },
  now: Date,
): Promise<SentToStaff> {
  const { participantId, updateId, sourceMessageId, content, confirmationId, replyToMessageId } = message;
  return await inTransaction(db, async (tx): Promise<SentToStaff> => {
    if (await isStored(tx, { ...message, fromParticipant: true })) return { kind: "already" };
    const participant = await tx.participant.findUniqueOrThrow({ where: { id: participantId } });
    if (participant.status !== "active") return { kind: "not-taking-part" };
    const { addressee } = await readInCharge(tx, participant, now);
    if (!addressee) return { kind: "nobody" };
    const { id: staffId, name } = addressee;
    if (staffId !== message.staffId) return { kind: "changed", staffId, name };
    const thread =
      replyToMessageId === undefined
        ? undefined
        : await findThread(tx, { kind: "participant", id: participantId }, replyToMessageId);
    const written = {
      updateId,
      sourceMessageId,
      participantId,
      programmeId: participant.programmeId,
      staffId,
      fromParticipant: true,
      content,
      replyToId: thread?.relayId ?? null,
    };
    const id = await store(tx, sealer, written, now);
    if (id === undefined) return { kind: "already" };
    const relay = { id, participantId, staffId, fromParticipant: true };
    await post(tx, relay, now, confirmationId);
    return { kind: "sending" };
  });
}

/** To whom a participant's message would go. */
export async function whoWouldRead(
  { db }: { readonly db: Db },
  participantId: number,
  now: Date,
): Promise<{ readonly staffId: number; readonly name: string } | undefined> {
  const participant = await db.participant.findUniqueOrThrow({ where: { id: participantId } });
  const { addressee } = await readInCharge(db, participant, now);
  return addressee && { staffId: addressee.id, name: addressee.name };
}

export async function wasSent({ db }: { readonly db: Db }, message: ParticipantMessage): Promise<boolean> {
  return await isStored(db, { ...message, fromParticipant: true });
}
