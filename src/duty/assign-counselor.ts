import { noQuiet } from "../alerts/ask-for-quiet.ts";
import { passOnAlerts } from "../alerts/pass-on-alerts.ts";
import { audit } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { withWhomMay } from "../people/access.ts";
import type { StaffPerson } from "../people/identify.ts";
import { retractFromFormer } from "../people/retract-from-former.ts";
import { passOnUnread } from "../relay/pass-on.ts";
import { lockRoster } from "./go-away.ts";

/** Another counselor for a participant, with what is open; both counselors read of it. False when either is not of this programme. */
export async function assignCounselor(
  { db }: Pick<Deps, "db">,
  coordinator: StaffPerson,
  { participantId, counselorId }: { readonly participantId: number; readonly counselorId: number },
  now: Date,
): Promise<boolean> {
  const { programmeId } = coordinator;
  return await inTransaction(db, async (tx) => {
    await lockRoster(tx, programmeId);
    const allowed = await withWhomMay(tx, coordinator, "assign", now);
    const participant = await tx.participant.findFirst({ where: { ...allowed, id: participantId } });
    const counselor = await tx.staff.findFirst({ where: { id: counselorId, programmeId } });
    if (!participant || !counselor) return false;
    if (participant.counselorId === counselorId) return true;
    await tx.participant.update({
      where: { id: participantId },
      data: {
        counselorId,
        ...noQuiet,
        // Nobody is their own backup. Whoever was the counselor does not become it unasked: they would go on reading.
        ...(participant.backupId === counselorId && { backupId: null }),
      },
    });
    await passOnAlerts(tx, { programmeId, participantIds: [participantId] }, now);
    await passOnUnread(tx, { participantIds: [participantId] }, now);
    await retractFromFormer(tx, [participantId], now);
    const told = [
      { staffId: counselorId, notice: "assigned" },
      ...(participant.counselorId === null
        ? []
        : [{ staffId: participant.counselorId, notice: "unassigned" }]),
    ];
    for (const { staffId, notice } of told)
      await enqueue(tx, {
        kind: "notice",
        dedupeKey: `${notice}:${participantId}:${staffId}:${now.toISOString()}`,
        to: { staffId },
        params: { notice, code: participant.code },
        intendedAt: now,
      });
    const subject = `participant:${participantId}`;
    await audit(tx, { at: now, actor: `staff:${coordinator.id}`, action: "assign", subject, programmeId });
    return true;
  });
}
