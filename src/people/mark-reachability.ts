import { isToldSince } from "../alerts/is-told-since.ts";
import { lockAlertsWhere } from "../alerts/lock-alerts.ts";
import { isBesides } from "../alerts/push.ts";
import { recordEvent } from "../alerts/record-event.ts";
import { refreshCopies } from "../alerts/refresh-copies.ts";
import { startOver } from "../alerts/start-over.ts";
import { tellNext } from "../alerts/tell-next.ts";
import { tellPassedOver } from "../alerts/tell-passed-over.ts";
import { audit } from "../audit.ts";
import type { Tx } from "../db/client.ts";
import type { Participant, Prisma } from "../db/generated/client.ts";
import { RUNGS } from "../domain/ladder.ts";
import { readRoster } from "../duty/read-duty.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { passOnUnread, postUnreadAgain } from "../relay/pass-on.ts";

/** One of the two. */
interface Whom {
  readonly participantId: number | null;
  readonly staffId: number | null;
}

/**
 * Telegram will not deliver to this person. That is news: staff are told about a participant who takes part, and
 * alerts that waited for a member of staff go on to the next person at once.
 */
export async function markUnreachable(tx: Tx, { participantId, staffId }: Whom, now: Date): Promise<void> {
  if (participantId !== null) await participantUnreachable(tx, participantId, now);
  if (staffId !== null) await staffUnreachable(tx, staffId, now);
}

async function participantUnreachable(tx: Tx, id: number, now: Date): Promise<void> {
  const { count } = await tx.participant.updateMany({
    where: { id, unreachableSince: null },
    data: { unreachableSince: now },
  });
  if (count === 0) return;
  const person = await tx.participant.findUniqueOrThrow({ where: { id } });
  const { programmeId } = person;
  // What somebody does who has refused or left is no news, nor what is done with a phone whose account is locked.
  if (person.status === "active") await tellStaff(tx, person, now);
  await audit(tx, {
    at: now,
    actor: "system",
    action: "unreachable",
    subject: `participant:${id}`,
    programmeId,
  });
}

async function tellStaff(
  tx: Tx,
  { id, code, programmeId, counselorId }: Participant,
  now: Date,
): Promise<void> {
  const roster = await readRoster(tx, programmeId, now);
  const coordinators = roster.coordinators.filter(({ reachable }) => reachable);
  for (const staffId of new Set([
    roster.onDutyFor(counselorId)?.id,
    ...coordinators.map(({ id: each }) => each),
  ])) {
    if (staffId === undefined) continue;
    await enqueue(tx, {
      kind: "notice",
      dedupeKey: `unreachable:${id}:${now.toISOString()}:${staffId}`,
      to: { staffId },
      params: { notice: "unreachable", code },
      intendedAt: now,
    });
  }
}

async function staffUnreachable(tx: Tx, id: number, now: Date): Promise<void> {
  const { count } = await tx.staff.updateMany({
    where: { id, unreachableSince: null, telegramId: { not: null } },
    data: { unreachableSince: now },
  });
  // Several messages that fail one after the other are one event: each must not push alerts further up.
  if (count === 0) return;
  const { programmeId, name } = await tx.staff.findUniqueOrThrow({ where: { id } });
  const { coordinators } = await readRoster(tx, programmeId, now);
  for (const { id: staffId, reachable } of coordinators)
    if (reachable)
      await enqueue(tx, {
        kind: "notice",
        dedupeKey: `staff-unreachable:${id}:${now.toISOString()}:${staffId}`,
        to: { staffId },
        params: { notice: "staff-unreachable", name },
        intendedAt: now,
      });
  await audit(tx, { at: now, actor: "system", action: "unreachable", subject: `staff:${id}`, programmeId });
  await passOnWaiting(tx, { id, programmeId }, now);
  await passOnUnread(tx, { staffId: id }, now);
}

/**
 * What this member of staff was told of, or has taken without having spoken with the person yet: whoever cannot be told
 * what is new keeps no promise to call.
 */
async function passOnWaiting(
  tx: Tx,
  { id: staffId, programmeId }: { readonly id: number; readonly programmeId: number },
  now: Date,
): Promise<void> {
  const where = {
    OR: [
      { state: "open", outbox: { some: { staffId, kind: "alert" } } },
      { state: { in: ["acknowledged", "notReached"] }, holderId: staffId },
    ],
  } satisfies Prisma.AlertWhereInput;
  const participantIds = await lockAlertsWhere(tx, where);
  const roster = await readRoster(tx, programmeId, now);
  const waiting = await tx.alert.findMany({
    where: { ...where, participantId: { in: [...participantIds] } },
    orderBy: { id: "asc" },
    include: { participant: true },
  });
  for (const { id: alertId, tier, state, step, toldAfter, participant } of waiting) {
    // While everybody is told again, one refusal must not use up the next repeat.
    const others = roster.answeringFor(participant).filter(({ reachable }) => reachable);
    if (state === "open" && step > RUNGS && others.length > 0) continue;
    if (state === "open" && (await hasMovedOn(tx, { alertId, staffId, toldAfter }, now))) continue;
    const eventId = await recordEvent(tx, { alertId, kind: "passed-on", at: now, tier });
    if (state === "open") {
      await tellNext(tx, alertId, now);
      continue;
    }
    await startOver(tx, alertId, now);
    await refreshCopies(tx, alertId, eventId, now);
  }
}

/**
 * Their turn is over: somebody else was told at least as lately, and has the time that is theirs. Whoever was only told
 * besides, or is only to be in the morning, has had none since the ladder last began.
 */
async function hasMovedOn(
  tx: Tx,
  {
    alertId,
    staffId,
    toldAfter,
  }: { readonly alertId: number; readonly staffId: number; readonly toldAfter: bigint },
  now: Date,
): Promise<boolean> {
  const copies = await tx.outboxMessage.findMany({
    where: { alertId, staffId, kind: "alert", id: { gt: toldAfter }, intendedAt: { lte: now } },
    orderBy: { intendedAt: "desc" },
    select: { intendedAt: true, params: true },
  });
  const own = copies.find((copy) => !isBesides(copy));
  return await isToldSince(tx, alertId, own?.intendedAt, now);
}

/** They can be written to again: they unblocked the bot, or linked an account. */
export async function markReachable(tx: Tx, { participantId, staffId }: Whom, now: Date): Promise<void> {
  if (participantId !== null)
    await tx.participant.update({ where: { id: participantId }, data: { unreachableSince: null } });
  if (staffId !== null) {
    const { programmeId } = await tx.staff.update({
      where: { id: staffId },
      data: { unreachableSince: null },
    });
    await tellPassedOver(tx, { id: staffId, programmeId }, now);
    await postUnreadAgain(tx, { staffId }, now);
    // What lies with others who cannot be written to either is theirs to read now.
    await passOnUnread(tx, { programmeId }, now);
  }
}
