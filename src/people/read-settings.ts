import type { Db, Tx } from "../db/client.ts";
import { type ProgrammeSettings, parseSettings } from "../settings.ts";

/** The programme's settings. They are checked when written; a row that fails now is a bug and throws. */
export async function readSettings(db: Db | Tx, programmeId: number): Promise<ProgrammeSettings> {
  const { settings } = await db.programme.findUniqueOrThrow({
    where: { id: programmeId },
    select: { settings: true },
  });
  const parsed = parseSettings(settings);
  if (parsed.kind === "invalid")
    throw new Error(`settings of programme ${programmeId}: ${parsed.problems.join("; ")}`);
  return parsed.settings;
}
