import type { Db } from "../../db/client.ts";
import { localDayAt } from "../../domain/calendar.ts";
import { type Roster, readRoster } from "../../duty/read-duty.ts";
import { gapsStillOpen } from "../../duty/warn-one-uncovered.ts";
import { withWhomMay } from "../../people/access.ts";
import type { OutboxRow } from "../row.ts";

/**
 * Whether what a notice says is still so: Telegram may have been away for a night, and each message comes when its next attempt
 * is due, not in the order in which they were written. `zone` is the programme's. What answers its reader, or happened whatever
 * came after it, always is.
 */
export async function isStillSo(
  db: Db,
  row: Pick<OutboxRow, "staffId" | "params" | "intendedAt">,
  zone: string,
  now: Date,
): Promise<boolean> {
  const { params, intendedAt } = row;
  const reader = await db.staff.findUnique({
    where: { id: row.staffId ?? 0 },
    select: { id: true, programmeId: true, role: true },
  });
  if (!reader) return true;
  const { id: staffId, programmeId } = reader;
  const { notice, code } = params;
  switch (notice) {
    case "covering":
    case "covering-moved":
    case "covering-ended":
    case "welcome-back":
    case "away-covered":
    case "away-uncovered":
      return isDutySo(staffId, params, await readRoster(db, programmeId, now));
    case "uncovered": {
      // It speaks of a night.
      if (localDayAt(intendedAt, zone) !== localDayAt(now, zone)) return false;
      const { named, more } = await gapsStillOpen(db, { programmeId, codes: String(params.codes) }, now);
      return named + more > 0;
    }
    case "assigned":
    case "unassigned":
    case "backup":
    case "backup-no-longer": {
      const person = await db.participant.findFirst({ where: { programmeId, code: String(code) } });
      const place = notice === "assigned" || notice === "unassigned" ? person?.counselorId : person?.backupId;
      return (place === staffId) === (notice === "assigned" || notice === "backup");
    }
    // Whoever answers for the person now sees the same with them, or has it passed on (`passOnNews`).
    case "paused":
    case "withdrawn":
    case "frozen":
    case "unreachable":
    case "release-corrected": {
      const answeredFor = await withWhomMay(db, reader, "handle-alert", now);
      return (await db.participant.count({ where: { ...answeredFor, code: String(code) } })) > 0;
    }
    default:
      return true;
  }
}

function isDutySo(
  readerId: number,
  { notice, about, until, cover }: OutboxRow["params"],
  { all, onDutyFor }: Roster,
): boolean {
  const absent = all.find(({ id }) => id === about);
  // Of an earlier release, which did not name them by their number.
  if (!absent) return true;
  const onDuty = onDutyFor(absent.id);
  const isAwayUntil = absent.awayUntil === until && onDuty?.id !== absent.id;
  switch (notice) {
    case "covering":
      return isAwayUntil && onDuty?.id === readerId;
    case "away-covered":
      return isAwayUntil && onDuty?.name === cover;
    case "away-uncovered":
      return isAwayUntil && onDuty === undefined;
    case "welcome-back":
      return onDuty?.id === readerId;
    default:
      return onDuty?.id !== readerId;
  }
}
