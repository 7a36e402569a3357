import { mkdir, open, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Departure } from "../domain/departures.ts";
import { DAY_MS } from "../domain/duration.ts";

export const departuresFile = (dataDir: string): string => join(dataDir, "departures.jsonl");

const line = z.object({
  at: z.iso.datetime(),
  /** Of the audit entry that it was read from. */
  audit: z.string().regex(/^\d+$/),
  what: z.enum([
    "erased",
    "withdrawn",
    "frozen",
    "moved",
    "returned",
    "refused",
    "given",
    "deleted",
    "restored",
  ]),
  participant: z.int().positive().optional(),
  /** Which consent, or which part of the plan. */
  of: z.string().optional(),
});
type Line = z.output<typeof line>;

interface News {
  readonly id: bigint;
  readonly at: Date;
  readonly what: Line["what"];
  readonly participant: number;
  readonly of: string | null;
}

/** Longer than any backup is to be kept. */
export const KEPT_DAYS = 120;
const KEPT_MS = KEPT_DAYS * DAY_MS;
/** Entries of the audit become visible when they are committed, not in the order of their numbers. */
const OVERLAP = 1000n;
/** No transaction lasts as long: what is not committed by then is not coming. */
const SETTLED_MS = 60_000;

/** Entries of the audit that tell of it. */
const isDeparture = Prisma.sql`
  (action IN ('erase', 'erase-asked', 'erase-mistake', 'erase-ended', 'withdraw', 'freeze', 'link', 'reinvite', 'unlink',
              'activate')
   OR action ~ '^consent-(summary|plan)-(given|refused)$' OR action LIKE 'delete-plan-%')
  AND COALESCE(subject, actor) LIKE 'participant:%'`;

/**
 * Who left, was erased, locked or moved to another account, and what was taken back or deleted, by random number, in a file
 * outside the database: so that a backup which knows nothing of it yet does not bring it back. Follows the audit; several
 * processes keep one each.
 */
export class DeparturesFile {
  readonly #path: string;
  #last: bigint | undefined;
  /** The newest entry as of a while ago. */
  #newest: { readonly id: bigint; readonly at: Date } | undefined;
  readonly #written = new Set<string>();
  #droppedAt: Date | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Writes down what is new. */
  async follow(db: Db, now: Date): Promise<void> {
    this.#last ??= await this.#begin(db, now);
    const rows = await db.$queryRaw<News[]>`
      SELECT id, at, CASE
               WHEN action LIKE 'erase%' THEN 'erased'
               WHEN action IN ('link', 'reinvite', 'unlink') THEN 'moved'
               WHEN action = 'withdraw' THEN 'withdrawn'
               WHEN action = 'freeze' THEN 'frozen'
               WHEN action LIKE 'consent-%' THEN split_part(action, '-', 3)
               WHEN action LIKE 'delete-plan-%' THEN 'deleted'
               ELSE 'returned' END AS what,
             CASE WHEN action LIKE 'consent-%' THEN split_part(action, '-', 2)
                  WHEN action LIKE 'delete-plan-%' THEN split_part(action, '-', 3) END AS of,
             substring(COALESCE(subject, actor) FROM '^participant:(\\d+)$')::int AS participant
      FROM audit_events
      WHERE id > ${this.#last - OVERLAP} AND ${isDeparture}
      ORDER BY id`;
    // What was dropped would else come back at the next start.
    const news = stillKept(rows, now).filter(({ id }) => !this.#written.has(String(id)));
    if (news.length > 0) await this.#write(news);
    await this.#moveOn(db, now);
    await this.#drop(now);
  }

  /** Behind what was there a while ago, so that years of an audit are not looked through at every tick. */
  async #moveOn(db: Db, now: Date): Promise<void> {
    if (this.#newest && now.getTime() - this.#newest.at.getTime() < SETTLED_MS) return;
    if (this.#newest && this.#newest.id > (this.#last ?? 0n)) this.#last = this.#newest.id;
    this.#newest = { id: await newestEntry(db), at: now };
  }

  async #write(news: readonly News[]): Promise<void> {
    await append(
      this.#path,
      news.map(({ id, at, what, participant, of }) => ({
        at: at.toISOString(),
        audit: String(id),
        what,
        participant,
        ...(of !== null && { of }),
      })),
    );
    for (const { id } of news) this.#written.add(String(id));
  }

  /** Once a day what is older than any backup, except who was erased. */
  async #drop(now: Date): Promise<void> {
    if (this.#droppedAt && now.getTime() - this.#droppedAt.getTime() < DAY_MS) return;
    const lines = (await readLines(this.#path)) ?? [];
    const kept = stillKept(lines, now);
    if (kept.length < lines.length) await replace(this.#path, kept);
    this.#droppedAt = now;
  }

  /** What is there is gone on with. */
  async #begin(db: Db, now: Date): Promise<bigint> {
    const lines = (await readLines(this.#path)) ?? [];
    const last = lastNoted(lines);
    if (last > (await newestEntry(db))) {
      // Of a restore that was given up: this database is another one, whose numbers begin anew.
      await append(this.#path, [restoredUpTo(0n, now)]);
      return 0n;
    }
    for (const { audit } of sinceRestore(lines)) this.#written.add(audit);
    return last;
  }
}

async function newestEntry(db: Db): Promise<bigint> {
  const { _max } = await db.auditEvent.aggregate({ _max: { id: true } });
  return _max.id ?? 0n;
}

/** Undefined where there is no such file. */
export async function readDepartures(path: string): Promise<readonly Departure[] | undefined> {
  const lines = await readLines(path);
  return lines?.flatMap(({ at, what, participant, of }) =>
    what === "restored" || participant === undefined
      ? []
      : [{ at: new Date(at), what, participantId: participant, ...(of !== undefined && { of }) }],
  );
}

/** Whether it holds the last entry of the audit that belongs there, as of a moment that is over. */
export async function isUpToDate(path: string, db: Db, asOf: Date): Promise<boolean> {
  const noted = lastNoted((await readLines(path)) ?? []);
  const [newest] = await db.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM audit_events
    WHERE ${isDeparture} AND at BETWEEN ${new Date(asOf.getTime() - KEPT_MS)} AND ${asOf}
    ORDER BY id DESC LIMIT 1`;
  return newest === undefined || newest.id <= noted;
}

/** After a restore: what was known anywhere is still known, and the file goes on from the audit that was restored. */
export async function carryDeparturesOver(
  from: readonly string[],
  to: string,
  lastAudit: bigint,
  now: Date,
): Promise<void> {
  const lines: Line[] = [];
  for (const path of from) lines.push(...((await readLines(path)) ?? []));
  await replace(to, [...withoutTwins(lines), restoredUpTo(lastAudit, now)]);
}

/** Beside the backups, so that it is taken away with them and a restore finds it. What only the copy knows stays in it. */
export async function copyDepartures(from: string, to: string, now: Date): Promise<void> {
  const [lines, copied] = [await readLines(from), await readLines(to)];
  if (!lines || resolve(from) === resolve(to)) return;
  await replace(to, stillKept(withoutTwins([...(copied ?? []), ...lines]), now));
}

/** After a restore the audit is an older one, whose numbers may have been given before. */
const sinceRestore = (lines: readonly Line[]): readonly Line[] =>
  lines.slice(
    Math.max(
      0,
      lines.findLastIndex(({ what }) => what === "restored"),
    ),
  );

/** How far the audit was followed. */
const lastNoted = (lines: readonly Line[]): bigint =>
  sinceRestore(lines).reduce((last, { audit }) => (BigInt(audit) > last ? BigInt(audit) : last), 0n);

const withoutTwins = (lines: readonly Line[]): readonly Line[] => [
  ...new Map(lines.map((each) => [JSON.stringify(each), each])).values(),
];

const restoredUpTo = (lastAudit: bigint, now: Date): Line => ({
  at: now.toISOString(),
  audit: String(lastAudit),
  what: "restored",
});

/**
 * Who was erased must not come back from the oldest backup either. Without the restore that stands below them, their entries of
 * an earlier audit would be taken for entries of this one.
 */
const FOR_EVER: ReadonlySet<Line["what"]> = new Set(["erased", "restored"]);

const stillKept = <Dated extends Pick<Line, "what"> & { readonly at: Date | string }>(
  all: readonly Dated[],
  now: Date,
) => all.filter(({ at, what }) => FOR_EVER.has(what) || now.getTime() - new Date(at).getTime() < KEPT_MS);

/** A line that was cut short by a power cut is left out. */
async function readLines(path: string): Promise<readonly Line[] | undefined> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return text?.split("\n").flatMap((written) => {
    const parsed = line.safeParse(parse(written));
    return parsed.success ? [parsed.data] : [];
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const asText = (lines: readonly Line[]) => lines.map((each) => `${JSON.stringify(each)}\n`).join("");

async function append(path: string, lines: readonly Line[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "a", 0o600);
  try {
    // Begins a line of its own: the one before may have been cut short.
    await file.appendFile(`\n${asText(lines)}`);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function replace(path: string, lines: readonly Line[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.partial`, asText(lines), { mode: 0o600, flush: true });
  await rename(`${path}.partial`, path);
}
