import { audit } from "../audit.ts";
import { inTransaction, type Tx } from "../db/client.ts";
import { openOrNothing } from "../db/seal.ts";
import { sealContext } from "../db/sealed-columns.ts";
import type { Deps } from "../deps.ts";
import { type Rhythm, rhythmOn } from "../domain/cadence.ts";
import { dayOfDbDate, type LocalDay, localDayAt } from "../domain/calendar.ts";
import type { Locale } from "../domain/instrument.ts";
import { isPlausibleRelease } from "../domain/release.ts";
import { isReleasedOn, moveRelease } from "../people/change-release.ts";
import { phaseFactsOf } from "../people/phase-facts.ts";

export interface Profile {
  readonly code: string;
  readonly nickname: string | undefined;
  readonly locale: Locale;
  /** Minutes after local midnight. */
  readonly hour: number;
  readonly zone: string;
  readonly rhythm: Rhythm;
  readonly releaseDate: LocalDay;
  readonly hasLockWord: boolean;
}

export async function readProfile(
  { db, sealer }: Pick<Deps, "db" | "sealer">,
  participantId: number,
  now: Date,
): Promise<Profile> {
  const person = await db.participant.findUniqueOrThrow({
    where: { id: participantId },
    include: { lock: { select: { setAt: true } } },
  });
  return {
    code: person.code,
    nickname: person.nickname
      ? openOrNothing(sealer, person.nickname, sealContext.nickname(participantId))
      : undefined,
    locale: person.locale as Locale,
    hour: person.checkInMinute,
    zone: person.zone,
    rhythm: rhythmOn(phaseFactsOf(person), localDayAt(now, person.zone)),
    releaseDate: dayOfDbDate(person.releaseDate),
    hasLockWord: person.lock !== null,
  };
}

export const LONGEST_NICKNAME = 24;

/** What the bot calls the person, in their own chat only. An empty one takes it away. */
export async function setNickname(
  { db, sealer }: Pick<Deps, "db" | "sealer">,
  participantId: number,
  typed: string,
  now: Date,
): Promise<"set" | "too-long"> {
  const nickname = typed.trim().replaceAll(/\s+/g, " ");
  if (nickname.length > LONGEST_NICKNAME) return "too-long";
  const sealed =
    nickname === "" ? null : Uint8Array.from(sealer.seal(nickname, sealContext.nickname(participantId)));
  await inTransaction(db, async (tx) => {
    const where = { id: participantId };
    const { programmeId } = await tx.participant.update({ where, data: { nickname: sealed } });
    await corrected(tx, { participantId, programmeId, what: "nickname" }, now);
  });
  return "set";
}

export async function changeLanguage(
  { db }: Pick<Deps, "db">,
  participantId: number,
  locale: Locale,
  now: Date,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { programmeId } = await tx.participant.update({ where: { id: participantId }, data: { locale } });
    await corrected(tx, { participantId, programmeId, what: "language" }, now);
  });
}

export type ReleaseCorrected =
  | { readonly kind: "done"; readonly today: LocalDay }
  | { readonly kind: "out-of-range" };

/** The day of release as the person knows it. Rules and rhythm follow it, so the counselor is told. */
export async function correctRelease(
  { db }: Pick<Deps, "db">,
  participantId: number,
  day: LocalDay,
  now: Date,
): Promise<ReleaseCorrected> {
  return await inTransaction(db, async (tx): Promise<ReleaseCorrected> => {
    const person = await tx.participant.findUniqueOrThrow({ where: { id: participantId } });
    const today = localDayAt(now, person.zone);
    if (!isPlausibleRelease(day, today, "person")) return { kind: "out-of-range" };
    if (isReleasedOn(person, day)) return { kind: "done", today };
    await moveRelease(tx, person, day, now);
    const { programmeId } = person;
    await corrected(tx, { participantId, programmeId, what: "release" }, now);
    return { kind: "done", today };
  });
}

async function corrected(
  tx: Tx,
  {
    participantId,
    programmeId,
    what,
  }: { readonly participantId: number; readonly programmeId: number; readonly what: string },
  now: Date,
): Promise<void> {
  await audit(tx, { at: now, actor: `participant:${participantId}`, action: `correct-${what}`, programmeId });
}
