import { openOrNothing, type Sealer } from "../db/seal.ts";
import { sealContext } from "../db/sealed-columns.ts";
import type { LocalDay } from "../domain/calendar.ts";
import type { Waiting } from "../domain/history-rules.ts";
import type { Reason } from "../domain/reason.ts";
import type { WhyQuiet } from "../domain/repeats.ts";
import type { Tier } from "../domain/tier.ts";

/** One thing that happened and spoke for contact; an alert collects them until it is closed. */
export interface Cause {
  readonly kind: "check-in" | "corrected" | "silence" | "help";
  /** ISO instant. */
  readonly at: string;
  /** The person's local day that it is about. */
  readonly day: LocalDay;
  readonly checkInId?: number;
  readonly tier: Tier;
  readonly reasons: readonly Reason[];
  /** 0–40, skipped and unanswered signs as 0. */
  readonly total: number;
  /** Those of the reasons that nobody was pinged for. */
  readonly quiet: readonly { readonly kind: Reason["kind"]; readonly why: WhyQuiet }[];
  /** Rules that had not enough history yet. */
  readonly waiting: readonly Waiting[];
  /** Of a short check-in, as it was then. */
  readonly short?: true;
}

/** Sealed because reasons name answers. */
export function sealCauses(
  sealer: Sealer,
  participantId: number,
  causes: readonly Cause[],
): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(sealer.seal(JSON.stringify(causes), sealContext.causes(participantId)));
}

/**
 * None once the content was deleted for age: then the column is empty. None either when it cannot be opened: that an
 * alert cannot say why keeps nobody from being told of it.
 */
export function openCauses(sealer: Sealer, participantId: number, sealed: Uint8Array): readonly Cause[] {
  if (sealed.length === 0) return [];
  const opened = openOrNothing(sealer, sealed, sealContext.causes(participantId));
  return opened === undefined ? [] : (JSON.parse(opened) as Cause[]);
}
