import { audit } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import { lockParticipant } from "../db/row-locks.ts";
import { sealContext } from "../db/sealed-columns.ts";
import type { Deps } from "../deps.ts";
import { type PlanPartName, tidyPart } from "../domain/safety-plan.ts";
import { openPlanParts } from "./open-parts.ts";

export type PartWritten =
  | { readonly kind: "written" }
  | { readonly kind: "empty" }
  /** By so many UTF-16 units; the part is as it was. */
  | { readonly kind: "too-long"; readonly over: number }
  /** Has left, or was erased meanwhile. */
  | { readonly kind: "not-taking-part" };

/** One part of somebody's own plan: instead of what it held, or below it. */
export async function writePart(
  { db, sealer }: Pick<Deps, "db" | "sealer">,
  {
    participantId,
    part,
    typed,
    mode,
  }: {
    readonly participantId: number;
    readonly part: PlanPartName;
    readonly typed: string;
    readonly mode: "instead" | "below";
  },
  now: Date,
): Promise<PartWritten> {
  return await inTransaction(db, async (tx): Promise<PartWritten> => {
    await lockParticipant(tx, participantId);
    const person = await tx.participant.findFirst({
      where: { id: participantId, status: "active" },
      select: { programmeId: true, plan: { where: { part } } },
    });
    if (!person) return { kind: "not-taking-part" };
    const before = mode === "below" ? openPlanParts(sealer, participantId, person.plan).get(part) : undefined;
    const tidied = tidyPart(typed, before);
    if (tidied.kind !== "text") return tidied;
    const sealed = sealer.seal(tidied.text, sealContext.planPart(participantId, part));
    await tx.planPart.upsert({
      where: { participantId_part: { participantId, part } },
      create: { participantId, part, sealed, updatedAt: now },
      update: { sealed, updatedAt: now },
    });
    const { programmeId } = person;
    await audit(tx, { at: now, actor: `participant:${participantId}`, action: "write-plan", programmeId });
    return { kind: "written" };
  });
}
