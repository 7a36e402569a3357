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

/**
 * Another backup for a participant, or none; where their turn had come, whoever is next is told. False when either
 * is not of this programme, or the backup would be the counselor.
 */
export async function assignBackup(
  { db }: Pick<Deps, "db">,
  coordinator: StaffPerson,
  { participantId, backupId }: { readonly participantId: number; readonly backupId: number | null },
  now: Date,
): Promise<boolean> {
  const { programmeId } = coordinator;
  return await inTransaction(db, async (tx) => {
    await lockRoster(tx, programmeId);
    const allowed = await withWhomMay(tx, coordinator, "assign", now);
    const participant = await tx.participant.findFirst({ where: { ...allowed, id: participantId } });
    if (!participant) return false;
    const { code, counselorId, backupId: before } = participant;
    if (backupId === before) return true;
    if (backupId !== null) {
      const known = await tx.staff.count({ where: { id: backupId, programmeId } });
      if (known === 0 || backupId === counselorId) return false;
    }
    await tx.participant.update({ where: { id: participantId }, data: { backupId } });
    const participantIds = [participantId];
    await passOnAlerts(tx, { programmeId, participantIds, sameCounselorIds: new Set(participantIds) }, now);
    await passOnUnread(tx, { participantIds }, now);
    await retractFromFormer(tx, participantIds, now);
    const told = [
      { staffId: backupId, notice: "backup" },
      { staffId: before, notice: "backup-no-longer" },
    ];
    for (const { staffId, notice } of told)
      if (staffId !== null)
        await enqueue(tx, {
          kind: "notice",
          dedupeKey: `${notice}:${participantId}:${staffId}:${now.toISOString()}`,
          to: { staffId },
          params: { notice, code },
          intendedAt: now,
        });
    const subject = `participant:${participantId}`;
    const actor = `staff:${coordinator.id}`;
    await audit(tx, { at: now, actor, action: "assign-backup", subject, programmeId });
    return true;
  });
}
