import type { Tx } from "../db/client.ts";
import { nextStep, type Telling, whoseTurnHasCome } from "../domain/ladder.ts";
import { isAlarming } from "../domain/tier.ts";
import { readRoster } from "../duty/read-duty.ts";
import { settingsIn } from "../programme/read-settings.ts";
import { hoursOf } from "../programme/settings.ts";
import { ladderOf } from "./ladder-of.ts";
import { notTold } from "./not-told.ts";
import { type AlertWords, push } from "./push.ts";
import { recordEvent } from "./record-event.ts";

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
        await push(tx, { alertId, eventId, tier }, id, now, { words, dueAt });
      }
      await tx.alert.update({ where: { id: alertId }, data: { ...due, undeliveredAt: null } });
      return;
    }
    case "repeat": {
      const eventId = await recordEvent(tx, { alertId, kind: "told-again", at: now, tier });
      const words: AlertWords =
        step.repeat < step.of ? { wording: "again", count: step.repeat } : { wording: "last" };
      for (const { id } of step.people)
        if (id !== justTold) await push(tx, { alertId, eventId, tier }, id, now, { words, dueAt });
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
      for (const { id } of await readPassedOver()) await push(tx, { alertId, eventId, tier }, id, now);
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
