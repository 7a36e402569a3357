import type { Client, DatabaseError } from "pg";
import { withClient } from "./key-check.ts";
import { SealError, type Sealer } from "./seal.ts";
import { type SealedColumn, sealedColumns } from "./sealed-columns.ts";

export type Rotated =
  | { readonly kind: "done"; readonly sealed: number; readonly retired: readonly string[] }
  /** Processes that still seal under an older key; they have to be started again first. */
  | { readonly kind: "processes-behind"; readonly count: number }
  /** Values that did not open; they are as they were, and no key was retired. */
  | { readonly kind: "damaged"; readonly places: Readonly<Record<string, number>> };

interface Options {
  readonly sealer: Sealer;
  /** Leave values that do not open as they are, instead of keeping their key. */
  readonly giveUpDamaged?: boolean;
  readonly progress: (done: number, of: number) => void;
  readonly now: Date;
}

const BATCH = 1000;
const ATTEMPTS = 5;

/**
 * Seals every value anew that is not under the sealer's first key, then retires the other keys. Each batch is one
 * statement that replaces a value only if it is still the one that was read, so it can be stopped at any moment, run
 * again, and run beside the bot.
 */
export async function rotateKeys(
  url: string,
  { sealer, giveUpDamaged = false, progress, now }: Options,
): Promise<Rotated> {
  const [newest = ""] = sealer.keyIds;
  return await withClient(url, async (client): Promise<Rotated> => {
    const behind = await processesBehind(client, newest);
    if (behind > 0) return { kind: "processes-behind", count: behind };

    let of = await countOthers(client, newest);
    let sealed = 0;
    /** Until there is nothing left that opens. */
    const sweep = async (): Promise<Readonly<Record<string, number>>> => {
      for (;;) {
        const before = sealed;
        const damaged: Record<string, number> = {};
        for (const column of sealedColumns) {
          const bad = await sealAnew(url, client, column, sealer, (count) => {
            sealed += count;
            of = Math.max(of, sealed);
            progress(sealed, of);
          });
          if (bad > 0) damaged[`${column.table}.${column.column}`] = bad;
        }
        if (sealed === before) return damaged;
      }
    };
    const mayEnd = (damaged: Readonly<Record<string, number>>): boolean =>
      giveUpDamaged || Object.keys(damaged).length === 0;
    const places = await sweep();
    if (!mayEnd(places)) return { kind: "damaged", places };

    // A process that starts looks for retired keys after it has become visible to us; so we look for processes after the
    // retirement has become visible to it.
    const retired = await retireOthers(client, newest, now);
    const takeBack = async (): Promise<void> => {
      await client.query("UPDATE data_keys SET retired_at = NULL WHERE id = ANY ($1)", [retired]);
    };
    const late = await processesBehind(client, newest);
    if (late > 0) {
      await takeBack();
      return { kind: "processes-behind", count: late };
    }
    const lastPlaces = await sweep();
    if (!mayEnd(lastPlaces)) {
      await takeBack();
      return { kind: "damaged", places: lastPlaces };
    }
    return { kind: "done", sealed, retired };
  });
}

/** How `application_name` begins in processes that seal under this key. */
export function sealingProcess({ keyIds }: Sealer): string {
  return `teman-pulih ${keyIds[0]}`;
}

/** In `pg_stat_activity`: a running process that seals, under whatever key. */
const SEALING = "datname = current_database() AND application_name ~ '^teman-pulih [0-9a-f]{8}'";

/** Whether any process that seals runs, of whatever release. */
export async function isBotRunning(client: Client): Promise<boolean> {
  const { rowCount } = await client.query(`SELECT FROM pg_stat_activity WHERE ${SEALING} LIMIT 1`);
  return rowCount === 1;
}

/** Running processes whose first key is not this one. */
async function processesBehind(client: Client, keyId: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM (
       SELECT DISTINCT ON (client_addr, application_name) application_name FROM pg_stat_activity
       WHERE ${SEALING} AND application_name !~ $1) behind`,
    [`^teman-pulih ${keyId}`],
  );
  return rows[0]?.count ?? 0;
}

/**
 * Empties or deletes what is sealed under keys that we do not have.
 *
 * @param goOn done in the same transaction, so that work can go on after the emptying
 */
export async function discardUnreadable(
  client: Client,
  keyIds: readonly string[],
  now: Date,
  goOn: (client: Client) => Promise<void>,
): Promise<Readonly<Record<string, number>>> {
  const discarded: Record<string, number> = {};
  await client.query("BEGIN");
  for (const column of sealedColumns) {
    const { rowCount } = await client.query(`${column.discard} WHERE ${unreadable(column)}`, [keyIds]);
    discarded[`${column.table}.${column.column}`] = rowCount ?? 0;
  }
  await client.query("UPDATE data_keys SET retired_at = $2 WHERE id <> ALL ($1) AND retired_at IS NULL", [
    keyIds,
    now,
  ]);
  await goOn(client);
  await client.query("COMMIT");
  return discarded;
}

export async function countUnreadable(
  client: Client,
  keyIds: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const column of sealedColumns) {
    const { rows } = await client.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${column.table} WHERE ${unreadable(column)}`,
      [keyIds],
    );
    counts[`${column.table}.${column.column}`] = rows[0]?.count ?? 0;
  }
  return counts;
}

const keyIn = (column: string): string => `encode(substring(${column} FROM 2 FOR 4), 'hex')`;
const unreadable = ({ column }: SealedColumn): string =>
  `octet_length(${column}) > 0 AND ${keyIn(column)} <> ALL ($1)`;

async function countOthers(client: Client, newest: string): Promise<number> {
  const counts = await countUnreadable(client, [newest]);
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

async function retireOthers(client: Client, newest: string, now: Date): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    "UPDATE data_keys SET retired_at = $2 WHERE id <> $1 AND retired_at IS NULL RETURNING id",
    [newest, now],
  );
  return rows.map(({ id }) => id);
}

interface SealedRow {
  readonly place: string;
  readonly value: Buffer;
}

/** @returns how many values did not open */
async function sealAnew(
  url: string,
  client: Client,
  column: SealedColumn,
  sealer: Sealer,
  done: (count: number) => void,
): Promise<number> {
  let bad = 0;
  // A cursor lives in a transaction, and the writing must not be part of it.
  await withClient(url, async (reader) => {
    await reader.query("BEGIN READ ONLY");
    const read = [`ctid::text AS place`, `${column.column} AS value`, ...column.reads].join(", ");
    await reader.query(
      `DECLARE sealed NO SCROLL CURSOR FOR SELECT ${read} FROM ${column.table}
       WHERE octet_length(${column.column}) > 0 AND ${keyIn(column.column)} <> '${sealer.keyIds[0]}'`,
    );
    for (;;) {
      const { rows } = await reader.query<SealedRow>(`FETCH ${BATCH} FROM sealed`);
      if (rows.length === 0) break;
      const opened = rows.flatMap((row): { row: SealedRow; plain: string }[] => {
        try {
          return [{ row, plain: sealer.open(row.value, column.context({ ...row })) }];
        } catch (error) {
          if (!(error instanceof SealError)) throw error;
          bad += 1;
          return [];
        }
      });
      const values = opened.map(({ row, plain }) =>
        Buffer.from(sealer.seal(plain, column.context({ ...row }))),
      );
      await replace(
        client,
        column,
        opened.map(({ row }) => row),
        values,
      );
      done(opened.length);
    }
  });
  return bad;
}

async function replace(
  client: Client,
  { table, column }: SealedColumn,
  rows: readonly SealedRow[],
  values: readonly Buffer[],
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(
        `UPDATE ${table} t SET ${column} = n.fresh
         FROM unnest($1::tid[], $2::bytea[], $3::bytea[]) AS n (place, stale, fresh)
         WHERE t.ctid = n.place AND t.${column} = n.stale`,
        [rows.map(({ place }) => place), rows.map(({ value }) => value), values],
      );
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || (error as DatabaseError).code !== "40P01") throw error;
    }
  }
}
