import type { Translate } from "../i18n.ts";
import { refusalOf } from "../relay/send-to-participant.ts";

type Refused = Parameters<typeof refusalOf>[0];

/** Why what a member of staff wrote was not sent, in answer to a tap. */
export function refusal(refused: Refused, t: Translate): string {
  const { notice, ...facts } = refusalOf(refused);
  return t(`notice-${notice}`, facts);
}

/** Why they may not begin: of a message that was not sent it says nothing, there is none. */
export function mayNotWrite(refused: Refused, t: Translate): string {
  const { notice, ...facts } = refusalOf(refused);
  return t(`write-${notice}`, facts);
}
