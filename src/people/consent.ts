import { audit } from "../audit.ts";
import { type Db, inTransaction, type Tx } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { ConsentManner, ConsentPurpose } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import { dayOfDbDate, localDayAt } from "../domain/calendar.ts";
import { type ConsentToAsk, consentsToAsk } from "../domain/consent.ts";
import type { Locale } from "../domain/instrument.ts";
import { consentVersion } from "./consent-wording.ts";

export const purposes = ["checkIn", "counselor", "summary"] as const satisfies readonly ConsentPurpose[];

/** Without these two there is nothing the bot could honestly do; the summary is a free choice. */
const requiredPurposes = ["checkIn", "counselor"] as const satisfies readonly ConsentPurpose[];

export function isRequired(purpose: ConsentPurpose): boolean {
  return requiredPurposes.some((required) => required === purpose);
}

/** Whether somebody who has agreed to these can take part. */
export function mayTakePart(agreed: ReadonlySet<ConsentPurpose>): boolean {
  return requiredPurposes.every((purpose) => agreed.has(purpose));
}

/** With those that are asked for only where they are wanted. */
export const everyPurpose = [...purposes, "plan"] as const satisfies readonly ConsentPurpose[];

/** Of a participant `p`: the newest answer to the summary is yes. Null where there is none. */
export const agreesToSummary = Prisma.sql`(
  SELECT c.granted FROM consents c WHERE c.participant_id = p.id AND c.purpose = 'summary' ORDER BY c.id DESC LIMIT 1)`;

export interface ConsentAnswer {
  readonly participantId: number;
  readonly purpose: ConsentPurpose;
  readonly granted: boolean;
  readonly locale: Locale;
  /** Of the wording that was on the screen; of the one that holds now where it is left out. */
  readonly version?: string;
  readonly manner?: ConsentManner;
}

/** Appends one answer to the ledger. Answers are never changed; the newest of a purpose holds. */
export async function recordConsent(
  { db }: Pick<Deps, "db">,
  answer: ConsentAnswer,
  now: Date,
): Promise<void> {
  await inTransaction(db, async (tx) => await appendConsent(tx, answer, now));
}

export async function appendConsent(
  tx: Tx,
  { version, manner = "bot", ...entry }: ConsentAnswer,
  now: Date,
  actor = `participant:${entry.participantId}`,
): Promise<void> {
  const { purpose, granted, locale, participantId } = entry;
  const textHash = version ?? consentVersion(purpose, locale);
  const { participant } = await tx.consent.create({
    data: { ...entry, textHash, manner, at: now },
    select: { participant: { select: { programmeId: true } } },
  });
  const { programmeId } = participant;
  const action = `consent-${purpose}-${granted ? "given" : "refused"}`;
  const own = actor === `participant:${participantId}`;
  await audit(tx, {
    at: now,
    actor,
    action,
    ...(!own && { subject: `participant:${participantId}` }),
    programmeId,
  });
}

/** What has to be read of it, wherever that is, to see which purposes hold. */
export const LEDGER = {
  orderBy: { id: "asc" },
  select: { purpose: true, granted: true },
} satisfies Prisma.ConsentFindManyArgs;

/** The purposes that hold now. */
export async function consentedPurposes(
  db: Db | Tx,
  participantId: number,
): Promise<ReadonlySet<ConsentPurpose>> {
  return purposesHeld(await db.consent.findMany({ where: { participantId }, ...LEDGER }));
}

/** The same of a ledger that was read already. */
export function purposesHeld(
  ledger: readonly { readonly purpose: ConsentPurpose; readonly granted: boolean }[],
): ReadonlySet<ConsentPurpose> {
  const newest = new Map(ledger.map(({ purpose, granted }) => [purpose, granted]));
  return new Set([...newest].filter(([, granted]) => granted).map(([purpose]) => purpose));
}

export interface AskedAgain extends ConsentToAsk<(typeof purposes)[number]> {
  /** The counselor's name, which the wording needs. */
  readonly counselor: string;
}

/** The first consent that somebody has to be asked for before their next check-in, in the language they read now. */
export async function readConsentToAsk(
  { db }: Pick<Deps, "db">,
  participantId: number,
  now: Date,
): Promise<AskedAgain | undefined> {
  const { counselor, asked } = await readAnswered(db, participantId, purposes, now);
  const [first] = asked;
  return first && { ...first, counselor };
}

/** The newest answer is yes, to the words that stand now, and not from before the release. */
export async function isAgreedToNow(
  db: Db | Tx,
  participantId: number,
  purpose: ConsentPurpose,
  now: Date,
): Promise<boolean> {
  const { entries, asked } = await readAnswered(db, participantId, [purpose], now);
  const newest = entries.findLast((entry) => entry.purpose === purpose);
  return newest?.granted === true && asked.length === 0;
}

/** What somebody has answered so far, and what of these purposes they have to be asked (again). */
async function readAnswered<Purpose extends ConsentPurpose>(
  db: Db | Tx,
  participantId: number,
  wanted: readonly Purpose[],
  now: Date,
) {
  const { locale, zone, releaseDate, consents, counselor } = await db.participant.findUniqueOrThrow({
    where: { id: participantId },
    select: {
      locale: true,
      zone: true,
      releaseDate: true,
      consents: { orderBy: { id: "asc" } },
      counselor: { select: { name: true } },
    },
  });
  const entries = consents.map((entry) => ({
    purpose: entry.purpose,
    granted: entry.granted,
    // Who changes the language has read the text in the other one.
    version:
      entry.textHash === consentVersion(entry.purpose, entry.locale as Locale)
        ? consentVersion(entry.purpose, locale as Locale)
        : entry.textHash,
    day: localDayAt(entry.at, zone),
  }));
  const versions = new Map(
    wanted.map((purpose) => [purpose, consentVersion(purpose, locale as Locale)] as const),
  );
  const days = { releaseDay: dayOfDbDate(releaseDate), today: localDayAt(now, zone) };
  const asked = consentsToAsk(entries, { versions, ...days });
  return { entries, asked, counselor: counselor?.name ?? "–" };
}
