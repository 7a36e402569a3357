import { audit } from "../audit.ts";
import type { Tx } from "../db/client.ts";
import type { Prisma } from "../db/generated/client.ts";
import { alertsForWhichMay } from "../people/access.ts";
import type { StaffPerson } from "../people/identify.ts";
import { type AlertEventKind, recordEvent } from "./record-event.ts";
import { refreshCopies } from "./refresh-copies.ts";

export type Acted =
  | { readonly kind: "done" }
  /** Somebody else has it. */
  | { readonly kind: "held-by"; readonly name: string }
  | { readonly kind: "closed" }
  /** Not an alert this person may act on. */
  | { readonly kind: "unknown" };

export interface Act {
  readonly alertId: number;
  readonly staff: StaffPerson;
  /** The message whose button was tapped. */
  readonly messageId: number;
}

/** An alert that is free, or that this person has: whoever acts without having taken it takes it by acting. */
export async function freeOrMine(tx: Tx, act: Act, now: Date): Promise<Prisma.AlertWhereInput> {
  const free = { state: "open" as const };
  const mine = {
    state: { in: ["acknowledged" as const, "contacted" as const, "notReached" as const] },
    holderId: act.staff.id,
  };
  return {
    AND: [{ id: act.alertId, OR: [free, mine] }, await alertsForWhichMay(tx, act.staff, "handle-alert", now)],
  };
}

/** Why a conditional update changed nothing. */
export async function whyNot(tx: Tx, { alertId, staff }: Act, now: Date): Promise<Acted> {
  const alert = await tx.alert.findFirst({
    where: { AND: [{ id: alertId }, await alertsForWhichMay(tx, staff, "handle-alert", now)] },
    include: { holder: true },
  });
  if (!alert) return { kind: "unknown" };
  if (alert.state === "closed") return { kind: "closed" };
  if (alert.holder && alert.holderId !== staff.id) return { kind: "held-by", name: alert.holder.name };
  return { kind: "done" };
}

/** The history, everybody's copies and the record of who did it. */
export async function afterActing(
  tx: Tx,
  { alertId, staff, messageId }: Act,
  kind: AlertEventKind,
  now: Date,
): Promise<void> {
  const { tier } = await tx.alert.findUniqueOrThrow({ where: { id: alertId } });
  const eventId = await recordEvent(tx, { alertId, kind, at: now, actorId: staff.id, tier });
  // Whoever had it and nothing else keeps no details of it, not even on the message they closed it with.
  const seesOn = { AND: [{ id: alertId }, await alertsForWhichMay(tx, staff, "handle-alert", now)] };
  const tapped = (await tx.alert.count({ where: seesOn })) > 0 ? { staffId: staff.id, messageId } : undefined;
  await refreshCopies(tx, alertId, eventId, now, tapped);
  await audit(tx, {
    at: now,
    actor: `staff:${staff.id}`,
    action: `alert-${kind}`,
    subject: `alert:${alertId}`,
    programmeId: staff.programmeId,
  });
}
