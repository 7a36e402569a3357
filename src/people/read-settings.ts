import type { Db, Tx } from "../db/client.ts";
import type { Programme } from "../db/generated/client.ts";
import { type ProgrammeSettings, parseSettings } from "../settings.ts";

/** The programme's settings. They are checked when written; a row that fails now is a bug and throws. */
export async function readSettings(db: Db | Tx, programmeId: number): Promise<ProgrammeSettings> {
  const select = { id: true, settings: true };
  return settingsIn(await db.programme.findUniqueOrThrow({ where: { id: programmeId }, select }));
}

/** The same of a programme that was read already. */
export function settingsIn({ id, settings }: Pick<Programme, "id" | "settings">): ProgrammeSettings {
  const text = JSON.stringify(settings);
  const known = latest.get(id);
  if (known?.text === text) return known.settings;
  const parsed = parseSettings(settings);
  if (parsed.kind === "invalid")
    throw new Error(`settings of programme ${id}: ${parsed.problems.join("; ")}`);
  latest.set(id, { text, settings: frozen(parsed.settings) });
  return parsed.settings;
}

/** A row that was edited by hand, or that a later release takes no longer. */
export interface UnreadableSettings {
  readonly programmeId: number;
  /** "path: what is wrong", without the values. */
  readonly problems: readonly string[];
}

/** The programmes nobody of whom can be asked, judged or helped: whatever reads their settings throws. */
export async function unreadableSettings(db: Db): Promise<readonly UnreadableSettings[]> {
  const programmes = await db.programme.findMany({
    select: { id: true, settings: true },
    orderBy: { id: "asc" },
  });
  return programmes.flatMap(({ id: programmeId, settings }) => {
    const parsed = parseSettings(settings);
    return parsed.kind === "invalid" ? [{ programmeId, problems: parsed.problems }] : [];
  });
}

/** Of each programme: to check what changes once a year takes longer than to read it. */
const latest = new Map<number, { readonly text: string; readonly settings: ProgrammeSettings }>();

/** Everybody is given the same. */
function frozen<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}
