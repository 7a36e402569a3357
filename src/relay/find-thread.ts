import type { Db, Tx } from "../db/client.ts";

export interface Thread {
  readonly relayId: number;
  readonly participantId: number;
}

export interface Side {
  readonly kind: "participant" | "staff";
  readonly id: number;
}

/**
 * To which relayed message a message of this person's chat belongs: one they wrote, or one the bot sent
 * about it. Message ids begin anew with another account, so only those since it was linked count.
 */
export async function findThread(db: Db | Tx, side: Side, messageId: number): Promise<Thread | undefined> {
  const since = await linkedSince(db, side);
  const [whose, fromParticipant] =
    side.kind === "participant" ? [{ participantId: side.id }, true] : [{ staffId: side.id }, false];
  const shown = await db.outboxMessage.findFirst({
    where: { ...whose, messageId, relayId: { not: null }, sentAt: { gte: since } },
    orderBy: { id: "desc" },
    select: { relay: { select: { id: true, participantId: true } } },
  });
  const relay =
    shown?.relay ??
    (await db.relayMessage.findFirst({
      where: { ...whose, fromParticipant, sourceMessageId: messageId, at: { gte: since } },
      orderBy: { id: "desc" },
      select: { id: true, participantId: true },
    }));
  return relay ? { relayId: relay.id, participantId: relay.participantId } : undefined;
}

/** Where `relayId` stands in this person's chat. */
export async function placeInChat(db: Db, side: Side, relayId: number): Promise<number | undefined> {
  const since = await linkedSince(db, side);
  const relay = await db.relayMessage.findUniqueOrThrow({ where: { id: relayId } });
  const isParticipant = side.kind === "participant";
  if (relay.fromParticipant === isParticipant && (isParticipant || relay.staffId === side.id))
    return relay.at >= since ? relay.sourceMessageId : undefined;
  const shown = await db.outboxMessage.findFirst({
    where: {
      relayId,
      kind: { in: ["relay", "relay-content"] },
      ...(isParticipant ? { participantId: side.id } : { staffId: side.id }),
      messageId: { not: null },
      sentAt: { gte: since },
    },
    orderBy: { id: "desc" },
    select: { messageId: true },
  });
  return shown?.messageId ?? undefined;
}

/** When this account became theirs: message numbers from before are of another chat. */
export async function linkedSince(db: Db | Tx, { kind, id }: Side): Promise<Date> {
  const select = { linkedAt: true };
  const person =
    kind === "participant"
      ? await db.participant.findUnique({ where: { id }, select })
      : await db.staff.findUnique({ where: { id }, select });
  return person?.linkedAt ?? new Date(0);
}
