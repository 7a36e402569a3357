import { audit } from "../audit.ts";
import type { Tx } from "../db/client.ts";
import type { Prisma } from "../db/generated/client.ts";
import type { AlertState } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import { alertsForWhichMay } from "../people/access.ts";
import type { StaffPerson } from "../people/identify.ts";
import { newsFor } from "./news-for.ts";
import { type AlertEventKind, addedAfter, recordEvent } from "./record-event.ts";
import { refreshCopies } from "./refresh-copies.ts";

export type Acted =
  | { readonly kind: "done" }
  /** Somebody else has it. */
  | { readonly kind: "held-by"; readonly name: string }
  | { readonly kind: "closed" }
  /** The alert is not what their screen showed: nothing is on record, and they should look again. */
  | { readonly kind: "changed" }
  /** Not an alert this person may act on. */
  | { readonly kind: "unknown" };

export interface Act {
  readonly alertId: number;
  readonly staff: StaffPerson;
  /** The message whose button was tapped. */
  readonly messageId: number;
  /** The newest addition to the alert that their screen showed; none of them where it is left out. */
  readonly seen?: number;
}

/**
 * An alert that is free, or that this person has: whoever acts without having taken it takes it by acting. Not where
 * something was added that their screen did not show: what they say is not about that, and must not end it. The alert is
 * held until the transaction ends, so that nothing is added meanwhile.
 */
export async function freeOrMine(
  { sealer }: Pick<Deps, "sealer">,
  tx: Tx,
  act: Act,
  now: Date,
): Promise<Prisma.AlertWhereInput> {
  await holdAlert(tx, act.alertId);
  const free = { state: "open" as const };
  const mine = {
    state: { in: ["acknowledged" as const, "contacted" as const, "notReached" as const] },
    holderId: act.staff.id,
  };
  const unseen = { ...addedAfter(act.seen ?? 0), ...(await newsFor({ db: tx, sealer }, act, now)) };
  return {
    AND: [
      { id: act.alertId, OR: [free, mine], events: { none: unseen } },
      await alertsForWhichMay(tx, act.staff, "handle-alert", now),
    ],
  };
}

/** Before it is asked who may act on the alert: whoever hands it on at this moment is waited for, and what they changed is seen. */
export async function holdAlert(tx: Tx, id: number): Promise<void> {
  await tx.$queryRaw`SELECT id FROM alerts WHERE id = ${id} FOR NO KEY UPDATE`;
}

/** Why a conditional update changed nothing. In these states of theirs (`asWanted`) all that was wanted was done before. */
export async function whyNot(
  tx: Tx,
  { alertId, staff }: Act,
  now: Date,
  asWanted: readonly AlertState[] = [],
): Promise<Acted> {
  const alert = await tx.alert.findFirst({
    where: { AND: [{ id: alertId }, await alertsForWhichMay(tx, staff, "handle-alert", now)] },
    include: { holder: true },
  });
  if (!alert) return { kind: "unknown" };
  if (alert.state === "closed") return { kind: "closed" };
  if (alert.holder && alert.holderId !== staff.id) return { kind: "held-by", name: alert.holder.name };
  return { kind: alert.holderId === staff.id && asWanted.includes(alert.state) ? "done" : "changed" };
}

/** The history, everybody's copies and the record of who did it. Answers the number of the history's entry. */
export async function afterActing(
  tx: Tx,
  { alertId, staff, messageId }: Act,
  kind: AlertEventKind,
  now: Date,
): Promise<number> {
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
  return eventId;
}
