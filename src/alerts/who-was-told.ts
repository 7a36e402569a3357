import type { Tx } from "../db/client.ts";

export type Told =
  | { readonly kind: "now"; readonly name: string }
  /** Quiet hours hold it back until then. */
  | { readonly kind: "later"; readonly name: string; readonly at: Date }
  | { readonly kind: "nobody" };

/** What the participant may truthfully be told about an alert that is not closed. */
export async function whoWasTold(tx: Tx, alertId: number): Promise<Told> {
  const alert = await tx.alert.findUniqueOrThrow({
    where: { id: alertId },
    include: { holder: true, participant: { include: { counselor: true } } },
  });
  if (alert.holder && alert.state !== "open") return { kind: "now", name: alert.holder.name };
  const push = await tx.outboxMessage.findFirst({
    where: { alertId, kind: "alert", state: { in: ["pending", "sent"] } },
    orderBy: { id: "desc" },
    include: { staff: true },
  });
  if (push?.staff) return { kind: "now", name: push.staff.name };
  const { counselor } = alert.participant;
  if (!alert.undeliveredAt && alert.escalateAt && counselor)
    return { kind: "later", name: counselor.name, at: alert.escalateAt };
  return { kind: "nobody" };
}
