import type { Tx } from "../db/client.ts";
import type { DueWork } from "../db/due-work.ts";
import { endAbsence, lockRoster } from "./go-away.ts";

interface Returning {
  readonly id: number;
  readonly programmeId: number;
}

/** Gives one member of staff whose day back has come their people again. */
export const endOneAbsence: DueWork<Returning> = {
  name: "return",
  table: "staff",
  join: "JOIN programmes p ON p.id = t.programme_id",
  // The day turns at 04:00, as everywhere.
  at: "(t.away_until + time '04:00') AT TIME ZONE p.zone",
  columns: 't.programme_id AS "programmeId"',
  lock: "NO KEY UPDATE",
  work,
  postpone,
};

async function work(tx: Tx, returning: Returning, now: Date): Promise<void> {
  await lockRoster(tx, returning.programmeId);
  await endAbsence(tx, returning, now);
}

/** They are on duty by the date alone; only the hand-over of open alerts is left out. */
async function postpone(tx: Tx, { id }: Returning, _until: Date, now: Date): Promise<void> {
  await tx.staff.updateMany({
    where: { id, awayUntil: { lte: now } },
    data: { awayUntil: null, coverId: null },
  });
}
