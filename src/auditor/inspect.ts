import { type Db, isDatabaseDown } from "../db/client.ts";
import type { LocalDay } from "../domain/calendar.ts";
import type { Finding, FindingKind } from "./finding.ts";
import { questionsAt, readNumbers } from "./questions.ts";

interface Row {
  readonly programme_id: number;
  readonly id: number;
  readonly day?: LocalDay;
}

interface Looking {
  /** What to look for; for everything when absent. */
  readonly kinds?: ReadonlySet<string>;
  /** Told of each kind that could not be looked for, and the rest is; when absent the first such error ends the look. */
  readonly onFailed?: (kind: FindingKind, error: unknown) => void;
}

/** Compares what should have happened with what did. */
export async function inspect(
  db: Db,
  now: Date,
  { kinds, onFailed }: Looking = {},
): Promise<readonly Finding[]> {
  const questions = questionsAt(now, await readNumbers(db));
  const findings: Finding[] = [];
  for (const kind of Object.keys(questions) as FindingKind[]) {
    if (kinds && !kinds.has(kind)) continue;
    let rows: readonly Row[];
    try {
      rows = await db.$queryRaw<Row[]>`${questions[kind]}`;
    } catch (error) {
      if (!onFailed || isDatabaseDown(error)) throw error;
      onFailed(kind, error);
      continue;
    }
    const byProgramme = Map.groupBy(rows, ({ programme_id }) => programme_id);
    for (const [programmeId, ofProgramme] of byProgramme)
      for (const [day, found] of Map.groupBy(ofProgramme, ({ day }) => day))
        findings.push({
          kind,
          programmeId,
          ids: found.map(({ id }) => id),
          ...(day !== undefined && { day }),
        });
  }
  return findings;
}
