import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { z } from "zod";
import { readAppliedMigrations } from "../db/applied-migrations.ts";
import { connect } from "../db/connect.ts";
import { migrate } from "../db/migrate.ts";
import { migrationsDirectory, readMigrations } from "../db/schema-engine.ts";
import type { Departure } from "../domain/departures.ts";
import { OperatorError } from "../operator-error.ts";
import { type Applied, applyDepartures } from "./apply-departures.ts";
import { listOf, quoted, readSequences, readTables } from "./catalog.ts";
import { disclose, type Key, WrongKey } from "./envelope.ts";
import { FORMAT, type Manifest, manifestSchema, trailerSchema } from "./manifest.ts";
import { type RecordReader, readRecords, Unreadable } from "./records.ts";
import { type Settled, settleRestored } from "./settle-restored.ts";

export interface RestoreOrder {
  readonly url: string;
  readonly file: string;
  readonly key: Key;
  readonly now: Date;
  /** When it is known what the backup holds, before anything is written. What it throws ends the restore. */
  readonly accept: (manifest: Manifest) => Promise<void>;
  readonly progress: (megabytes: number, of: number) => void;
  /** What happened to people since; undefined where nobody knows. */
  readonly departures?: readonly Departure[] | undefined;
  /**
   * Puts down who has left for the restored database, before its rows count: a process that dies afterwards leaves no
   * database that does not know. With the number of the newest entry of the audit in it.
   */
  readonly carryOver?: (lastAudit: bigint) => Promise<void>;
}

export type Restored =
  | {
      readonly kind: "restored";
      readonly manifest: Manifest;
      readonly rows: number;
      readonly settled: Settled;
      /** Undefined where it is not known who left since. */
      readonly applied: Applied | undefined;
    }
  | { readonly kind: "wrong-key" }
  /** Altered, cut short, or no backup at all. */
  | { readonly kind: "damaged" }
  /** Needs what this release does not have. */
  | { readonly kind: "newer"; readonly needs: string }
  | { readonly kind: "not-empty"; readonly reasons: readonly string[] };

const MEGABYTE = 1024 * 1024;

/**
 * Fills an empty database from a backup. The rows come in one transaction: all of them or none.
 *
 * @throws {OperatorError} when the file cannot be read, which says nothing about what is in it
 */
export async function restoreBackup(order: RestoreOrder): Promise<Restored> {
  const { size } = await stat(order.file);
  // It may fail before anybody reads from it.
  const file = createReadStream(order.file).on("error", () => undefined);
  const source = Readable.from(counted(file, size, order.progress), { objectMode: false });
  const client = await connect(order.url, "restore");
  try {
    return await restoreFrom(readRecords(await disclose(source, order.key)), client, order);
  } catch (error) {
    if (file.errored)
      throw new OperatorError(
        `${order.file} cannot be read (${(file.errored as NodeJS.ErrnoException).code}). No row was written. ` +
          "Give it to this account with chown, or take another copy of it.",
        { cause: error },
      );
    if (error instanceof WrongKey) return { kind: "wrong-key" };
    if (error instanceof Unreadable) return { kind: "damaged" };
    throw error;
  } finally {
    file.destroy();
    // Ends the session, and with it a transaction that was not committed.
    await client.end();
  }
}

async function restoreFrom(records: RecordReader, client: Client, order: RestoreOrder): Promise<Restored> {
  const beginning = await readJson(records, z.looseObject({ format: z.int() }));
  if (beginning.format > FORMAT) return { kind: "newer", needs: `format ${beginning.format}` };
  const manifest = checked(manifestSchema, beginning);
  const known = new Set((await readMigrations()).migrationDirectories.map(({ path }) => path));
  const needs = manifest.migrations.findLast((name) => !known.has(name));
  if (needs !== undefined) return { kind: "newer", needs };
  const reasons = await reasonsNotToFill(client, manifest);
  if (reasons.length > 0) return { kind: "not-empty", reasons };
  await order.accept(manifest);
  await migrate(order.url, migrationsDirectory, manifest.migrations);

  await client.query("BEGIN");
  // A bot that is started now has to wait until we are done.
  const tables = await readTables(client);
  await client.query(
    `LOCK TABLE ${tables.map(({ name }) => quoted(name)).join(", ")} IN ACCESS EXCLUSIVE MODE`,
  );
  const late = await reasonsNotToFill(client, manifest);
  if (late.length > 0) return { kind: "not-empty", reasons: late };
  for (const { name } of tables.filter(isOfAStart)) await client.query(`DELETE FROM ${quoted(name)}`);
  const rows = await fill(client, records, manifest);
  const { departures } = order;
  const applied = departures && (await applyDepartures(client, departures, new Date(manifest.madeAt)));
  const settled = await settleRestored(client, manifest, order.now);
  await order.carryOver?.(await readLastAudit(client));
  await client.query("COMMIT");
  await migrate(order.url);
  return { kind: "restored", manifest, rows, settled, applied };
}

async function readLastAudit(client: Client): Promise<bigint> {
  const { rows } = await client.query<{ last: string }>(
    "SELECT COALESCE(max(id), 0)::text AS last FROM audit_events",
  );
  return BigInt(rows[0]?.last ?? 0);
}

/** Holds the keys, or the bot, of whoever started on the empty database. */
function isOfAStart({ name }: { readonly name: string }): boolean {
  return name === "data_keys" || name === "bots";
}

/** Old buttons carry ids of rows that are gone; new rows must not get the same ones. */
const GAP = 100_000n;

async function fill(client: Client, records: RecordReader, { tables }: Manifest): Promise<number> {
  let rows = 0;
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const copy = client.query(copyFrom(`COPY ${quoted(table.name)} (${listOf(table)}) FROM STDIN`));
    await pipeline(Readable.from(untilTableEnds(records), { objectMode: false }), copy);
    counts[table.name] = copy.rowCount;
    rows += copy.rowCount;
  }
  const trailer = await readJson(records, trailerSchema);
  if (tables.some(({ name }) => counts[name] !== trailer.rows[name]))
    throw new Unreadable("rows are missing");
  await records.end();
  // All of them: where the backup knows of no row there may have been some since.
  for (const name of Object.keys(await readSequences(client))) {
    const last = BigInt(trailer.sequences[name] ?? 0) + GAP;
    await client.query("SELECT setval($1::regclass, $2::bigint)", [quoted(name), last]);
  }
  return rows;
}

async function* untilTableEnds(records: RecordReader): AsyncGenerator<Buffer> {
  for (;;) {
    const block = await records.next();
    if (block.length === 0) return;
    yield block;
  }
}

/** All of them. */
async function reasonsNotToFill(client: Client, manifest: Manifest): Promise<readonly string[]> {
  const tables = await readTables(client);
  const applied = await readAppliedMigrations(client);
  const reasons: string[] = [];
  if (!applied && tables.length > 0)
    reasons.push(`it has tables that are not ours: ${tables.map(({ name }) => name).join(", ")}`);
  const ahead = (applied ?? []).filter((name) => !manifest.migrations.includes(name));
  if (ahead.length > 0)
    reasons.push(
      `it was brought to a newer release than the backup's (${ahead.join(", ")}); a new one has to be made`,
    );
  for (const { name } of tables.filter((table) => !isOfAStart(table))) {
    const { rows } = await client.query<{ count: string }>(`SELECT count(*) AS count FROM ${quoted(name)}`);
    if (rows[0]?.count !== "0") reasons.push(`${name} holds ${rows[0]?.count} rows`);
  }
  return reasons;
}

async function readJson<T>(records: RecordReader, schema: z.ZodType<T>): Promise<T> {
  const bytes = await records.next();
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw new Unreadable("no JSON", { cause });
  }
  return checked(schema, value);
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Unreadable("not what we write");
  return parsed.data;
}

async function* counted(
  source: AsyncIterable<Buffer>,
  size: number,
  progress: RestoreOrder["progress"],
): AsyncGenerator<Buffer> {
  let read = 0;
  for await (const chunk of source) {
    read += chunk.length;
    progress(Math.floor(read / MEGABYTE), Math.ceil(size / MEGABYTE));
    yield chunk;
  }
}
