import type { Tx } from "../db/client.ts";
import { passOn } from "./pass-on.ts";
import { report } from "./post.ts";

/**
 * The line about a message has left, or will not: the author sees which. A participant's message that
 * could not reach one person goes on to whoever answers for the participant now.
 */
export async function settleRelayed(
  tx: Tx,
  { relayId }: { readonly relayId: number | null },
  ending: "sent" | "cancelled" | "failed",
  now: Date,
): Promise<void> {
  if (relayId === null) return;
  const relay = await tx.relayMessage.findUniqueOrThrow({
    where: { id: relayId },
    include: { participant: true },
  });
  if (ending !== "sent" && relay.fromParticipant && (await passOn(tx, relay, now))) return;
  await report(tx, relay, { loud: ending !== "sent" }, now);
}
