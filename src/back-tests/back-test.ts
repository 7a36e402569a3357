import type { Deps } from "../deps.ts";
import { type BackTest, compareSettings } from "../domain/back-test.ts";
import { addDays, localDayAt } from "../domain/calendar.ts";
import { readSettings } from "../people/read-settings.ts";
import type { ProgrammeSettings } from "../settings.ts";
import { readLives } from "./read-lives.ts";

/** As far back as a baseline and what was told reach: read before the weeks that are counted. */
const WARM_UP_DAYS = 90;

/**
 * What other settings would have led to over the last weeks, beside the programme's own. Nothing is sent and
 * nothing is written.
 */
export async function backTest(
  deps: Pick<Deps, "db" | "sealer" | "instruments">,
  {
    programmeId,
    settings,
    weeks,
  }: { readonly programmeId: number; readonly settings: ProgrammeSettings; readonly weeks: number },
  now: Date,
  progress: (done: number, of: number) => void = () => undefined,
): Promise<BackTest> {
  const { zone } = await deps.db.programme.findUniqueOrThrow({ where: { id: programmeId } });
  const from = addDays(localDayAt(now, zone), -7 * weeks);
  const before = await readSettings(deps.db, programmeId);
  const lives = await readLives(deps, programmeId, addDays(from, -WARM_UP_DAYS), progress);
  return compareSettings(lives, { from, weeks, before, after: settings });
}
