import { audit } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { PlanPartName } from "../domain/safety-plan.ts";
import type { ParticipantPerson } from "../people/identify.ts";

/** Takes one part out of somebody's own plan, also after they have left. Doing it twice changes nothing. */
export async function deletePart(
  { db }: Pick<Deps, "db">,
  { id: participantId, programmeId }: Pick<ParticipantPerson, "id" | "programmeId">,
  part: PlanPartName,
  now: Date,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { count } = await tx.planPart.deleteMany({ where: { participantId, part } });
    if (count === 0) return;
    await audit(tx, {
      at: now,
      actor: `participant:${participantId}`,
      action: `delete-plan-${part}`,
      programmeId,
    });
  });
}
