import { audit } from "../audit.ts";
import { inTransaction, type Tx } from "../db/client.ts";
import type { Participant, Prisma } from "../db/generated/client.ts";
import { lockParticipant } from "../db/row-locks.ts";
import type { Deps } from "../deps.ts";
import { isDueOn, phaseOn, type Rhythm, rhythmOn } from "../domain/cadence.ts";
import {
  addDays,
  dayClosesAt,
  dayOfDbDate,
  dbDate,
  type LocalDay,
  localDayAt,
  nextPromptAt,
} from "../domain/calendar.ts";
import { readRoster } from "../duty/read-duty.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { resumeRelaying } from "../relay/pass-on.ts";
import { consentedPurposes, mayTakePart } from "./consent.ts";
import { phaseFactsOf } from "./phase-facts.ts";

export type Scheduled =
  | { readonly kind: "scheduled"; readonly nextPromptAt: Date }
  | { readonly kind: "not-taking-part" };

/**
 * Starts the daily check-in at the end of enrolment. Needs the required consents, and somebody who is still there to be asked:
 * whoever left or was locked meanwhile is not brought back. Doing it twice is well.
 */
export async function activate(
  { db }: Pick<Deps, "db">,
  { participantId, minute }: { readonly participantId: number; readonly minute: number },
  now: Date,
): Promise<Scheduled> {
  return await inTransaction(db, async (tx): Promise<Scheduled> => {
    await lockParticipant(tx, participantId);
    const granted = await consentedPurposes(tx, participantId);
    if (!mayTakePart(granted)) return { kind: "not-taking-part" };
    const [person] = await tx.participant.updateManyAndReturn({
      where: { id: participantId, status: { in: ["consenting", "active"] }, telegramId: { not: null } },
      data: { status: "active", checkInMinute: minute },
      select: { programmeId: true },
    });
    if (!person) return { kind: "not-taking-part" };
    const { programmeId } = person;
    await audit(tx, { at: now, actor: `participant:${participantId}`, action: "activate", programmeId });
    return await goOn(tx, participantId, now);
  });
}

/** Moves the hour of the daily prompt from the next one on; where that hour has passed, today's comes now. */
export async function moveHour(
  { db }: Pick<Deps, "db">,
  { participantId, minute }: { readonly participantId: number; readonly minute: number },
  now: Date,
): Promise<Scheduled> {
  return await inTransaction(db, async (tx): Promise<Scheduled> => {
    const { count } = await tx.participant.updateMany({
      where: { id: participantId, status: "active" },
      data: { checkInMinute: minute },
    });
    if (count !== 1) return { kind: "not-taking-part" };
    await auditOwn(tx, participantId, "move-hour", now);
    return await reschedule(tx, participantId, now);
  });
}

/**
 * Daily from the next prompt on, or three times a week from tomorrow: what was asked today stays asked. The days are
 * Monday, Wednesday and Friday for everybody, because a rhythm that one can say by heart is one that is kept.
 */
export async function chooseRhythm(
  { db }: Pick<Deps, "db">,
  { participantId, rhythm }: { readonly participantId: number; readonly rhythm: Rhythm },
  now: Date,
): Promise<Scheduled | { readonly kind: "too-early" }> {
  return await inTransaction(db, async (tx): Promise<Scheduled | { readonly kind: "too-early" }> => {
    await lockParticipant(tx, participantId);
    const person = await tx.participant.findFirst({ where: { id: participantId, status: "active" } });
    if (!person) return { kind: "not-taking-part" };
    const facts = phaseFactsOf(person);
    const from = addDays(localDayAt(now, person.zone), 1);
    if (rhythm === "three-a-week" && !phaseOn(facts, from).threeAWeek) return { kind: "too-early" };
    if (rhythm !== rhythmOn(facts, from)) {
      const threeAWeekSince = rhythm === "daily" ? null : dbDate(from);
      await tx.participant.update({ where: { id: participantId }, data: { threeAWeekSince } });
      await auditOwn(tx, participantId, "choose-rhythm", now);
    }
    return await replan(tx, participantId, now);
  });
}

export interface OwnRhythm {
  /** Minutes after local midnight. */
  readonly minute: number;
  /** From tomorrow on. */
  readonly rhythm: Rhythm;
  readonly mayBeThreeAWeek: boolean;
}

export async function readRhythm(
  { db }: Pick<Deps, "db">,
  participantId: number,
  now: Date,
): Promise<OwnRhythm> {
  const person = await db.participant.findUniqueOrThrow({ where: { id: participantId } });
  const facts = phaseFactsOf(person);
  const from = addDays(localDayAt(now, person.zone), 1);
  return {
    minute: person.checkInMinute,
    rhythm: rhythmOn(facts, from),
    mayBeThreeAWeek: phaseOn(facts, from).threeAWeek,
  };
}

export const LONGEST_PAUSE_DAYS = 7;

/**
 * No prompts for that many days (0 ends a pause). Whoever answers for the person is told of a pause, and of another one in its
 * place.
 */
export async function pause(
  { db }: Pick<Deps, "db">,
  { participantId, days }: { readonly participantId: number; readonly days: number },
  now: Date,
): Promise<Scheduled> {
  if (days > LONGEST_PAUSE_DAYS) throw new Error(`a pause lasts ${LONGEST_PAUSE_DAYS} days at most`);
  return await inTransaction(db, async (tx): Promise<Scheduled> => {
    await lockParticipant(tx, participantId);
    const participant = await tx.participant.findFirst({ where: { id: participantId, status: "active" } });
    if (!participant) return { kind: "not-taking-part" };
    const today = localDayAt(now, participant.zone);
    const until = days > 0 ? addDays(today, days) : undefined;
    const { pausedUntil } = participant;
    const isNews = until !== (pausedUntil ? dayOfDbDate(pausedUntil) : undefined);
    await tx.participant.update({
      where: { id: participantId },
      data: { pausedUntil: until === undefined ? null : dbDate(until) },
    });
    await auditOwn(tx, participantId, days > 0 ? "pause" : "end-pause", now);
    const roster = await readRoster(tx, participant.programmeId, now);
    const staffId = roster.readerFor(participant);
    if (isNews && until !== undefined && staffId !== undefined)
      await enqueue(tx, {
        kind: "notice",
        dedupeKey: `paused:${participantId}:${until}:${now.toISOString()}`,
        to: { staffId },
        params: { notice: "paused", code: participant.code, until },
        intendedAt: now,
      });
    return await reschedule(tx, participantId, now);
  });
}

async function auditOwn(tx: Tx, participantId: number, action: string, at: Date): Promise<void> {
  const { programmeId } = await tx.participant.findUniqueOrThrow({ where: { id: participantId } });
  await audit(tx, { at, actor: `participant:${participantId}`, action, programmeId });
}

/** What may still be come back to. */
const OPEN = { state: { in: ["prompted", "started"] }, unplanned: false } satisfies Prisma.CheckInWhereInput;

/** What is still asked about at its hour, although it was opened before. */
export const UNANSWERED = { state: "prompted", unplanned: false } satisfies Prisma.CheckInWhereInput;

/**
 * For whoever takes part again: what is open of today lost its nudges when they left or were locked. It is asked about again,
 * at once where its hour has passed, so that nobody misses a day of which nothing was on their screen. What they wrote, and what
 * was written to them, goes on its way again.
 */
export async function goOn(tx: Tx, participantId: number, now: Date): Promise<Scheduled> {
  await resumeRelaying(tx, participantId, now);
  await tx.checkIn.updateMany({
    where: { participantId, ...OPEN, closesAt: { gt: now } },
    data: { nudgeAt: now, snoozed: true },
  });
  return await reschedule(tx, participantId, now);
}

/**
 * Works out the next prompt from the person's own hour, rhythm, zone, release and pause, and writes it down. What is open of that
 * day already comes back to them at that hour, as it does after "in an hour". A prompt that is due now is left to the tick.
 */
export async function reschedule(tx: Tx, participantId: number, now: Date): Promise<Scheduled> {
  const person = await tx.participant.findUniqueOrThrow({ where: { id: participantId } });
  const hour = promptAfter(now, person);
  const { count } = await tx.checkIn.updateMany({
    where: {
      participantId,
      ...OPEN,
      localDay: dbDate(localDayAt(hour, person.zone)),
      closesAt: { gt: hour },
    },
    data: { nudgeAt: hour, snoozed: true },
  });
  const planned = promptOfSameDay(person, person, now);
  const next = count > 0 ? hour : await nextUnasked(tx, person, planned < hour ? planned : hour);
  await tx.participant.updateMany({
    where: { id: participantId, OR: [{ nextPromptAt: null }, { nextPromptAt: { gt: now } }] },
    data: { nextPromptAt: next },
  });
  return { kind: "scheduled", nextPromptAt: next };
}

/** The same where only later days have changed. */
export async function replan(tx: Tx, participantId: number, now: Date): Promise<Scheduled> {
  const person = await tx.participant.findUniqueOrThrow({ where: { id: participantId } });
  const next = await nextUnasked(tx, person, promptAfter(now, person));
  await tx.participant.updateMany({
    where: { id: participantId, nextPromptAt: { gt: now } },
    data: { nextPromptAt: next },
  });
  return { kind: "scheduled", nextPromptAt: next };
}

/** That hour of somebody's, or the one after the day it belongs to, where the check-in of that day asks for nothing then. */
export async function nextUnasked(tx: Tx, person: Participant, hour: Date): Promise<Date> {
  const { id: participantId, zone } = person;
  const day = localDayAt(hour, zone);
  const ofDay = { participantId, localDay: dbDate(day), NOT: UNANSWERED };
  const isThere = (await tx.checkIn.count({ where: ofDay })) > 0;
  return isThere ? promptAfter(new Date(dayClosesAt(day, zone).getTime() - 1), person) : hour;
}

/**
 * The prompt keeps the day that it was planned for, by another hour or clock too. Where that hour has passed already it comes
 * now, so that no day is lost by moving it or by going east.
 */
export function promptOfSameDay(before: Participant, person: Participant, now: Date): Date {
  if (before.nextPromptAt === null) return promptAfter(now, person);
  const day = localDayAt(before.nextPromptAt, before.zone);
  const opens = dayClosesAt(addDays(day, -1), person.zone);
  const next = promptAfter(new Date(opens.getTime() - 1), person);
  return next > now ? next : now;
}

/** The one place that says when somebody's hour comes next. */
export function promptAfter(after: Date, person: Participant): Date {
  const facts = phaseFactsOf(person);
  return nextPromptAt({
    after,
    minute: person.checkInMinute,
    zone: person.zone,
    notBefore: firstDay(person.releaseDate, person.pausedUntil),
    isDue: (day) => isDueOn(facts, day),
  });
}

/** The first local day on which a prompt may come. */
export function firstDay(releaseDate: Date, pausedUntil: Date | null): LocalDay {
  const released = dayOfDbDate(releaseDate);
  const resumed = pausedUntil ? dayOfDbDate(pausedUntil) : released;
  return resumed > released ? resumed : released;
}

/** No day of theirs: they pause, or it lies before their release, as said last. */
export function isDayOff(
  { releaseDate, pausedUntil }: { readonly releaseDate: Date; readonly pausedUntil: Date | null },
  day: LocalDay,
): boolean {
  return firstDay(releaseDate, pausedUntil) > day;
}

export function isPaused(
  person: { readonly pausedUntil: Date | null; readonly zone: string },
  now: Date,
): boolean {
  return person.pausedUntil !== null && dayOfDbDate(person.pausedUntil) > localDayAt(now, person.zone);
}
