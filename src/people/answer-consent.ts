import { inTransaction } from "../db/client.ts";
import type { ConsentPurpose } from "../db/generated/enums.ts";
import { lockParticipant } from "../db/row-locks.ts";
import type { Deps } from "../deps.ts";
import type { Locale } from "../domain/instrument.ts";
import { appendConsent, isRequired } from "./consent.ts";
import { consentVersion } from "./consent-wording.ts";

export type ConsentAnswered =
  | { readonly kind: "recorded" }
  /** Without this purpose the bot could not honestly go on: a no is to leave. Nothing was recorded; leaving asks first. */
  | { readonly kind: "would-leave" }
  /** The wording has changed since it was shown; nothing was recorded. */
  | { readonly kind: "other-text" }
  /** They have left meanwhile, or are asked everything anew; nothing was recorded. */
  | { readonly kind: "not-taking-part" };

/** The answer to a consent that was asked for again, or is wanted. `shown`: the beginning of the version on the screen. */
export async function answerConsent(
  { db }: Pick<Deps, "db">,
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
  const { participantId, purpose, granted, locale } = answer;
  if (!consentVersion(purpose, locale).startsWith(shown)) return { kind: "other-text" };
  if (!granted && isRequired(purpose)) return { kind: "would-leave" };
  return await inTransaction(db, async (tx): Promise<ConsentAnswered> => {
    // Leaving takes every consent back; a yes that comes at the same moment must not hold beyond it.
    await lockParticipant(tx, participantId);
    const person = await tx.participant.findUnique({ where: { id: participantId } });
    if (!person || (granted && person.status !== "active")) return { kind: "not-taking-part" };
    await appendConsent(tx, answer, now);
    return { kind: "recorded" };
  });
}
