import type { Client } from "pg";
import { readMigrations } from "./schema-engine.ts";

/** Where Prisma's engine records them. */
export const MIGRATIONS_TABLE = "_prisma_migrations";

/** Names of the applied migrations, in order; undefined where no release of ours has been. */
export async function readAppliedMigrations(client: Client): Promise<readonly string[] | undefined> {
  const { rows } = await client.query<{ there: boolean }>("SELECT to_regclass($1) IS NOT NULL AS there", [
    MIGRATIONS_TABLE,
  ]);
  if (!rows[0]?.there) return undefined;
  const applied = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM ${MIGRATIONS_TABLE}
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return applied.rows.map(({ name }) => name);
}

/** Names of migrations, in order. */
export interface MigrationStatus {
  /** None in a database that is new. */
  readonly applied: readonly string[];
  /** This release has them, the database does not. */
  readonly missing: readonly string[];
  /** A newer release applied them. */
  readonly unknown: readonly string[];
}

/** How a database stands beside this release. */
export async function compareMigrations(client: Client): Promise<MigrationStatus> {
  const applied = (await readAppliedMigrations(client)) ?? [];
  const ours = (await readMigrations()).migrationDirectories.map(({ path }) => path);
  return {
    applied,
    missing: ours.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !ours.includes(name)),
  };
}
