import type { Client } from "pg";
import type { Config, DataKeys } from "../config.ts";
import { OperatorError } from "../operator-error.ts";
import type { Db } from "./client.ts";
import { connect } from "./connect.ts";
import { dataKeyFile, keepDataKeys, readDataKeys } from "./data-keys.ts";
import { createSealer, type Sealer } from "./seal.ts";
import { sealedColumns } from "./sealed-columns.ts";

/** Where the keys are: given in the environment, or in a file. */
export type KeySource = Pick<Config, "dataKeys" | "dataDir">;

export interface KnownKey {
  readonly id: string;
  /** Absent in databases that are older than the check. */
  readonly checkValue?: Uint8Array;
  readonly retired: boolean;
}

const CHECK_TEXT = "teman-pulih";
const checkContext = (id: string): string => `key-check:${id}`;

/**
 * Looks whether our keys are those under which the database's values are sealed. Changes nothing, neither there nor
 * on disk, and can be asked before the database is brought to this release.
 *
 * @throws {OperatorError} when they are not; says how to recover
 */
export async function refuseWrongKeys(url: string, source: KeySource): Promise<void> {
  const keys = source.dataKeys ?? (await readDataKeys(source.dataDir));
  const known = await withClient(url, readKnownKeys);
  const live = known.filter(({ retired }) => !retired);
  if (!keys) {
    if (live.length > 0) throw new OperatorError(missingKey(source, live));
    return;
  }
  const sealer = createSealer(...keys);
  const [newest = ""] = sealer.keyIds;
  const absent = live.filter((key) => !opens(sealer, key));
  if (absent.length > 0) throw new OperatorError(wrongKey(source, absent, sealer.keyIds));
  if (known.some(({ id, retired }) => retired && id === newest))
    throw new OperatorError(
      `${nameOf(source)} begins with key ${newest}, which was replaced by another one. Put the current key first. Nothing was changed.`,
    );
}

/** The keys to work with, made where there are none yet, and recorded in the (migrated) database as in use. */
export async function unlock(url: string, source: KeySource, now: Date): Promise<DataKeys> {
  await refuseWrongKeys(url, source);
  const keys = source.dataKeys ?? (await keepDataKeys(source.dataDir));
  const sealer = createSealer(...keys);
  const [newest = ""] = sealer.keyIds;
  await withClient(url, async (client) => {
    await client.query(
      "INSERT INTO data_keys (id, check_value, since) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING",
      [newest, Buffer.from(sealer.seal(CHECK_TEXT, checkContext(newest))), now],
    );
  });
  return keys;
}

/** For a process that has become visible to key rotations: one may have ended while it was starting. */
export async function refuseRetiredKey(db: Db, { keyIds }: Sealer): Promise<void> {
  const [id = ""] = keyIds;
  if ((await db.dataKey.count({ where: { id, retiredAt: { not: null } } })) > 0)
    throw new OperatorError(`the data key ${id} has just been replaced by another one. Start again.`);
}

/** Every key that the database knows of. */
export async function readKnownKeys(client: Client): Promise<readonly KnownKey[]> {
  if (await exists(client, "data_keys", "id")) {
    const { rows } = await client.query<{ id: string; check_value: Buffer; retired: boolean }>(
      "SELECT id, check_value, retired_at IS NOT NULL AS retired FROM data_keys ORDER BY since, id",
    );
    if (rows.length > 0)
      return rows.map(({ id, check_value: checkValue, retired }) => ({ id, checkValue, retired }));
  }
  const ids = new Set<string>();
  for (const { table, column } of sealedColumns) {
    if (!(await exists(client, table, column))) continue;
    const { rows } = await client.query<{ id: string }>(
      `SELECT DISTINCT encode(substring(${column} FROM 2 FOR 4), 'hex') AS id FROM ${table} WHERE octet_length(${column}) > 0`,
    );
    for (const { id } of rows) ids.add(id);
  }
  return [...ids].map((id) => ({ id, retired: false }));
}

export async function withClient<Result>(
  url: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = await connect(url, "keys");
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Databases of older releases lack some. */
async function exists(client: Client, table: string, column: string): Promise<boolean> {
  const { rowCount } = await client.query(
    "SELECT FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = $2 AND NOT attisdropped",
    [table, column],
  );
  return rowCount === 1;
}

function opens(sealer: Sealer, { id, checkValue }: KnownKey): boolean {
  if (!sealer.keyIds.includes(id)) return false;
  if (!checkValue) return true;
  try {
    return sealer.open(checkValue, checkContext(id)) === CHECK_TEXT;
  } catch {
    return false;
  }
}

function nameOf({ dataKeys, dataDir }: KeySource): string {
  return dataKeys ? "DATA_KEY" : dataKeyFile(dataDir);
}

const recovery =
  "Nothing was changed. Put the key back from where you keep it, or from a backup that carries it. " +
  'If it is lost for good, see "When the key is lost" in docs/operations.md.';

function missingKey(source: KeySource, live: readonly KnownKey[]): string {
  return `${nameOf(source)} is missing, and this database is sealed under key ${list(live)}. ${recovery}`;
}

function wrongKey(source: KeySource, absent: readonly KnownKey[], ours: readonly string[]): string {
  return `this database is sealed under key ${list(absent)}, and ${nameOf(source)} holds ${ours.join(", ")}. ${recovery}`;
}

function list(keys: readonly KnownKey[]): string {
  return keys.map(({ id }) => id).join(", ");
}
