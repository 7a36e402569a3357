import type { ConsentPurpose } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import type { Locale } from "../domain/instrument.ts";
import { isRequired, recordConsent } from "./consent.ts";
import { consentVersion } from "./consent-wording.ts";

export type ConsentAnswered =
  | { readonly kind: "recorded" }
  /** Without this purpose the bot could not honestly go on: a no is to leave. Nothing was recorded; leaving asks first. */
  | { readonly kind: "would-leave" }
  /** The wording has changed since it was shown; nothing was recorded. */
  | { readonly kind: "other-text" };

/** The answer to a consent that was asked for again. `shown`: the beginning of the version on the screen. */
export async function answerConsent(
  deps: Pick<Deps, "db">,
  {
    shown,
    ...answer
  }: {
    readonly participantId: number;
    readonly purpose: ConsentPurpose;
    readonly granted: boolean;
    readonly locale: Locale;
    readonly shown: string;
  },
  now: Date,
): Promise<ConsentAnswered> {
  const { purpose, granted, locale } = answer;
  if (!consentVersion(purpose, locale).startsWith(shown)) return { kind: "other-text" };
  if (!granted && isRequired(purpose)) return { kind: "would-leave" };
  await recordConsent(deps, answer, now);
  return { kind: "recorded" };
}
