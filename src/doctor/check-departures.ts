import { access, constants } from "node:fs/promises";
import { isUpToDate } from "../backup/departures-file.ts";
import type { Db } from "../db/client.ts";
import { isOnDisk } from "../is-on-disk.ts";
import { type Check, fail, ok } from "./check.ts";

/** The tick writes it down four times a minute. */
const WRITTEN_WITHIN_MS = 2 * 60_000;

/** Whether a restore would know who has left since its backup. */
export async function checkDepartures(db: Db, path: string, now: Date): Promise<Check> {
  const name = "departures";
  try {
    if (!(await isUpToDate(path, db, new Date(now.getTime() - WRITTEN_WITHIN_MS))))
      return fail(
        name,
        `${path} does not say who left last: a restore would bring them back`,
        "see that the bot runs, with this DATA_DIR, and is well; it catches up by itself",
      );
    if (!(await isOnDisk(path))) return ok(name, "nobody has left yet");
    await access(path, constants.R_OK | constants.W_OK);
    return ok(name, `${path} says who has left`);
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    return fail(
      name,
      `${path} cannot be used (${code}): a restore would bring back who leaves`,
      "give it, and the directory it is in, to the bot's account with chown",
    );
  }
}
