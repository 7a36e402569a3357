import type { Db } from "../db/client.ts";
import { earliestDue } from "../db/due-work.ts";
import { sweeps } from "../jobs/sweeps.ts";

const awaited = sweeps.filter(({ isUpkeep }) => !isUpkeep).map(({ rows }) => rows);

/** The earliest instant at which a tick will find something to do; undefined when nothing is planned. */
export async function nextDue(db: Db): Promise<Date | undefined> {
  return await earliestDue(db, awaited);
}
