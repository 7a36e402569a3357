import { auditAll } from "../audit.ts";
import type { Tx } from "../db/client.ts";
import { coverProblem } from "../domain/cover.ts";
import type { StaffPerson } from "../people/identify.ts";
import { changeDuty } from "./go-away.ts";
import { type Colleague, type Roster, readRoster, whoseDutyChanged, wouldHear } from "./read-duty.ts";
import { tellOfCovers } from "./tell-of-covers.ts";

/**
 * Of those who are away and had `fromId` to stand in, whoever the other one can stand in for has them; how many that are. The
 * other one may be away themselves, with nobody on duty for them or with their covers leading over `fromId`, or not have a phone
 * that the bot can write to: then all stays as it is.
 */
export async function passOnCovers(
  tx: Tx,
  coordinator: StaffPerson,
  {
    fromId,
    toId,
    away,
    before,
  }: {
    readonly fromId: number;
    readonly toId: number;
    readonly away: readonly Colleague[];
    readonly before: Roster;
  },
  now: Date,
): Promise<number> {
  const { programmeId } = coordinator;
  const { all, today } = before;
  if (!wouldHear(toId, before) || coverProblem(fromId, toId, all, today) === "cycle") return 0;
  const changed = away.filter(({ id }) => coverProblem(id, toId, all, today) === undefined);
  if (changed.length === 0) return 0;
  const staffIds = changed.map(({ id }) => id);
  await tx.staff.updateMany({ where: { id: { in: staffIds } }, data: { coverId: toId } });
  const after = await readRoster(tx, programmeId, now);
  await changeDuty(tx, { programmeId, staffIds: new Set([fromId]), before, after }, now);
  const moved = new Set(whoseDutyChanged(before, after));
  await tellOfCovers(tx, { staffIds: moved, before, after, by: new Set([coordinator.id]) }, now);
  await auditAll(
    tx,
    staffIds.map((id) => ({
      ...{ at: now, actor: `staff:${coordinator.id}`, programmeId },
      ...{ action: "change-cover", subject: `staff:${id}` },
    })),
  );
  return changed.length;
}
