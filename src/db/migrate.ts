import { createHash } from "node:crypto";
import type { MigrationList } from "@prisma/schema-engine-wasm";
import { Logger, runMigrations } from "graphile-worker";
import { type Client, Pool } from "pg";
import { OperatorError } from "../operator-error.ts";
import { advisoryLocks } from "./advisory-locks.ts";
import { connect } from "./connect.ts";
import { migrationAdapter } from "./migration-adapter.ts";
import {
  migrationsDirectory,
  noFilters,
  readMigrations,
  readSchema,
  withSchemaEngine,
} from "./schema-engine.ts";

/**
 * Brings the database to this release: our migrations (recorded in `_prisma_migrations`) and the job queue's.
 * A second instance waits for the first and then finds nothing to do.
 *
 * @param only by name; the others wait for the next time
 * @returns the names of the migrations it applied
 * @throws {OperatorError} when a newer release has been there: we would not know what it has changed
 */
export async function migrate(
  url: string,
  directory = migrationsDirectory,
  only?: readonly string[],
): Promise<readonly string[]> {
  const client = await connect(url, "migrate");
  try {
    await client.query(`SELECT pg_advisory_lock(${advisoryLocks.migrating})`);
    const wanted = await readMigrations(directory, only);
    const recorded = await readRecorded(client);
    if (!only) refuseNewer(recorded, wanted);
    const applied = isUpToDate(recorded, wanted) ? [] : await applyOurs(url, wanted);
    await applyQueues(url);
    return applied;
  } finally {
    // Ends the session, and with it the lock.
    await client.end();
  }
}

interface Recorded {
  readonly name: string;
  readonly checksum: string;
  /** Otherwise it was interrupted, and nothing of it is there. */
  readonly finished: boolean;
}

async function readRecorded(client: Client): Promise<readonly Recorded[]> {
  const { rows: tables } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there",
  );
  if (!tables[0]?.there) return [];
  const { rows } = await client.query<Recorded>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows;
}

function refuseNewer(recorded: readonly Recorded[], { migrationDirectories }: MigrationList): void {
  const ours = new Set(migrationDirectories.map(({ path }) => path));
  const newest = recorded.findLast(({ name, finished }) => finished && !ours.has(name));
  if (newest) throw newerRelease(newest.name);
}

/** @param newest of its migrations that this release does not know */
export function newerRelease(newest: string): OperatorError {
  return new OperatorError(
    `The database belongs to a newer release (${newest}). ` +
      "Bring this one up to date (git pull, npm ci). Nothing was changed.",
  );
}

/** Nearly every start finds nothing to do, and to load the engine only to hear that would be a quarter of what it costs. */
function isUpToDate(recorded: readonly Recorded[], { migrationDirectories }: MigrationList): boolean {
  const checksums = new Map(recorded.map(({ name, checksum, finished }) => [name, finished ? checksum : ""]));
  return (
    recorded.length === migrationDirectories.length &&
    migrationDirectories.every(({ path, migrationFile }) => {
      const { content } = migrationFile;
      return content.tag === "ok" && checksums.get(path) === checksumOf(content.value);
    })
  );
}

/** As the engine records it. */
const checksumOf = (sql: string) => createHash("sha256").update(sql).digest("hex");

async function applyOurs(url: string, migrationsList: MigrationList): Promise<readonly string[]> {
  const connect = () => migrationAdapter(new Pool({ connectionString: url, max: 2 }));
  const factory = {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect,
    connectToShadowDb: connect,
  } as const;
  return await withSchemaEngine(factory, await readSchema(), async (engine) => {
    const { failedMigrationNames } = await engine.diagnoseMigrationHistory({
      migrationsList,
      filters: noFilters,
      optInToShadowDatabase: false,
    });
    // Interrupted ones: as each is one transaction, nothing of them is there, and they can run again.
    for (const migrationName of failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: noFilters });
    return appliedMigrationNames;
  });
}

/** On a pool of ours: graphile-worker (0.18.0) stops listening to one of its own before it is closed, and a server that stops then ends the process. */
async function applyQueues(url: string): Promise<void> {
  const pgPool = new Pool({ connectionString: url, max: 1 });
  const lost = () => undefined;
  pgPool.on("error", lost).on("connect", (client) => client.on("error", lost));
  try {
    await runMigrations({ pgPool, logger: new Logger(() => () => undefined) });
  } finally {
    await pgPool.end();
  }
}
