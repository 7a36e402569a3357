import { audit } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import type { OutboxMessage } from "../db/generated/client.ts";
import type { Deps } from "../deps.ts";
import { enqueue } from "../outbox/enqueue.ts";
import type { ParticipantPerson } from "../people/identify.ts";

/** A tap within this time of the file's arrival is the same wish, made twice because it took a while. */
const SAME_WISH_MS = 2 * 60_000;

/**
 * Sends somebody their own data, as a file for machines and one to read, into their own chat and nowhere
 * else. What is on its way or has just come is not sent again; what could not be sent is.
 */
export async function requestExport(
  { db }: Pick<Deps, "db">,
  { id: participantId, programmeId }: Pick<ParticipantPerson, "id" | "programmeId">,
  now: Date,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    for (const kind of ["export-page", "export-json"] as const) {
      const last = await tx.outboxMessage.findFirst({
        where: { participantId, kind },
        orderBy: { id: "desc" },
      });
      if (last && isSameWish(last, now)) continue;
      await enqueue(tx, {
        kind,
        // Two taps at once see the same last one, and write one row.
        dedupeKey: `${kind}:${participantId}:after:${last?.id ?? 0}`,
        to: { participantId },
        intendedAt: now,
      });
    }
    await audit(tx, { at: now, actor: `participant:${participantId}`, action: "export", programmeId });
  });
}

function isSameWish({ state, sentAt }: OutboxMessage, now: Date): boolean {
  if (state === "sent") return sentAt !== null && now.getTime() - sentAt.getTime() < SAME_WISH_MS;
  return state === "pending";
}
