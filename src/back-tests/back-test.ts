import { setImmediate } from "node:timers/promises";
import { audit, wholeProgramme } from "../audit.ts";
import type { Deps } from "../deps.ts";
import { type BackTest, compareSettings, lastWeeks, type Tried, tryOn } from "../domain/back-test.ts";
import { addDays, localDayAt } from "../domain/calendar.ts";
import { readSettings } from "../programme/read-settings.ts";
import type { ProgrammeSettings } from "../programme/settings.ts";
import { countLives, readLives, type Whose } from "./read-lives.ts";

/** As far back as a baseline and what was told reach: read before the weeks that are counted. */
const WARM_UP_DAYS = 90;

/** For the audit: whose data was seen differs. */
const ACTIONS: Readonly<Record<Whose, string>> = {
  everybody: "back-test",
  "agreed-to-summary": "back-test-agreed",
};

export interface ProgrammeBackTest extends BackTest {
  /** Taking part, but not among those whose lives were to be tried. */
  readonly notShown: number;
}

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
    whose,
    reader,
  }: {
    readonly programmeId: number;
    readonly settings: ProgrammeSettings;
    readonly weeks: number;
    readonly whose: Whose;
    /** For the audit: "staff:3" or "operator". */
    readonly reader: string;
  },
  now: Date,
  progress: (done: number, of: number) => void = () => undefined,
): Promise<ProgrammeBackTest> {
  const subject = wholeProgramme({ programmeId });
  await audit(deps.db, { at: now, actor: reader, action: ACTIONS[whose], subject, programmeId });
  const { zone } = await deps.db.programme.findUniqueOrThrow({ where: { id: programmeId } });
  const span = lastWeeks(localDayAt(now, zone), weeks);
  const before = await readSettings(deps.db, programmeId);
  const all = await countLives(deps.db, programmeId, "everybody");
  const people = await countLives(deps.db, programmeId, whose);
  const tried: Tried[] = [];
  for await (const life of readLives(deps, programmeId, whose, addDays(span.from, -WARM_UP_DAYS))) {
    tried.push(tryOn(life, { from: span.from, before, after: settings }));
    progress(tried.length, Math.max(people, tried.length));
    // Months of one life take some milliseconds: an alert must not wait for those of a whole programme.
    await setImmediate();
  }
  return { ...compareSettings(tried, span), notShown: all - people };
}
