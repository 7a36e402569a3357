import type { Tx } from "../db/client.ts";
import type { DueWork } from "../db/due-work.ts";
import { outcomeAskedAt, stepAfterAcknowledgement } from "../domain/ladder.ts";
import { settingsIn } from "../programme/read-settings.ts";
import { hoursOf } from "../programme/settings.ts";
import { push } from "./push.ts";
import { recordEvent } from "./record-event.ts";
import { refreshCopies } from "./refresh-copies.ts";
import { tellNext } from "./tell-next.ts";
import { unheld } from "./unheld.ts";

/**
 * Moves one alert on whose time has come: the next rung of an open one, or back to open where the
 * person was not reached or whoever took it made no contact, or to its end after contact.
 */
export const escalateOneDue: DueWork<DueAlert> = {
  name: "escalation",
  table: "alerts",
  at: "escalate_at",
  columns: "t.escalate_at AS due_at",
  lock: "UPDATE",
  work,
};

interface DueAlert {
  readonly id: number;
  readonly due_at: Date;
}

async function work(tx: Tx, { id: alertId, due_at: dueAt }: DueAlert, now: Date): Promise<void> {
  const { state, tier } = await tx.alert.findUniqueOrThrow({ where: { id: alertId } });
  switch (state) {
    case "notReached": {
      await tx.alert.update({ where: { id: alertId }, data: unheld(0) });
      const eventId = await recordEvent(tx, { alertId, kind: "reopened", at: now, tier });
      await refreshCopies(tx, alertId, eventId, now);
      await tellNext(tx, alertId, now, { dueAt });
      return;
    }
    case "open":
      await tellNext(tx, alertId, now, { dueAt });
      return;
    case "acknowledged":
      return await expire(tx, alertId, dueAt, now);
    case "contacted":
      return await askForOutcome(tx, alertId, dueAt, now);
    case "closed":
      throw new Error(`alert ${alertId} is ${state} and has a due time`);
  }
}

/** Whoever had it is told that they no longer do, once, and the ladder goes on above them. */
async function expire(tx: Tx, alertId: number, dueAt: Date, now: Date): Promise<void> {
  const { holderId, tier, step } = await tx.alert.findUniqueOrThrow({ where: { id: alertId } });
  await tx.alert.update({
    where: { id: alertId },
    data: unheld(stepAfterAcknowledgement(step)),
  });
  const eventId = await recordEvent(tx, { alertId, kind: "expired", at: now, tier });
  await refreshCopies(tx, alertId, eventId, now);
  if (holderId !== null)
    await push(tx, { alertId, eventId, tier }, holderId, now, { words: { wording: "expired" }, dueAt });
  await tellNext(tx, alertId, now, { justTold: holderId, dueAt });
}

/** Asked once; when nobody says what came of it, contact is what is known and the alert ends with that. */
async function askForOutcome(tx: Tx, alertId: number, dueAt: Date, now: Date): Promise<void> {
  const { holderId, tier, contactedAt, participant } = await tx.alert.findUniqueOrThrow({
    where: { id: alertId },
    include: { participant: { include: { programme: true } } },
  });
  const asked = await tx.alertEvent.count({
    where: { alertId, kind: "outcome-asked", at: { gte: contactedAt ?? now } },
  });
  if (asked === 0 && holderId !== null) {
    const settings = settingsIn(participant.programme);
    const escalateAt = outcomeAskedAt(now, hoursOf(participant.programme.zone, settings));
    await tx.alert.update({ where: { id: alertId }, data: { escalateAt } });
    const eventId = await recordEvent(tx, { alertId, kind: "outcome-asked", at: now, tier });
    await push(tx, { alertId, eventId, tier }, holderId, now, { words: { wording: "unfinished" }, dueAt });
    return;
  }
  await tx.alert.update({
    where: { id: alertId },
    data: { state: "closed", outcome: "talked", closedAt: now, escalateAt: null },
  });
  const eventId = await recordEvent(tx, { alertId, kind: "closed-unasked", at: now, tier });
  await refreshCopies(tx, alertId, eventId, now);
}
