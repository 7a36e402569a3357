import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";
import { createDatabase, type Db, type Tx } from "../../src/db/client.ts";
import { createSealer } from "../../src/db/seal.ts";
import type { Deps } from "../../src/deps.ts";
import { loadInstruments } from "../../src/instruments/index.ts";
import { createLog } from "../../src/log.ts";
import { templateDatabase } from "./global-setup.ts";

export interface TestDatabase {
  readonly url: string;
  readonly db: Db;
  /** Back to how it was copied, for whoever stays connected to it. */
  empty(): Promise<void>;
  /** Closes `db` and removes the database, whoever else is connected to it. */
  drop(): Promise<void>;
}

/** A migrated database of its own, copied from the run's template in milliseconds. Make one per test file. */
export async function createTestDatabase({ poolSize = 10 } = {}): Promise<TestDatabase> {
  const { url, remove } = await copyDatabase(templateDatabase);
  const db = createDatabase(url, { poolSize });
  const emptier = createEmptier(url);
  return {
    url,
    db,
    empty: emptier.empty,
    async drop() {
      await Promise.all([db.$disconnect(), emptier.end()]);
      await remove();
    },
  };
}

/** One transaction, in which a test waits for others: it may take longer than the app's own. */
export async function holding<Result>(db: Db, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  return await db.$transaction(async (tx) => await work(tx as Tx), { timeout: 60_000 });
}

/** How many transactions of this database wait for another's lock. */
export async function countWaiting(db: Db): Promise<number> {
  const waiting = await db.$queryRaw<unknown[]>`
    SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return waiting.length;
}

/** What verbs need, on this database; nobody reads the log. */
export function quietDeps(db: Db): Deps {
  return {
    db,
    sealer: createSealer(new Uint8Array(32)),
    instruments: loadInstruments(),
    log: createLog("silent"),
  };
}

/**
 * On one connection for all times: a new one has to learn each table first, which takes fifteen times as long as the
 * emptying. Row by row: TRUNCATE makes every file anew, which costs twenty times as much as deleting the few rows of a
 * story.
 */
function createEmptier(url: string) {
  let connected: Promise<Client> | undefined;

  async function connect(): Promise<Client> {
    const client = new Client({ connectionString: url });
    // A story may throw out everybody who is connected.
    client.on("error", () => {
      connected = undefined;
    });
    await client.connect();
    // Past the triggers that keep ledgers append-only, and past foreign keys.
    await client.query("SET session_replication_role = replica");
    return client;
  }

  return {
    async empty(): Promise<void> {
      connected ??= connect();
      const client = await connected;
      const { rows } = await client.query<{ table: string }>(
        `SELECT format('%I.%I', schemaname, tablename) AS table FROM pg_tables
         WHERE (schemaname = 'public' AND tablename <> '_prisma_migrations')
            OR (schemaname = 'graphile_worker' AND tablename IN ('_private_jobs', '_private_job_queues'))`,
      );
      const tables = rows.map(({ table }) => table);
      for (let attempt = 1; ; attempt++)
        try {
          await client.query(
            [
              "BEGIN",
              // Whoever is in the middle of something ends it first, or its rows would come afterwards.
              `LOCK TABLE ${tables.join(", ")}`,
              ...tables.map((table) => `DELETE FROM ${table}`),
              "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'",
              "COMMIT",
            ].join(";"),
          );
          return;
        } catch (error) {
          await client.query("ROLLBACK");
          // Somebody who is connected was in the middle of something, and the two waited for each other.
          if (attempt === 5 || (error as { code?: string }).code !== "40P01") throw error;
        }
    },
    async end(): Promise<void> {
      await (await connected)?.end();
    },
  };
}

/** An empty database, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<{ readonly url: string; remove(): Promise<void> }> {
  return await copyDatabase("template0");
}

async function copyDatabase(template: string) {
  const name = `test_${randomBytes(6).toString("hex")}`;
  // Its files as they are: page by page through the log takes five times as long.
  await onCluster(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  const url = new URL(inject("clusterUrl"));
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async remove() {
      await untilLeft(name);
      await onCluster(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** A pool that was told to end has not hung up yet; thrown out in that moment, its connection has nobody to tell. */
async function untilLeft(name: string): Promise<void> {
  await onCluster(`DO $$ BEGIN
    FOR try IN 1..50 LOOP
      PERFORM pg_stat_clear_snapshot();
      EXIT WHEN NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = '${name}');
      PERFORM pg_sleep(0.01);
    END LOOP;
  END $$`);
}

async function onCluster(sql: string): Promise<void> {
  const client = new Client({ connectionString: inject("clusterUrl") });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
