import { audit } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { enqueue } from "../outbox/enqueue.ts";
import type { ParticipantPerson } from "../people/identify.ts";

/**
 * Sends somebody their own data, as a file for machines and one to read, into their own chat and nowhere
 * else. `request` names the tapped message: tapping it twice sends once.
 */
export async function requestExport(
  { db }: Pick<Deps, "db">,
  { id: participantId, programmeId }: Pick<ParticipantPerson, "id" | "programmeId">,
  request: number,
  now: Date,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const files = ["export-page", "export-json"] as const;
    for (const kind of files)
      await enqueue(tx, {
        kind,
        dedupeKey: `${kind}:${participantId}:${request}`,
        to: { participantId },
        intendedAt: now,
      });
    await audit(tx, { at: now, actor: `participant:${participantId}`, action: "export", programmeId });
  });
}
