import type { Db, Tx } from "../db/client.ts";
import type { Prisma, Programme } from "../db/generated/client.ts";
import {
  type ProgrammeSettings,
  parseSettings,
  type ReadableSettings,
  readableSettings,
} from "./settings.ts";

export type StoredSettings = Pick<Programme, "id" | "settings">;

/** What has to be read of a programme for `settingsIn`. */
export const SETTINGS = { select: { id: true, settings: true } } satisfies Prisma.ProgrammeDefaultArgs;

/**
 * The programme's settings. They are checked when written; where a row was edited by hand, or comes from another release, the
 * defaults stand for what cannot be read, and the auditor says so.
 */
export async function readSettings(db: Db | Tx, programmeId: number): Promise<ProgrammeSettings> {
  return settingsIn(await stored(db, programmeId));
}

/** The same of a programme that was read already. */
export function settingsIn(programme: StoredSettings): ProgrammeSettings {
  return readableIn(programme).settings;
}

/** One of them, where no default may stand for what the programme has chosen; undefined where that cannot be read. */
export async function readChosen<Key extends keyof ProgrammeSettings>(
  db: Db | Tx,
  programmeId: number,
  key: Key,
): Promise<ProgrammeSettings[Key] | undefined> {
  const { settings, unreadable } = readableIn(await stored(db, programmeId));
  return unreadable.has(key) ? undefined : settings[key];
}

/**
 * As it is stored, the defaults for what is not there: whoever writes settings back must not put a default in the place of
 * what only cannot be read, or was lost. Of that `asStored` holds what stands there, or nothing that settings may be.
 */
export async function settingsToChange(
  db: Db | Tx,
  programmeId: number,
): Promise<{ readonly current: ProgrammeSettings; readonly asStored: object }> {
  const programme = await stored(db, programmeId);
  const { settings: current, unreadable } = readableIn(programme);
  const lost = Object.fromEntries([...unreadable].map((key) => [key, null]));
  return { current, asStored: { ...current, ...lost, ...(programme.settings as object) } };
}

async function stored(db: Db | Tx, programmeId: number): Promise<StoredSettings> {
  return await db.programme.findUniqueOrThrow({ where: { id: programmeId }, ...SETTINGS });
}

/** The same with what cannot be read. */
export function readableIn({ id, settings }: StoredSettings): ReadableSettings {
  const text = JSON.stringify(settings);
  const known = latest.get(id);
  if (known?.text === text) return known.readable;
  const readable = readableSettings(settings);
  frozen(readable.settings);
  latest.set(id, { text, readable });
  return readable;
}

/** A row that was edited by hand, or that this release does not take. */
export interface UnreadableSettings {
  readonly programmeId: number;
  /** "path: what is wrong", without the values. */
  readonly problems: readonly string[];
}

/** The programmes that go on with defaults they did not choose. */
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
const latest = new Map<number, { readonly text: string; readonly readable: ReadableSettings }>();

/** Everybody is given the same. */
function frozen<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}
