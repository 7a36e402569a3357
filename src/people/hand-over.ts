import { passOnAlerts } from "../alerts/pass-on-alerts.ts";
import { audit } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { passOnUnread } from "../relay/pass-on.ts";
import { lockRoster } from "./go-away.ts";
import type { StaffPerson } from "./identify.ts";

export type HandedOver =
  | { readonly kind: "handed-over"; readonly people: number }
  | { readonly kind: "nobody-to-hand-over" }
  /** Either of them is not of this programme, or they are the same. */
  | { readonly kind: "unknown" };

/** All participants of one counselor go to another for good, open alerts included; both read of it. */
export async function handOver(
  { db }: Pick<Deps, "db">,
  coordinator: StaffPerson,
  { fromId, toId }: { readonly fromId: number; readonly toId: number },
  now: Date,
): Promise<HandedOver> {
  const { programmeId } = coordinator;
  return await inTransaction(db, async (tx): Promise<HandedOver> => {
    await lockRoster(tx, programmeId);
    const from = await tx.staff.findFirst({ where: { id: fromId, programmeId } });
    const to = await tx.staff.findFirst({ where: { id: toId, programmeId } });
    if (!from || !to || fromId === toId || coordinator.role !== "coordinator") return { kind: "unknown" };
    const people = await tx.participant.findMany({
      where: { programmeId, counselorId: fromId },
      select: { id: true, backupId: true },
    });
    if (people.length === 0) return { kind: "nobody-to-hand-over" };
    const participantIds = people.map(({ id }) => id);
    // Nobody is their own backup; whoever leaves for good does not become one either.
    await tx.participant.updateMany({
      where: { id: { in: participantIds }, backupId: toId },
      data: { backupId: null },
    });
    await tx.participant.updateMany({ where: { id: { in: participantIds } }, data: { counselorId: toId } });
    await passOnAlerts(tx, { programmeId, participantIds }, now);
    await passOnUnread(tx, { participantIds }, now);
    const told = [
      { staffId: toId, notice: "caseload-received" },
      { staffId: fromId, notice: "caseload-given" },
    ];
    for (const { staffId, notice } of told)
      await enqueue(tx, {
        kind: "notice",
        dedupeKey: `${notice}:${fromId}:${toId}:${now.toISOString()}`,
        to: { staffId },
        params: { notice, people: people.length, name: notice === "caseload-received" ? from.name : to.name },
        intendedAt: now,
      });
    const actor = `staff:${coordinator.id}`;
    for (const { id } of people)
      await audit(tx, { at: now, actor, action: "assign", subject: `participant:${id}`, programmeId });
    return { kind: "handed-over", people: people.length };
  });
}
