import { PrismaPg } from "@prisma/adapter-pg";
import { Logger, runMigrations } from "graphile-worker";
import { Client } from "pg";
import { advisoryLocks } from "./advisory-locks.ts";
import { noFilters, readMigrations, readSchema, withSchemaEngine } from "./schema-engine.ts";

/**
 * Brings the database to this release: our migrations (recorded in `_prisma_migrations`) and the job queue's.
 * A second instance waits for the first and then finds nothing to do.
 *
 * @returns the names of the migrations it applied
 */
export async function migrate(url: string): Promise<readonly string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(${advisoryLocks.migrating})`);
    const applied = await applyOurs(url);
    await runMigrations({ connectionString: url, maxPoolSize: 1, logger: new Logger(() => () => undefined) });
    return applied;
  } finally {
    // Ends the session, and with it the lock.
    await client.end();
  }
}

async function applyOurs(url: string): Promise<readonly string[]> {
  const migrationsList = await readMigrations();
  const adapter = new PrismaPg({ connectionString: url, max: 2 });
  return await withSchemaEngine(adapter, await readSchema(), async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: noFilters });
    return appliedMigrationNames;
  });
}
