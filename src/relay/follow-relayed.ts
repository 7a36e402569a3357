import { meetWishes } from "../caseload/contact-wish.ts";
import type { Tx } from "../db/client.ts";
import type { AttemptOutcome } from "../outbox/enqueue.ts";
import { canRead, passOn } from "./pass-on.ts";
import { report } from "./report.ts";

/**
 * The line about a message has left, must wait, or will not leave: the author sees which, and bad news
 * also as a message of its own. A wish to be contacted is met by one of staff that is there. What a participant wrote and one person could not get, or cannot read any more now that it
 * is there, goes on to whoever answers for the participant now.
 */
export async function followRelayed(
  tx: Tx,
  {
    id,
    relayId,
    attempts,
  }: { readonly id: bigint; readonly relayId: number | null; readonly attempts: number },
  outcome: AttemptOutcome,
  now: Date,
): Promise<void> {
  if (relayId === null || (outcome === "delayed" && attempts > 1)) return;
  const relay = await tx.relayMessage.findUniqueOrThrow({
    where: { id: relayId },
    include: { participant: true },
  });
  if (outcome === "sent" && !relay.fromParticipant)
    await meetWishes(tx, { participantId: relay.participantId, saidBy: relay.at }, now);
  // A newer line is on its way: whoever became unreachable has passed everything on.
  if ((await tx.outboxMessage.count({ where: { relayId, kind: "relay", id: { gt: id } } })) > 0) return;
  const ended = outcome === "cancelled" || outcome === "failed";
  if (relay.fromParticipant && (ended || (outcome === "sent" && !(await canRead(tx, relay, now)))))
    if (await passOn(tx, relay, now)) return;
  await report(tx, relay, { loud: false }, now);
  if (ended) await report(tx, relay, { loud: true }, now);
}
