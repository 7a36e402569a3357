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
  const [stored] = await tx.relayMessage.createManyAndReturn({
    data: [{ ...message, kind: content.kind, sealed, at: now }],
    skipDuplicates: true,
    select: { id: true },
  });
  if (!stored) {
    if (await isStored(tx, message)) return undefined;
    throw new Error("the update of this message was somebody else's");
  }
  const actor = message.fromParticipant ? `participant:${message.participantId}` : `staff:${message.staffId}`;
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
