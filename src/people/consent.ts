import { createHash } from "node:crypto";
import { audit } from "../audit.ts";
import { inTransaction, type Tx } from "../db/client.ts";
import type { ConsentPurpose } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import type { Locale } from "../domain/instrument.ts";

export const purposes = ["checkIn", "counselor", "summary"] as const satisfies readonly ConsentPurpose[];

/** Without these two there is nothing the bot could honestly do; the summary is a free choice. */
export const requiredPurposes = ["checkIn", "counselor"] as const satisfies readonly ConsentPurpose[];

export interface ConsentAnswer {
  readonly participantId: number;
  readonly purpose: ConsentPurpose;
  readonly granted: boolean;
  /** The whole text as it stood on the screen. */
  readonly text: string;
  readonly locale: Locale;
}

/** Appends one answer to the ledger. Answers are never changed; the newest of a purpose holds. */
export async function recordConsent(
  { db }: Pick<Deps, "db">,
  answer: ConsentAnswer,
  now: Date,
): Promise<void> {
  const { text, ...entry } = answer;
  await inTransaction(db, async (tx) => {
    const { participant } = await tx.consent.create({
      data: { ...entry, textHash: hashText(text), at: now },
      select: { participant: { select: { programmeId: true } } },
    });
    const action = `consent-${answer.purpose}-${answer.granted ? "given" : "refused"}`;
    const { programmeId } = participant;
    await audit(tx, { at: now, actor: `participant:${answer.participantId}`, action, programmeId });
  });
}

/** The purposes that hold now. */
export async function consentedPurposes(tx: Tx, participantId: number): Promise<ReadonlySet<ConsentPurpose>> {
  const entries = await tx.consent.findMany({ where: { participantId }, orderBy: { id: "asc" } });
  const newest = new Map(entries.map(({ purpose, granted }) => [purpose, granted]));
  return new Set([...newest].filter(([, granted]) => granted).map(([purpose]) => purpose));
}

/** Which wording somebody answered to, without keeping the wording. */
export function hashText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
