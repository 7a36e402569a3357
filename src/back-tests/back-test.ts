import { setImmediate } from "node:timers/promises";
import { audit, wholeProgramme } from "../audit.ts";
import type { Deps } from "../deps.ts";
import { type BackTest, compareSettings, lastWeeks, type Tried, tryOn } from "../domain/back-test.ts";
import { addDays, localDayAt } from "../domain/calendar.ts";
import { readSettings } from "../people/read-settings.ts";
import type { ProgrammeSettings } from "../settings.ts";
import { countLives, readLives } from "./read-lives.ts";

/** As far back as a baseline and what was told reach: read before the weeks that are counted. */
const WARM_UP_DAYS = 90;

/**
 * What other settings would have led to over the last weeks, beside the programme's own. Nothing is sent and
 * nothing is written, except that it was done.
 */
export async function backTest(
  deps: Pick<Deps, "db" | "sealer" | "instruments">,
  {
    programmeId,
    settings,
    weeks,
    reader,
  }: {
    readonly programmeId: number;
    readonly settings: ProgrammeSettings;
    readonly weeks: number;
    /** For the audit: "staff:3" or "operator". */
    readonly reader: string;
  },
  now: Date,
  progress: (done: number, of: number) => void = () => undefined,
): Promise<BackTest> {
  const subject = wholeProgramme({ programmeId });
  await audit(deps.db, { at: now, actor: reader, action: "back-test", subject, programmeId });
  const { zone } = await deps.db.programme.findUniqueOrThrow({ where: { id: programmeId } });
  const span = lastWeeks(localDayAt(now, zone), weeks);
  const before = await readSettings(deps.db, programmeId);
  const people = await countLives(deps.db, programmeId);
  const tried: Tried[] = [];
  for await (const life of readLives(deps, programmeId, addDays(span.from, -WARM_UP_DAYS))) {
    tried.push(tryOn(life, { from: span.from, before, after: settings }));
    progress(tried.length, Math.max(people, tried.length));
    // Months of one life take some milliseconds: an alert must not wait for those of a whole programme.
    await setImmediate();
  }
  return compareSettings(tried, span);
}
