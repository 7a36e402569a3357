import { audit } from "../audit.ts";
import { inTransaction, type Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { acknowledgementEndsAt } from "../domain/ladder.ts";
import type { StaffPerson } from "../people/identify.ts";
import { readSettings } from "../people/read-settings.ts";
import { hoursOf } from "../settings.ts";
import { alertsVisibleTo } from "./authorised-alert.ts";
import { recordEvent } from "./record-event.ts";
import { refreshCopies } from "./refresh-copies.ts";

export type Acted =
  | { readonly kind: "done" }
  /** Somebody else has it. */
  | { readonly kind: "held-by"; readonly name: string }
  | { readonly kind: "closed" }
  /** Not an alert this person may act on. */
  | { readonly kind: "unknown" };

interface Act {
  readonly alertId: number;
  readonly staff: StaffPerson;
  /** The message whose button was tapped. */
  readonly messageId: number;
}

/**
 * "I take it." The conditional update decides between two who tap at once; the other learns who won.
 * It is a promise of contact: without an outcome in time the alert opens again.
 */
export async function acknowledge(deps: Pick<Deps, "db">, act: Act, now: Date): Promise<Acted> {
  return await inTransaction(deps.db, async (tx) => {
    const { count } = await tx.alert.updateMany({
      where: { AND: [{ id: act.alertId, state: "open" }, await alertsVisibleTo(tx, act.staff, now)] },
      data: {
        state: "acknowledged",
        holderId: act.staff.id,
        acknowledgedAt: now,
        undeliveredAt: null,
      },
    });
    if (count === 0) return await why(tx, act, now);
    await expectContact(tx, act.alertId, now);
    await afterwards(tx, act, "taken", now);
    return { kind: "done" };
  });
}

/** Without an outcome until then the alert opens again. */
async function expectContact(tx: Tx, alertId: number, now: Date): Promise<void> {
  const { tier, participant } = await tx.alert.findUniqueOrThrow({
    where: { id: alertId },
    include: { participant: { include: { programme: true } } },
  });
  if (tier !== "orange" && tier !== "red") throw new Error(`alert ${alertId} is ${tier}`);
  const settings = await readSettings(tx, participant.programmeId);
  const hours = hoursOf(participant.programme.zone, settings);
  const escalateAt = acknowledgementEndsAt(tier, now, settings.ladder, hours);
  await tx.alert.update({ where: { id: alertId }, data: { escalateAt } });
}

const NOT_REACHED_AGAIN_AFTER = 4 * 3_600_000;

/** What came of it: "talked" and "false-alarm" close the alert, "no-answer" brings it back after four hours. */
export async function recordOutcome(
  deps: Pick<Deps, "db">,
  { outcome, ...act }: Act & { readonly outcome: "talked" | "no-answer" | "false-alarm" },
  now: Date,
): Promise<Acted> {
  const ends = {
    talked: { state: "closed", outcome, contactedAt: now, closedAt: now, escalateAt: null },
    "no-answer": { state: "notReached", escalateAt: new Date(now.getTime() + NOT_REACHED_AGAIN_AFTER) },
    "false-alarm": { state: "closed", outcome, closedAt: now, escalateAt: null },
  } as const;
  return await inTransaction(deps.db, async (tx) => {
    // Whoever acts without having taken it takes it by acting.
    const free = { state: "open" as const };
    const own = {
      state: { in: ["acknowledged" as const, "contacted" as const, "notReached" as const] },
      holderId: act.staff.id,
    };
    const mine = { AND: [{ id: act.alertId, OR: [free, own] }, await alertsVisibleTo(tx, act.staff, now)] };
    await tx.alert.updateMany({ where: { ...mine, acknowledgedAt: null }, data: { acknowledgedAt: now } });
    const { count } = await tx.alert.updateMany({
      where: mine,
      data: { ...ends[outcome], holderId: act.staff.id, undeliveredAt: null },
    });
    if (count === 0) return await why(tx, act, now);
    await afterwards(tx, act, outcome, now);
    return { kind: "done" };
  });
}

async function why(tx: Tx, { alertId, staff }: Act, now: Date): Promise<Acted> {
  const alert = await tx.alert.findFirst({
    where: { AND: [{ id: alertId }, await alertsVisibleTo(tx, staff, now)] },
    include: { holder: true },
  });
  if (!alert) return { kind: "unknown" };
  if (alert.state === "closed") return { kind: "closed" };
  if (alert.holder && alert.holderId !== staff.id) return { kind: "held-by", name: alert.holder.name };
  return { kind: "done" };
}

async function afterwards(
  tx: Tx,
  { alertId, staff, messageId }: Act,
  kind: "taken" | "talked" | "no-answer" | "false-alarm",
  now: Date,
): Promise<void> {
  const { tier } = await tx.alert.findUniqueOrThrow({ where: { id: alertId } });
  const eventId = await recordEvent(tx, { alertId, kind, at: now, actorId: staff.id, tier });
  await refreshCopies(tx, alertId, eventId, now, { staffId: staff.id, messageId });
  await audit(tx, {
    at: now,
    actor: `staff:${staff.id}`,
    action: `alert-${kind}`,
    subject: `alert:${alertId}`,
    programmeId: staff.programmeId,
  });
}
