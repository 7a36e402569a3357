import { newestNews } from "../alerts/newest-news.ts";
import type { Deps } from "../deps.ts";
import type { Translate } from "../i18n.ts";
import type { StaffPerson } from "../people/identify.ts";
import { hasTurnedToAnother, newestOnRecord } from "../relay/has-turned.ts";

/**
 * Where somebody may turn to while a question waits for words of theirs. What they type then is not meant for it: the
 * dialogue ends, and the words go the way of all others.
 */
export interface Elsewhere {
  /** Where the record of it ends now. */
  newest(): Promise<number>;
  /** Whether they have turned to it after that. */
  hasTurned(since: number): Promise<boolean>;
  /** What stands in the place of the question then. */
  readonly ended: string;
}

/** People are told of a participant: what they type next is meant for a human, not for what they had begun to write. */
export function callsOf(deps: Deps, participantId: number, t: Translate): Elsewhere {
  const newest = async () => await newestNews(deps, participantId);
  return {
    newest,
    hasTurned: async (since) => (await newest()) > since,
    ended: t("dialogue-gone"),
  };
}

/** An alert or a page of another participant than the one whom staff are asked about. */
export function othersThan(
  deps: Deps,
  staff: StaffPerson,
  { participantId, code }: { readonly participantId: number; readonly code: string },
  t: Translate,
): Elsewhere {
  return {
    newest: async () => await newestOnRecord(deps),
    hasTurned: async (since) => await hasTurnedToAnother(deps, staff, { participantId, since }),
    ended: t("question-left", { code }),
  };
}
