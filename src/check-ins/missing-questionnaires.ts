import type { Deps } from "../deps.ts";

/** As far back as a day is judged by those before it. */
const LOOK_BACK_DAYS = 43;

/** Keys of questionnaires that people are asked with, or were on a day that still counts, and that are not here. */
export async function missingQuestionnaires(
  { db, instruments }: Pick<Deps, "db" | "instruments">,
  now: Date,
): Promise<readonly string[]> {
  const since = new Date(now.getTime() - LOOK_BACK_DAYS * 86_400_000);
  const needed = await db.$queryRaw<{ key: string }[]>`
    SELECT settings ->> 'instrument' AS key FROM programmes WHERE jsonb_exists(settings, 'instrument')
    UNION
    SELECT instrument FROM check_ins WHERE closes_at > ${since} OR state IN ('prompted', 'started')
    ORDER BY key`;
  return needed.map(({ key }) => key).filter((key) => !instruments.has(key));
}
