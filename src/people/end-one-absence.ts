import type { Tx } from "../db/client.ts";
import { takeOneDue } from "../db/take-one-due.ts";
import type { Deps } from "../deps.ts";
import { endAbsence, lockRoster } from "./go-away.ts";

interface Returning {
  readonly id: number;
  readonly programmeId: number;
}

/** Gives one member of staff whose day back has come their people again. True when there may be more. */
export async function endOneAbsence(deps: Pick<Deps, "db" | "log">, now: Date): Promise<boolean> {
  return await takeOneDue(deps, { name: "return", claim, work, postpone }, now);
}

async function claim(tx: Pick<Tx, "$queryRaw">, now: Date): Promise<Returning | undefined> {
  // The day turns at 04:00, as everywhere.
  const [due] = await tx.$queryRaw<Returning[]>`
    SELECT s.id, s.programme_id AS "programmeId" FROM staff s JOIN programmes p ON p.id = s.programme_id
    WHERE s.away_until <= (${now}::timestamptz AT TIME ZONE p.zone - interval '4 hours')::date
    ORDER BY s.away_until, s.id LIMIT 1 FOR NO KEY UPDATE OF s SKIP LOCKED`;
  return due;
}

async function work(tx: Tx, returning: Returning, now: Date): Promise<void> {
  await lockRoster(tx, returning.programmeId);
  await endAbsence(tx, returning, now);
}

/** They are on duty by the date alone; only the hand-over of open alerts is left out. */
async function postpone(tx: Tx, { id }: Returning): Promise<void> {
  await tx.staff.update({ where: { id }, data: { awayUntil: null, coverId: null } });
}
