import type { Db } from "../db/client.ts";
import { DAY_MS, HOUR_MS } from "../domain/duration.ts";
import { nextCoverageCheck } from "../duty/warn-one-uncovered.ts";
import { readChosen } from "../programme/read-settings.ts";
import { countOver } from "../retention/purge.ts";
import { nextPurge } from "../retention/purge-one-due.ts";
import { type Check, fail, warn } from "./check.ts";

const DAYS_BEYOND = 2;

/** Whether the daily work was done, and what is due for deletion was deleted. Empty when all is well. */
export async function checkNightly(db: Db, now: Date): Promise<readonly Check[]> {
  const programmes = await db.programme.findMany({ orderBy: { id: "asc" } });
  // What fails is put off by minutes each time: never long overdue, but not planned for its next hour either.
  const anHourAgo = new Date(now.getTime() - HOUR_MS);
  const isBehind = (planned: Date | null, next: Date) => planned !== null && planned < next;
  const daysAgo = new Date(now.getTime() - DAYS_BEYOND * DAY_MS);
  const retention: Check[] = [];
  let behind = 0;
  for (const { id, zone, purgeDueAt, coverageDueAt } of programmes) {
    const isPurgeBehind = isBehind(purgeDueAt, nextPurge(anHourAgo, zone));
    if (isPurgeBehind || isBehind(coverageDueAt, nextCoverageCheck(anHourAgo, zone))) behind++;
    // `checkPeople` reports settings that cannot be read.
    if (!(await readChosen(db, id, "retention"))) continue;
    const over = Object.entries(await countOver(db, id, daysAgo)).filter(([, count]) => count > 0);
    if (over.length === 0) continue;
    const name = programmes.length === 1 ? "retention" : `retention (programme ${id})`;
    const kinds = over.map(([kind, count]) => `${kind} (${count})`).join(", ");
    const says = `${kinds} were due for deletion more than ${DAYS_BEYOND} days ago`;
    // Not behind and still something left: as after an upgrade or a change of settings.
    retention.push(
      isPurgeBehind
        ? fail(name, says, "npm run admin -- purge deletes the rest and says what cannot be deleted")
        : warn(name, says, "look again tomorrow: it is deleted at night"),
    );
  }
  if (behind === 0) return retention;
  const next = "see that the bot runs; if it does, look into its log for work that failed";
  return [fail("work", `programmes whose daily checks are late: ${behind}`, next), ...retention];
}
