import { lockOpenAlerts } from "../alerts/lock-alerts.ts";
import { passOnAlerts } from "../alerts/pass-on-alerts.ts";
import { tellPassedOver } from "../alerts/tell-passed-over.ts";
import { audit } from "../audit.ts";
import { inTransaction, type Tx } from "../db/client.ts";
import { lockProgramme, lockStaff } from "../db/row-locks.ts";
import type { Deps } from "../deps.ts";
import { addDays, dbDate, type LocalDay } from "../domain/calendar.ts";
import { type CoverProblem, coverProblem, LONGEST_ABSENCE_DAYS } from "../domain/cover.ts";
import { enqueue } from "../outbox/enqueue.ts";
import type { StaffPerson } from "../people/identify.ts";
import { retractFromFormer } from "../people/retract-from-former.ts";
import { passOnUnread } from "../relay/pass-on.ts";
import {
  type Colleague,
  type Roster,
  readRoster,
  rosterOf,
  whoseDutyChanged,
  wouldHear,
} from "./read-duty.ts";
import { tellOfCovers } from "./tell-of-covers.ts";

export type WentAway =
  | { readonly kind: "away"; readonly cover: string | undefined }
  /** The day back has to be after today and at most sixty days ahead. */
  | { readonly kind: "too-early" }
  | { readonly kind: "too-late"; readonly latest: LocalDay }
  /** Of another programme, or without a phone that the bot can write to; or so is whoever stands in for them. */
  | { readonly kind: "cannot-be-told" }
  | { readonly kind: CoverProblem };

export interface Absence {
  /** First day back. */
  readonly until: LocalDay;
  /** Null when nobody stands in: then the backup and the coordinators are told instead. */
  readonly coverId: number | null;
}

/** From now until the day back somebody else answers for this person's participants, open alerts included. */
export async function goAway(
  { db }: Pick<Deps, "db">,
  { id, programmeId }: StaffPerson,
  { until, coverId }: Absence,
  now: Date,
): Promise<WentAway> {
  return await inTransaction(db, async (tx): Promise<WentAway> => {
    await lockRoster(tx, programmeId);
    const before = await readRoster(tx, programmeId, now);
    const { all, today } = before;
    if (until <= today) return { kind: "too-early" };
    const latest = addDays(today, LONGEST_ABSENCE_DAYS);
    if (until > latest) return { kind: "too-late", latest };
    if (coverId !== null) {
      const problem = coverProblem(id, coverId, all, today);
      if (problem === "yourself" || problem === "cycle") return { kind: problem };
      if (!wouldHear(coverId, before)) return { kind: "cannot-be-told" };
      if (problem) return { kind: problem };
    }
    const me = all.find((colleague) => colleague.id === id);
    // Said once more, or its update came again: everybody knows.
    if (me?.awayUntil === until && (me.coverId ?? null) === coverId)
      return { kind: "away", cover: before.onDutyFor(id)?.name };
    await tx.staff.update({ where: { id }, data: { awayUntil: dbDate(until), coverId } });
    const after = await readRoster(tx, programmeId, now);
    const by = new Set([id]);
    await changeDuty(tx, { programmeId, staffIds: by, before, after }, now);
    const cover = after.onDutyFor(id);
    const staffIds = new Set([id, ...whoseDutyChanged(before, after)]);
    await tellOfCovers(tx, { staffIds, before, after, by }, now);
    await audit(tx, {
      at: now,
      actor: `staff:${id}`,
      action: "go-away",
      subject: `staff:${id}`,
      programmeId,
    });
    return { kind: "away", cover: cover?.name };
  });
}

/** Back before the day that was named, or on it. False when the person was not away. */
export async function comeBack(
  { db }: Pick<Deps, "db">,
  { id, programmeId }: Pick<StaffPerson, "id" | "programmeId">,
  now: Date,
): Promise<boolean> {
  return await inTransaction(db, async (tx) => {
    await lockRoster(tx, programmeId);
    return await endAbsence(tx, { id, programmeId }, now);
  });
}

/**
 * In the caller's transaction. Whoever else's day back has come returns with them: who has stood in for whom cannot be told any
 * more once one of them is noted as here.
 */
export async function endAbsence(
  tx: Tx,
  { id, programmeId }: Pick<StaffPerson, "id" | "programmeId">,
  now: Date,
): Promise<boolean> {
  const { all, today } = await readRoster(tx, programmeId, now);
  if (all.find((person) => person.id === id)?.awayUntil === undefined) return false;
  const returning = all.filter(
    ({ id: each, awayUntil }) => each === id || (awayUntil !== undefined && awayUntil <= today),
  );
  const ids = new Set(returning.map((person) => person.id));
  await lockStaff(tx, [...ids]);
  await lockOpenAlerts(tx, programmeId);
  // On the day back the roster no longer counts them as away.
  const still = { awayUntil: addDays(today, 1) };
  const before = rosterOf(
    all.map((person) => (ids.has(person.id) ? { ...person, ...still } : person)),
    today,
  );
  await tx.staff.updateMany({ where: { id: { in: [...ids] } }, data: { awayUntil: null, coverId: null } });
  const after = await readRoster(tx, programmeId, now);
  await changeDuty(tx, { programmeId, staffIds: ids, before, after }, now);
  for (const person of returning) await welcomeBack(tx, { ...person, programmeId }, before, now);
  const others = new Set(whoseDutyChanged(before, after).filter((staffId) => !ids.has(staffId)));
  await tellOfCovers(tx, { staffIds: others, before, after, by: ids }, now);
  return true;
}

/** They are told what their ladders passed over; they and whoever has stood in for them read that they are back. */
async function welcomeBack(
  tx: Tx,
  { id, programmeId, name, coverId }: Colleague & { readonly programmeId: number },
  before: Roster,
  now: Date,
): Promise<void> {
  await tellPassedOver(tx, { id, programmeId }, now);
  const told = new Map([[id, "welcome-back"]]);
  const cover = before.onDutyFor(id)?.id ?? coverId;
  if (cover !== undefined) told.set(cover, "covering-ended");
  for (const [staffId, notice] of told)
    await enqueue(tx, {
      kind: "notice",
      dedupeKey: `${notice}:${id}:${staffId}:${now.toISOString()}`,
      to: { staffId },
      params: { notice, about: id, name },
      intendedAt: now,
    });
  await audit(tx, {
    at: now,
    actor: `staff:${id}`,
    action: "come-back",
    subject: `staff:${id}`,
    programmeId,
  });
}

/** Hands on the alerts of everybody for whom another one is on duty now, and what `staffIds` hold and may not keep. In the caller's transaction. */
export async function changeDuty(
  tx: Tx,
  {
    programmeId,
    staffIds,
    before,
    after,
  }: {
    readonly programmeId: number;
    readonly staffIds: ReadonlySet<number>;
    readonly before: Roster;
    readonly after: Roster;
  },
  now: Date,
): Promise<void> {
  const changed = whoseDutyChanged(before, after);
  const held = { some: { holderId: { in: [...staffIds] }, state: { not: "closed" as const } } };
  const people = await tx.participant.findMany({
    where: {
      programmeId,
      OR: [{ counselorId: { in: [...changed] } }, { backupId: { in: [...changed] } }, { alerts: held }],
    },
    select: { id: true, counselorId: true },
  });
  const participantIds = people.map(({ id }) => id);
  const sameCounselor = people.filter(({ counselorId }) => !changed.some((id) => id === counselorId));
  const sameCounselorIds = new Set(sameCounselor.map(({ id }) => id));
  await passOnAlerts(tx, { programmeId, participantIds, sameCounselorIds }, now);
  await passOnUnread(tx, { participantIds }, now);
  await retractFromFormer(tx, participantIds, now);
}

/** One change of who is on duty at a time: two who name each other at once would cover nobody. */
export async function lockRoster(tx: Tx, programmeId: number): Promise<void> {
  await lockProgramme(tx, programmeId);
}
