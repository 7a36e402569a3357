import type { Tx } from "../db/client.ts";
import { readRoster } from "../people/read-duty.ts";

export type Told =
  | { readonly kind: "now"; readonly name: string }
  /** Quiet hours hold it back until then. */
  | { readonly kind: "later"; readonly name: string; readonly at: Date }
  | { readonly kind: "nobody" };

/** What the participant may truthfully be told about an alert that is not closed. */
export async function whoWasTold(tx: Tx, alertId: number): Promise<Told> {
  const alert = await tx.alert.findUniqueOrThrow({
    where: { id: alertId },
    include: { holder: true, participant: true },
  });
  if (alert.holder && alert.state !== "open") return { kind: "now", name: alert.holder.name };
  const push = await tx.outboxMessage.findFirst({
    where: { alertId, kind: "alert", state: { in: ["pending", "sent"] } },
    orderBy: { id: "desc" },
    include: { staff: true },
  });
  if (push?.staff) return { kind: "now", name: push.staff.name };
  const { programmeId, counselorId, backupId } = alert.participant;
  const { escalateAt } = alert;
  if (alert.undeliveredAt || !escalateAt) return { kind: "nobody" };
  const roster = await readRoster(tx, programmeId, escalateAt);
  const first = [roster.onDutyFor(counselorId), roster.onDutyFor(backupId), ...roster.coordinators].find(
    (person) => person?.reachable,
  );
  if (first) return { kind: "later", name: first.name, at: escalateAt };
  return { kind: "nobody" };
}
