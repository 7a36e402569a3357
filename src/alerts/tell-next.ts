import type { Tx } from "../db/client.ts";
import type { AlertState } from "../db/generated/enums.ts";
import { endOf } from "../domain/calendar.ts";
import { hasEnded, nextStep } from "../domain/ladder.ts";
import { isAlarming } from "../domain/tier.ts";
import { enqueue, enqueueLater, URGENT } from "../outbox/enqueue.ts";
import { readRoster } from "../people/read-duty.ts";
import { settingsIn } from "../people/read-settings.ts";
import { hoursOf } from "../settings.ts";
import { recordEvent } from "./record-event.ts";
import { unheld } from "./unheld.ts";

const SOON = 1;

/**
 * Other words: nobody took it, the last time, an acknowledgement is over, something new has opened it again, nobody
 * has spoken with the person in time, what came of it is not said yet. `count`: how often everybody was told again.
 */
export type AlertWords =
  | { readonly wording: "again"; readonly count: number }
  | { readonly wording: "last" | "expired" | "reopened" | "overdue" | "unfinished" };

/**
 * Tells whoever is next on the ladder of an open alert and notes when the step after is due.
 * Whoever is away has their stand-in told; people without a linked, reachable account, and absent ones
 * without a stand-in, are passed over at once. When nobody is left who can be told, whoever was before, the alert is
 * marked undelivered and looked at again. `heldBefore` had taken it until this moment and
 * hears that it is open again, whether or not it is their turn, unless quiet hours hold it back. `justTold` has been
 * told by the caller in this moment: where it is their turn, that was it. The caller holds the alert's row, by its
 * claim or by `lockAlerts`: one that is closed meanwhile must not be given a due time.
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
  const step = nextStep({
    tier,
    step: alert.undeliveredAt ? 0 : alert.step,
    ladder: {
      counselor: roster.onDutyFor(participant.counselorId),
      backup: roster.onDutyFor(participant.backupId),
      coordinators: roster.coordinators,
    },
    settings: settings.ladder,
    now,
    hours: hoursOf(participant.programme.zone, settings),
  });
  const due = { step: step.step, escalateAt: step.dueAt };

  switch (step.kind) {
    case "hold":
      await recordEvent(tx, { alertId, kind: "held-for-quiet-hours", at: now, tier });
      await tx.alert.update({ where: { id: alertId }, data: due });
      return;
    case "tell": {
      const eventId = await recordEvent(tx, { alertId, kind: "told", at: now, tier });
      const told = new Set(step.people.map(({ id }) => id));
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
    case "nobody":
      await recordEvent(tx, { alertId, kind: "nobody-to-tell", at: now, tier });
      await tx.alert.update({
        where: { id: alertId },
        data: { ...due, undeliveredAt: alert.undeliveredAt ?? now },
      });
      return;
    case "end":
      await recordEvent(tx, { alertId, kind: "nobody-took-it", at: now, tier });
      await tx.alert.update({ where: { id: alertId }, data: { ...due, undeliveredAt: null } });
      return;
  }
}

/** Whoever had the alert has it no longer, and whoever answers for the person is told from the start. */
export async function startOver(tx: Tx, alertId: number, now: Date): Promise<void> {
  await tx.alert.update({ where: { id: alertId }, data: unheld(0) });
  await tellNext(tx, alertId, now);
}

/**
 * Pings the person who holds the alert, or whoever was told last, about something new on it. Where they
 * cannot be told or do not answer for the person any more, and where everybody had been told for the last time, the
 * ladder starts over: one of them alone must not be all who hear of it.
 */
export async function tellHolder(tx: Tx, alertId: number, eventId: number, now: Date): Promise<void> {
  const { state, step, tier, holderId, participant } = await tx.alert.findUniqueOrThrow({
    where: { id: alertId },
    include: { participant: { include: { programme: true } } },
  });
  if (!isAlarming(tier)) return;
  // What waits for the end of quiet hours is told then, with what is new.
  if (await isHeldBack(tx, { id: alertId, state })) return;
  const last = await tx.outboxMessage.findFirst({
    where: { alertId, kind: "alert", staffId: { not: null } },
    orderBy: { id: "desc" },
    select: { staffId: true },
  });
  const hearer = state === "open" ? last?.staffId : holderId;
  const roster = await readRoster(tx, participant.programmeId, now);
  const hears = roster.answeringFor(participant).find(({ id, reachable }) => id === hearer && reachable);
  const { ladder } = settingsIn(participant.programme);
  if (!hears || (state === "open" && hasEnded(tier, step, ladder))) return await startOver(tx, alertId, now);
  await push(tx, alertId, hears.id, eventId, tier === "red", now);
}

/** Quiet hours keep anybody from being told of an open alert, as it stands now. */
export async function isHeldBack(
  tx: Tx,
  { id: alertId, state }: { readonly id: number; readonly state: AlertState },
): Promise<boolean> {
  if (state !== "open") return false;
  const steps = ["told", "told-again", "held-for-quiet-hours", "nobody-to-tell", "nobody-took-it"];
  const last = await tx.alertEvent.findFirst({
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
  words?: AlertWords,
  dueAt?: Date,
): Promise<void> {
  const intendedAt = urgent ? now : await endOfQuiet(tx, alertId, now);
  const write = intendedAt > now ? enqueueLater : enqueue;
  await write(tx, {
    kind: "alert",
    dedupeKey: `alert:${alertId}:${eventId}:${staffId}`,
    to: { staffId },
    alertId,
    ...(words && { params: { ...words } }),
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
