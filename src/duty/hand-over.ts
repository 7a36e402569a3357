import { noQuiet } from "../alerts/ask-for-quiet.ts";
import { lockOpenAlerts } from "../alerts/lock-alerts.ts";
import { passOnAlerts } from "../alerts/pass-on-alerts.ts";
import { auditAll } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import { lockStaff } from "../db/row-locks.ts";
import type { Deps } from "../deps.ts";
import { awayBehind } from "../domain/cover.ts";
import { enqueue } from "../outbox/enqueue.ts";
import type { CoordinatorPerson } from "../people/identify.ts";
import { retractFromFormer } from "../people/retract-from-former.ts";
import { passOnUnread } from "../relay/pass-on.ts";
import { lockRoster } from "./go-away.ts";
import { onCaseload } from "./on-caseload.ts";
import { passOnCovers } from "./pass-on-covers.ts";
import { readRoster } from "./read-duty.ts";

export type HandedOver =
  | {
      readonly kind: "handed-over";
      /** As the receiver's list shows them. */
      readonly people: number;
      /** Who have left and go along unseen. */
      readonly left: number;
      /** For how many the other one stands in now. */
      readonly standsIn: number;
      /** For how many colleagues who are away. */
      readonly covers: number;
      /** For how many of these the other one cannot: that stays as it is. */
      readonly coversLeft: number;
    }
  | { readonly kind: "nobody-to-hand-over" }
  /** There are only colleagues who are away, and the other one can stand in for none of them. */
  | { readonly kind: "cannot-cover" }
  /** Either of them is not of this programme, or they are the same. */
  | { readonly kind: "unknown" };

/**
 * All participants of one counselor go to another for good, and those for whom they stand in as well, open alerts included;
 * both read of it. Whoever is away and had them to stand in has the other one then.
 */
export async function handOver(
  { db }: Pick<Deps, "db">,
  coordinator: CoordinatorPerson,
  { fromId, toId }: { readonly fromId: number; readonly toId: number },
  now: Date,
): Promise<HandedOver> {
  const { programmeId } = coordinator;
  return await inTransaction(db, async (tx): Promise<HandedOver> => {
    await lockRoster(tx, programmeId);
    const from = await tx.staff.findFirst({ where: { id: fromId, programmeId } });
    const to = await tx.staff.findFirst({ where: { id: toId, programmeId } });
    if (!from || !to || fromId === toId) return { kind: "unknown" };
    const people = await tx.participant.findMany({
      where: { programmeId, counselorId: fromId },
      select: { id: true, backupId: true },
    });
    const backedUp = await tx.participant.findMany({
      where: { programmeId, backupId: fromId },
      select: { id: true, counselorId: true },
    });
    const before = await readRoster(tx, programmeId, now);
    const away = awayBehind(fromId, before.all, before.today);
    if (people.length + backedUp.length + away.length === 0) return { kind: "nobody-to-hand-over" };
    await lockStaff(
      tx,
      away.map(({ id }) => id),
    );
    await lockOpenAlerts(tx, programmeId);
    const covers = await passOnCovers(tx, coordinator, { fromId, toId, away, before }, now);
    if (people.length + backedUp.length + covers === 0) return { kind: "cannot-cover" };
    const ids = (rows: readonly { readonly id: number }[]) => rows.map(({ id }) => id);
    // Nobody is their own backup; whoever leaves for good does not become one either.
    await tx.participant.updateMany({
      where: { id: { in: ids(people) }, backupId: toId },
      data: { backupId: null },
    });
    await tx.participant.updateMany({
      where: { id: { in: ids(people) } },
      data: { counselorId: toId, ...noQuiet },
    });
    await tx.participant.updateMany({
      where: { programmeId, backupId: fromId, counselorId: toId },
      data: { backupId: null },
    });
    await tx.participant.updateMany({ where: { programmeId, backupId: fromId }, data: { backupId: toId } });
    const participantIds = ids([...people, ...backedUp]);
    const listed = await tx.participant.findMany({
      where: { id: { in: participantIds }, ...onCaseload },
      select: { id: true },
    });
    const seen = new Set(ids(listed));
    const isSeen = ({ id }: { readonly id: number }) => seen.has(id);
    const counted = {
      people: people.filter(isSeen).length,
      backedUp: backedUp.filter(isSeen).length,
      standsIn: backedUp.filter((person) => isSeen(person) && person.counselorId !== toId).length,
    };
    const sameCounselorIds = new Set(ids(backedUp));
    await passOnAlerts(tx, { programmeId, participantIds, sameCounselorIds }, now);
    await passOnUnread(tx, { participantIds }, now);
    await retractFromFormer(tx, participantIds, now);
    const told = [
      { staffId: toId, notice: "caseload-received", people: counted.people },
      { staffId: fromId, notice: "caseload-given", people: counted.people },
      { staffId: toId, notice: "backups-received", people: counted.standsIn },
      { staffId: fromId, notice: "backups-given", people: counted.backedUp },
    ];
    for (const { staffId, notice, people: count } of told)
      if (count > 0)
        await enqueue(tx, {
          kind: "notice",
          dedupeKey: `${notice}:${fromId}:${toId}:${now.toISOString()}`,
          to: { staffId },
          params: { notice, people: count, name: staffId === toId ? from.name : to.name },
          intendedAt: now,
        });
    const done = [
      ...people.map(({ id }) => ({ id, action: "assign" })),
      ...backedUp.map(({ id }) => ({ id, action: "assign-backup" })),
    ];
    const by = { at: now, actor: `staff:${coordinator.id}`, programmeId };
    await auditAll(
      tx,
      done.map(({ id, action }) => ({ ...by, action, subject: `participant:${id}` })),
    );
    const { people: handed, standsIn } = counted;
    const left = participantIds.length - seen.size;
    const coversLeft = away.length - covers;
    return { kind: "handed-over", people: handed, left, standsIn, covers, coversLeft };
  });
}
