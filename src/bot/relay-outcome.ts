import type { Translate } from "../i18n.ts";
import { refusalOf } from "../relay/send-to-participant.ts";

/** Why a member of staff may not write, in answer to a tap. */
export function refusal(refused: Parameters<typeof refusalOf>[0], t: Translate): string {
  const { notice, ...facts } = refusalOf(refused);
  return t(`notice-${notice}`, facts);
}
