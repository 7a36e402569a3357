import type { Tx } from "../db/client.ts";
import type { DueWork } from "../db/due-work.ts";
import { endAbsence, lockRoster } from "./go-away.ts";

interface Returning {
  readonly id: number;
  readonly programmeId: number;
}

// The day turns at 04:00, as everywhere. GREATEST passes over null, so nobody who is here has a time.
const BACK_AT =
  "CASE WHEN t.away_until IS NOT NULL THEN GREATEST((t.away_until + time '04:00') AT TIME ZONE p.zone, t.return_again_at) END";

/** Gives one member of staff whose day back has come their people again. */
export const endOneAbsence: DueWork<Returning> = {
  name: "return",
  table: "staff",
  join: "JOIN programmes p ON p.id = t.programme_id",
  at: BACK_AT,
  columns: 't.programme_id AS "programmeId"',
  lock: "NO KEY UPDATE",
  work,
  postpone,
};

async function work(tx: Tx, returning: Returning, now: Date): Promise<void> {
  await lockRoster(tx, returning.programmeId);
  await endAbsence(tx, returning, now);
}

/** They are on duty by the date alone; what is to be handed over waits. */
async function postpone(tx: Tx, { id }: Returning, returnAgainAt: Date): Promise<void> {
  await tx.staff.updateMany({ where: { id }, data: { returnAgainAt } });
}
