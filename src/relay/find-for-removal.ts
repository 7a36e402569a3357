import type { Deps } from "../deps.ts";

/** A participant's own conversation: which message of their chat a removal is about. Undefined for others. */
export async function findForRemoval(
  { db }: Pick<Deps, "db">,
  participantId: number,
  relayId: number,
): Promise<{ readonly own: boolean; readonly sourceMessageId: number; readonly name: string } | undefined> {
  const relay = await db.relayMessage.findFirst({
    where: { id: relayId, participantId },
    include: { staff: { select: { name: true } } },
  });
  if (!relay) return undefined;
  const { fromParticipant: own, sourceMessageId, staff } = relay;
  return { own, sourceMessageId, name: staff.name };
}
