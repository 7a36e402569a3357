import { Logger, runMigrations } from "graphile-worker";
import { Client, Pool } from "pg";
import { advisoryLocks } from "./advisory-locks.ts";
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
 */
export async function migrate(
  url: string,
  directory = migrationsDirectory,
  only?: readonly string[],
): Promise<readonly string[]> {
  const client = new Client({ connectionString: url, application_name: "teman-pulih migrate" });
  await client.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(${advisoryLocks.migrating})`);
    const applied = await applyOurs(url, directory, only);
    await runMigrations({ connectionString: url, maxPoolSize: 1, logger: new Logger(() => () => undefined) });
    return applied;
  } finally {
    // Ends the session, and with it the lock.
    await client.end();
  }
}

async function applyOurs(
  url: string,
  directory: string,
  only: readonly string[] | undefined,
): Promise<readonly string[]> {
  const all = await readMigrations(directory);
  const migrationDirectories = all.migrationDirectories.filter(({ path }) => only?.includes(path) ?? true);
  const migrationsList = { ...all, migrationDirectories };
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
