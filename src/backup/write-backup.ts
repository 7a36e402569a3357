import { createWriteStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";
import { advisoryLocks } from "../db/advisory-locks.ts";
import { readAppliedMigrations } from "../db/applied-migrations.ts";
import { isDatabaseDown } from "../db/client.ts";
import { connect } from "../db/connect.ts";
import { readKnownKeys } from "../db/key-check.ts";
import { OperatorError } from "../operator-error.ts";
import { listOf, quoted, readSequences, readTables } from "./catalog.ts";
import { enclose, type Lock } from "./envelope.ts";
import { FORMAT, type Manifest, type Trailer } from "./manifest.ts";
import { endOfTable, record } from "./records.ts";

export interface BackupOrder {
  readonly url: string;
  /** Replaced when it is there. */
  readonly file: string;
  readonly lock: Lock;
  readonly release: string;
  /** Base64, newest first; put into the backup. */
  readonly dataKeys?: readonly string[];
  readonly now: Date;
  /** When no other backup is under way, before anything is written. */
  readonly prepare?: () => Promise<void>;
  readonly progress: (rows: number, of: number) => void;
}

export interface BackupMade {
  readonly rows: number;
  readonly bytes: number;
}

const BLOCK = 64 * 1024;
/** Ends the name until the file is whole. */
export const DRAFT = ".partial";
const NO_ROOM: ReadonlySet<string | undefined> = new Set(["ENOSPC", "EDQUOT"]);

/**
 * Everything in the database as of one moment, as one encrypted file. It appears under its name when it is whole and
 * on the disk; until then it is FILE.partial. It is streamed, never whole in memory.
 */
export async function writeBackup(order: BackupOrder): Promise<BackupMade> {
  const client = await connect(order.url, "backup");
  try {
    await takeTurn(client);
    return await write(client, order);
  } catch (error) {
    throw inWords(error, order.file);
  } finally {
    await client.end();
  }
}

/** What only the operator can put right: the disk, and who may write where. */
export function inWords(error: unknown, file: string): unknown {
  const { code, syscall, path = file } = error as NodeJS.ErrnoException;
  if (NO_ROOM.has(code))
    return new OperatorError(
      `There is no room left at ${dirname(file)}. No backup was made: free some space there, or choose another place.`,
      { cause: error },
    );
  if (syscall === undefined || isDatabaseDown(error)) return error;
  const place = path.startsWith(file) ? dirname(file) : path;
  return new OperatorError(
    `${place} cannot be used (${code}). No backup was made: give it to the bot's account, or choose another place.`,
    { cause: error },
  );
}

async function write(client: Client, order: BackupOrder): Promise<BackupMade> {
  const draft = `${order.file}${DRAFT}`;
  try {
    await order.prepare?.();
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const source = new Content(client, order);
    const plain = Readable.from(source.records(), { objectMode: false, highWaterMark: BLOCK });
    await pipeline(await enclose(plain, order.lock), createWriteStream(draft, { mode: 0o600 }));
    await sync(draft);
    await rename(draft, order.file);
    await sync(dirname(order.file));
    return { rows: source.rows, bytes: (await stat(order.file)).size };
  } catch (error) {
    // Half a backup is none, and with one more each night the disk would fill up.
    await rm(draft, { force: true });
    throw error;
  }
}

class Content {
  readonly #client: Client;
  readonly #order: BackupOrder;
  rows = 0;

  constructor(client: Client, order: BackupOrder) {
    this.#client = client;
    this.#order = order;
  }

  async *records(): AsyncGenerator<Buffer> {
    const { dataKeys, release, now, progress } = this.#order;
    const migrations = await readAppliedMigrations(this.#client);
    if (!migrations) throw new OperatorError("This database has never been used by Teman Pulih.");
    const tables = await readTables(this.#client);
    const keys = await readKnownKeys(this.#client);
    const manifest: Manifest = {
      format: FORMAT,
      release,
      madeAt: now.toISOString(),
      migrations: [...migrations],
      tables: tables.map(({ name, columns }) => ({ name, columns: [...columns] })),
      dataKeyIds: keys.filter(({ retired }) => !retired).map(({ id }) => id),
      ...(dataKeys && { dataKeys: [...dataKeys] }),
    };
    yield json(manifest);
    const of = await estimateRows(this.#client);
    const trailer: Trailer = { rows: {}, sequences: {} };
    for (const table of tables) {
      const copy = this.#client.query(
        copyTo(`COPY (SELECT ${listOf(table)} FROM ${quoted(table.name)}) TO STDOUT`),
      );
      for await (const block of blocks(copy)) {
        this.rows += lines(block);
        progress(this.rows, Math.max(of, this.rows));
        yield record(block);
      }
      trailer.rows[table.name] = copy.rowCount;
      yield endOfTable;
    }
    // Not part of the snapshot, but it can only be ahead of it.
    Object.assign(trailer.sequences, await readSequences(this.#client));
    yield json(trailer);
  }
}

/** Two backups at once would write to the same draft. */
async function takeTurn(client: Client): Promise<void> {
  const { rows } = await client.query<{ ours: boolean }>(
    `SELECT pg_try_advisory_lock(${advisoryLocks.backingUp}) AS ours`,
  );
  if (!rows[0]?.ours) throw new OperatorError("Another backup is being made.");
}

async function estimateRows(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT COALESCE(sum(GREATEST(reltuples, 0)), 0)::float8 AS count FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
  );
  return rows[0]?.count ?? 0;
}

/** Rows come in small pieces. */
async function* blocks(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let length = 0;
  for await (const piece of source) {
    held.push(piece);
    length += piece.length;
    if (length < BLOCK) continue;
    yield Buffer.concat(held);
    [held, length] = [[], 0];
  }
  if (length > 0) yield Buffer.concat(held);
}

/** A row is a line; line ends within it are escaped. */
function lines(block: Buffer): number {
  let count = 0;
  for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, at + 1)) count += 1;
  return count;
}

function json(value: Manifest | Trailer): Buffer {
  return record(Buffer.from(JSON.stringify(value)));
}

async function sync(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
