import { openOrNothing, type Sealer } from "../db/seal.ts";
import { sealContext } from "../db/sealed-columns.ts";
import { type PlanPartName, type PlanTexts, planParts } from "../domain/safety-plan.ts";

export interface SealedPart {
  readonly part: string;
  readonly sealed: Uint8Array;
}

/** What of a plan can be read. In a crisis the rest of it must not hang on one damaged part, so that one is left out. */
export function openPlanParts(sealer: Sealer, participantId: number, rows: readonly SealedPart[]): PlanTexts {
  const texts = new Map<PlanPartName, string>();
  for (const part of planParts) {
    const row = rows.find((candidate) => candidate.part === part);
    const text = row && openOrNothing(sealer, row.sealed, sealContext.planPart(participantId, part));
    if (text !== undefined) texts.set(part, text);
  }
  return texts;
}
