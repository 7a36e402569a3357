import type { Translate } from "../i18n.ts";
import type { SentToParticipant } from "../relay/send-to-participant.ts";

type Refused = Exclude<SentToParticipant, { readonly kind: "sending" | "already" }>;

/** Why a member of staff's message was not sent, and what to do instead. */
export function refusal(refused: Refused, t: Translate): string {
  switch (refused.kind) {
    case "moved":
      return refused.name === null
        ? t("relay-moved-nobody", { code: refused.code })
        : t("relay-moved", { code: refused.code, name: refused.name });
    case "not-taking-part":
      return t("relay-stopped", { code: refused.code });
    case "unknown":
      return t("relay-unknown-toast");
  }
}
