import { openOrNothing, type Sealer } from "../db/seal.ts";
import { sealContext } from "../db/sealed-columns.ts";

/** What somebody wrote, said or showed. Files stay with Telegram and are named by its file id. */
export type RelayContent =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "photo" | "voice"; readonly fileId: string; readonly caption?: string };

interface Place {
  readonly participantId: number;
  readonly sourceMessageId: number;
}

export function sealContent(sealer: Sealer, content: RelayContent, place: Place): Uint8Array<ArrayBuffer> {
  const { kind: _, ...rest } = content;
  return sealer.seal(JSON.stringify(rest), contextOf(place));
}

/** Undefined when it cannot be opened. */
export function openContent(
  sealer: Sealer,
  { kind, sealed, ...place }: Place & { readonly kind: RelayContent["kind"]; readonly sealed: Uint8Array },
): RelayContent | undefined {
  const opened = openOrNothing(sealer, sealed, contextOf(place));
  return opened === undefined ? undefined : ({ kind, ...JSON.parse(opened) } as RelayContent);
}

function contextOf({ participantId, sourceMessageId }: Place): string {
  return sealContext.relay(participantId, sourceMessageId);
}
