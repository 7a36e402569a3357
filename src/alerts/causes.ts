import type { Sealer } from "../db/seal.ts";
import type { Reason, Tier } from "../domain/assessment.ts";

/** One thing that happened and spoke for contact; an alert collects them until it is closed. */
export interface Cause {
  readonly kind: "check-in" | "corrected" | "silence" | "help";
  /** ISO instant. */
  readonly at: string;
  readonly checkInId?: number;
  readonly tier: Tier;
  readonly reasons: readonly Reason[];
}

const context = (participantId: number): string => `alert-causes:${participantId}`;

/** Sealed because reasons name answers. */
export function sealCauses(
  sealer: Sealer,
  participantId: number,
  causes: readonly Cause[],
): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(sealer.seal(JSON.stringify(causes), context(participantId)));
}

export function openCauses(sealer: Sealer, participantId: number, sealed: Uint8Array): readonly Cause[] {
  return JSON.parse(sealer.open(sealed, context(participantId))) as Cause[];
}
