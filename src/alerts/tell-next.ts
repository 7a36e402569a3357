import type { Db, Tx } from "../db/client.ts";
import type { Alert, OutboxMessage, Participant } from "../db/generated/client.ts";
import type { AlertState } from "../db/generated/enums.ts";
import { endOf } from "../domain/calendar.ts";
import { hasEnded, type Ladder, nextStep, type Telling, whoseTurnHasCome } from "../domain/ladder.ts";
import { isAlarming } from "../domain/tier.ts";
import { enqueue, enqueueLater, SOON, URGENT } from "../outbox/enqueue.ts";
import { type Colleague, type Roster, readRoster } from "../people/read-duty.ts";
import { settingsIn } from "../people/read-settings.ts";
import { hoursOf } from "../settings.ts";
import { recordEvent } from "./record-event.ts";
import { unheld } from "./unheld.ts";

/**
 * Other words: nobody took it, the last time, an acknowledgement is over, something new has opened it again, nobody
 * has spoken with the person in time, what came of it is not said yet. `count`: how often everybody was told again.
 */
export type AlertWords =
  | { readonly wording: "again"; readonly count: number }
  | { readonly wording: "last" | "expired" | "reopened" | "overdue" | "unfinished" };

/** A copy for whoever the ladder passed over, told as well: it is nobody's turn. */
export const besides = { besides: "yes" } as const;

export function isBesides({ params }: Pick<OutboxMessage, "params">): boolean {
  return "besides" in (params as object);
}

/**
 * Tells whoever is next on the ladder of an open alert and notes when the step after is due.
 * Whoever is away has their stand-in told; people without a linked, reachable account, and absent ones
 * without a stand-in, are passed over at once; where they can be told by then, the next step is theirs as well. When nobody
 * is left who can be told, whoever was before, the alert is marked undelivered and looked at again. While nothing leaves,
 * nobody's reminders are used up. `heldBefore` had taken it until this moment and hears that it is open again, whether or not it is their turn, unless quiet hours hold it back.
 * `justTold` has been told by the caller in this moment: where it is their turn, that was it. The caller holds the alert's
 * row, by its claim or by `lockAlerts`: one that is closed meanwhile must not be given a due time.
 */
export async function tellNext(
  tx: Tx,
  alertId: number,
  now: Date,
  {
    heldBefore = null,
    justTold = null,
    dueAt,
  }: { readonly heldBefore?: number | null; readonly justTold?: number | null; readonly dueAt?: Date } = {},
): Promise<void> {
  const alert = await tx.alert.findUniqueOrThrow({
    where: { id: alertId },
    include: { participant: { include: { programme: true } } },
  });
  const { participant, tier } = alert;
  if (alert.state !== "open" || !isAlarming(tier)) return;
  const settings = settingsIn(participant.programme);
  const roster = await readRoster(tx, participant.programmeId, now);
  const ladder = ladderOf(roster, participant);
  const behind = alert.undeliveredAt ? 0 : alert.step;
  const readPassedOver = async () => await notTold(tx, alertId, whoseTurnHasCome(ladder, behind));
  const step = nextStep({
    tier,
    step: behind,
    ladder,
    newest: await newestTellings(tx, alertId, now),
    settings: settings.ladder,
    now,
    hours: hoursOf(participant.programme.zone, settings),
  });
  // As of before anybody is told.
  const begins = behind === 0 ? { toldAfter: await newestBefore(tx, alertId, justTold, now) } : {};
  const due = { step: step.step, escalateAt: step.dueAt, ...begins };

  switch (step.kind) {
    case "hold":
      await recordEvent(tx, { alertId, kind: "held-for-quiet-hours", at: now, tier });
      await tx.alert.update({ where: { id: alertId }, data: due });
      return;
    case "tell": {
      const passedOver = await readPassedOver();
      const eventId = await recordEvent(tx, { alertId, kind: "told", at: now, tier });
      const told = new Set([...step.people, ...passedOver].map(({ id }) => id));
      if (heldBefore !== null) told.add(heldBefore);
      for (const id of told) {
        if (id === justTold) continue;
        const words = id === heldBefore ? ({ wording: "reopened" } as const) : undefined;
        await push(tx, alertId, id, eventId, tier === "red", now, words, dueAt);
      }
      await tx.alert.update({ where: { id: alertId }, data: { ...due, undeliveredAt: null } });
      return;
    }
    case "repeat": {
      const eventId = await recordEvent(tx, { alertId, kind: "told-again", at: now, tier });
      const words: AlertWords =
        step.repeat < step.of ? { wording: "again", count: step.repeat } : { wording: "last" };
      for (const { id } of step.people)
        if (id !== justTold) await push(tx, alertId, id, eventId, tier === "red", now, words, dueAt);
      await tx.alert.update({ where: { id: alertId }, data: { ...due, undeliveredAt: null } });
      return;
    }
    case "wait":
      await tx.alert.update({ where: { id: alertId }, data: due });
      return;
    case "nobody":
      await recordEvent(tx, { alertId, kind: "nobody-to-tell", at: now, tier });
      await tx.alert.update({
        where: { id: alertId },
        data: { ...due, undeliveredAt: alert.undeliveredAt ?? now },
      });
      return;
    case "end": {
      const eventId = await recordEvent(tx, { alertId, kind: "nobody-took-it", at: now, tier });
      for (const { id } of await readPassedOver()) await push(tx, alertId, id, eventId, tier === "red", now);
      await tx.alert.update({ where: { id: alertId }, data: { ...due, undeliveredAt: null } });
      return;
    }
  }
}

/**
 * The newest copy of before the ladder begins: whoever had that has not been told of the alert as it stands now. Whom the
 * caller tells in this moment has.
 */
async function newestBefore(tx: Tx, alertId: number, justTold: number | null, now: Date): Promise<bigint> {
  const { _max } = await tx.outboxMessage.aggregate({
    where: {
      ...{ alertId, kind: "alert" },
      ...(justTold !== null && { NOT: { staffId: justTold, intendedAt: { gte: now } } }),
    },
    _max: { id: true },
  });
  return _max.id ?? 0n;
}

/** By reader, what was to leave before this moment and is not called off. */
async function newestTellings(tx: Tx, alertId: number, now: Date): Promise<ReadonlyMap<number, Telling>> {
  const rows = await tx.outboxMessage.findMany({
    where: { alertId, kind: "alert", state: { in: ["pending", "sent"] }, intendedAt: { lt: now } },
    orderBy: { id: "asc" },
    select: { staffId: true, intendedAt: true, sentAt: true },
  });
  return new Map(
    rows.flatMap(({ staffId, intendedAt, sentAt }) =>
      staffId === null ? [] : [[staffId, { intendedAt, leftAt: sentAt ?? undefined }] as const],
    ),
  );
}

/**
 * Of these people those of whom nothing on record says that they were told since the ladder last began, or are about to be,
 * with the phone they have now.
 */
export async function notTold(
  tx: Tx,
  alertId: number,
  people: readonly Colleague[],
): Promise<readonly Colleague[]> {
  if (people.length === 0) return people;
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT s.id FROM alerts a JOIN outbox o ON o.alert_id = a.id JOIN staff s ON s.id = o.staff_id
    WHERE a.id = ${alertId} AND o.kind = 'alert' AND o.id > a.told_after
      AND (o.state = 'pending' OR (o.state = 'sent' AND (s.linked_at IS NULL OR o.sent_at >= s.linked_at))
           OR (o.state = 'failed' AND o.error <> 'unreachable'))`;
  const told = new Set(rows.map(({ id }) => id));
  return people.filter(({ id }) => !told.has(id));
}

export function ladderOf(roster: Roster, { counselorId, backupId }: Participant): Ladder<Colleague> {
  const { coordinators } = roster;
  return { counselor: roster.onDutyFor(counselorId), backup: roster.onDutyFor(backupId), coordinators };
}

/** Whoever had the alert has it no longer, and whoever answers for the person is told from the start. */
export async function startOver(tx: Tx, alertId: number, now: Date): Promise<void> {
  await tx.alert.update({ where: { id: alertId }, data: unheld(0) });
  await tellNext(tx, alertId, now);
}

/**
 * Pings the person who holds the alert, or whoever was told last, about something new on it; of an emergency on one that
 * nobody has taken everybody whose turn has come, while the ladder goes on as it was: begun again with each call, it would
 * never come to the next one. Where nobody of them can be told or answers for the person any more, and where everybody
 * had been told for the last time, the ladder starts over: one of them alone must not be all who hear of it.
 */
export async function tellHolder(
  tx: Tx,
  alertId: number,
  eventId: number,
  now: Date,
  { isEmergency }: { readonly isEmergency: boolean },
): Promise<void> {
  const alert = await tx.alert.findUniqueOrThrow({
    where: { id: alertId },
    include: { participant: { include: { programme: true } } },
  });
  const { state, step, tier, participant, undeliveredAt } = alert;
  if (!isAlarming(tier)) return;
  // What waits for the end of quiet hours is told then, with what is new.
  if (await isHeldBack(tx, { id: alertId, state })) return;
  const isOpen = state === "open";
  const roster = await readRoster(tx, participant.programmeId, now);
  const hearers =
    isOpen && isEmergency
      ? whoseTurnHasCome(ladderOf(roster, participant), step)
      : await lastToHear(tx, alert, roster);
  const { ladder } = settingsIn(participant.programme);
  const isOver = isOpen && (undeliveredAt !== null || hasEnded(tier, step, ladder));
  if (hearers.length === 0 || isOver) return await startOver(tx, alertId, now);
  for (const { id } of hearers) await push(tx, alertId, id, eventId, tier === "red", now);
}

/** Whose turn it is, or who has it: who was told besides had no turn by that. */
async function lastToHear(
  tx: Tx,
  { id: alertId, state, holderId, participant }: Alert & { readonly participant: Participant },
  roster: Roster,
): Promise<readonly Colleague[]> {
  const copies = await tx.outboxMessage.findMany({
    where: { alertId, kind: "alert", staffId: { not: null } },
    orderBy: { id: "desc" },
    select: { staffId: true, params: true },
  });
  const last = copies.find((copy) => !isBesides(copy));
  const hearer = state === "open" ? last?.staffId : holderId;
  const hears = roster.answeringFor(participant).find(({ id, reachable }) => id === hearer && reachable);
  return hears ? [hears] : [];
}

/** Quiet hours keep anybody from being told of an open alert, as it stands now. */
export async function isHeldBack(
  db: Db | Tx,
  { id: alertId, state }: { readonly id: number; readonly state: AlertState },
): Promise<boolean> {
  if (state !== "open") return false;
  const steps = ["told", "told-again", "held-for-quiet-hours", "nobody-to-tell", "nobody-took-it"];
  const last = await db.alertEvent.findFirst({
    where: { alertId, kind: { in: steps } },
    orderBy: { id: "desc" },
    select: { kind: true },
  });
  return last?.kind === "held-for-quiet-hours";
}

/**
 * The alert itself, to one person; at night only what is urgent, all else when quiet hours end. `dueAt`: when it should
 * have been done, where it is a step that was due.
 */
export async function push(
  tx: Tx,
  alertId: number,
  staffId: number,
  eventId: number,
  urgent: boolean,
  now: Date,
  params?: AlertWords | typeof besides,
  dueAt?: Date,
): Promise<void> {
  const intendedAt = urgent ? now : await endOfQuiet(tx, alertId, now);
  const write = intendedAt > now ? enqueueLater : enqueue;
  await write(tx, {
    kind: "alert",
    dedupeKey: `alert:${alertId}:${eventId}:${staffId}`,
    to: { staffId },
    alertId,
    ...(params && { params: { ...params } }),
    priority: urgent ? URGENT : SOON,
    intendedAt,
    // What waits for the end of quiet hours is not late.
    ...(intendedAt <= now && { meantAt: dueAt }),
  });
}

async function endOfQuiet(tx: Tx, alertId: number, now: Date): Promise<Date> {
  const { participant } = await tx.alert.findUniqueOrThrow({
    where: { id: alertId },
    include: { participant: { include: { programme: true } } },
  });
  const { quietHours } = settingsIn(participant.programme);
  return endOf(now, participant.programme.zone, quietHours);
}
