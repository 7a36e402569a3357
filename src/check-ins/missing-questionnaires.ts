import { Prisma } from "../db/generated/client.ts";
import type { Deps } from "../deps.ts";
import { DAY_MS } from "../domain/duration.ts";
import { settingsIn } from "../programme/read-settings.ts";

/** As far back as a day is judged by those before it. */
const LOOK_BACK_DAYS = 43;

/** Keys of questionnaires that people are asked with, or were on a day that still counts, and that are not here. */
export async function missingQuestionnaires(
  { db, instruments }: Pick<Deps, "db" | "instruments">,
  now: Date,
): Promise<readonly string[]> {
  const since = new Date(now.getTime() - LOOK_BACK_DAYS * DAY_MS);
  const programmes = await db.programme.findMany({ select: { id: true, settings: true } });
  const used = await db.$queryRaw<{ key: string }[]>`SELECT key FROM (${usedIn(since)}) used`;
  const needed = new Set([
    ...programmes.map((programme) => settingsIn(programme).instrument),
    ...used.map(({ key }) => key),
  ]);
  return [...needed].filter((key) => !instruments.has(key)).toSorted();
}

/**
 * From one key to the next, and of each its newest day: few rows of an index, where there are years of check-ins and hardly
 * ever a second key. Those that are still open are all that can be older.
 */
export const usedIn = (since: Date) => Prisma.sql`(
  WITH RECURSIVE known AS (
    SELECT min(instrument) AS key FROM check_ins
    UNION ALL
    SELECT (SELECT min(c.instrument) FROM check_ins c WHERE c.instrument > known.key)
    FROM known WHERE known.key IS NOT NULL)
  SELECT key FROM known
  WHERE (SELECT max(c.closes_at) FROM check_ins c WHERE c.instrument = known.key) > ${since}
  UNION
  SELECT instrument FROM check_ins WHERE state IN ('prompted', 'started') AND closes_at <= ${since})`;
