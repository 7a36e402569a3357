import { audit } from "../audit.ts";
import type { Tx } from "../db/client.ts";
import type { Sealer } from "../db/seal.ts";
import { type RelayContent, sealContent } from "./content.ts";

export interface WrittenMessage {
  /** The update in which it came. */
  readonly updateId: number;
  /** In the chat in which it was written. */
  readonly sourceMessageId: number;
  readonly participantId: number;
  readonly programmeId: number;
  /** The other side, or the author. */
  readonly staffId: number;
  readonly fromParticipant: boolean;
  readonly content: RelayContent;
  readonly replyToId: number | null;
}

/** Keeps a message once, however often its update comes. Undefined when it is there already. */
export async function store(
  tx: Tx,
  sealer: Sealer,
  { content, programmeId, ...message }: WrittenMessage,
  now: Date,
): Promise<number | undefined> {
  const sealed = sealContent(sealer, content, message);
  const { updateId, participantId, staffId, fromParticipant, sourceMessageId, replyToId } = message;
  // Of `createManyAndReturn` Prisma keeps no plan: it would be compiled anew for every message.
  const [stored] = await tx.$queryRaw<{ id: number }[]>`
    INSERT INTO relay_messages (update_id, participant_id, staff_id, from_participant, kind, sealed, source_message_id,
                                reply_to_id, at)
    VALUES (${updateId}, ${participantId}, ${staffId}, ${fromParticipant}, ${content.kind}, ${sealed}::bytea,
            ${sourceMessageId}, ${replyToId}, ${now})
    ON CONFLICT (update_id, source_message_id) DO NOTHING
    RETURNING id`;
  if (!stored) {
    if (await isStored(tx, message)) return undefined;
    throw new Error("the update of this message was somebody else's");
  }
  const actor = fromParticipant ? `participant:${participantId}` : `staff:${staffId}`;
  await audit(tx, { at: now, actor, action: "write", subject: `relay:${stored.id}`, programmeId });
  return stored.id;
}

export async function isStored(
  tx: Pick<Tx, "relayMessage">,
  {
    updateId,
    sourceMessageId,
    participantId,
    fromParticipant,
  }: Pick<WrittenMessage, "updateId" | "sourceMessageId" | "participantId" | "fromParticipant">,
): Promise<boolean> {
  const where = { updateId, sourceMessageId, participantId, fromParticipant };
  return (await tx.relayMessage.count({ where })) > 0;
}
