import type { Tx } from "../db/client.ts";
import type { DueWork } from "../db/due-work.ts";
import { Prisma } from "../db/generated/client.ts";
import { endAbsence, lockRoster } from "./go-away.ts";

interface Returning {
  readonly id: number;
  readonly programmeId: number;
}

// The day turns at 04:00, as everywhere.
const BACK_AT = "(t.away_until + time '04:00') AT TIME ZONE p.zone";

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

/** They are on duty by the date alone; only the hand-over of open alerts is left out. */
async function postpone(tx: Tx, { id }: Returning, _until: Date, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE staff t SET away_until = NULL, cover_id = NULL FROM programmes p
    WHERE t.id = ${id} AND p.id = t.programme_id AND ${Prisma.raw(BACK_AT)} <= ${now}`;
}
