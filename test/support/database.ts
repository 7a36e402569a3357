import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";
import { createDatabase, type Db } from "../../src/db/client.ts";
import { templateDatabase } from "./global-setup.ts";

export interface TestDatabase {
  readonly url: string;
  readonly db: Db;
  /** Closes `db` and removes the database, whoever else is connected to it. */
  drop(): Promise<void>;
}

/** A migrated database of its own, copied from the run's template in milliseconds. Make one per test file. */
export async function createTestDatabase({ poolSize = 10 } = {}): Promise<TestDatabase> {
  const { url, remove } = await copyDatabase(templateDatabase);
  const db = createDatabase(url, { poolSize });
  return {
    url,
    db,
    async drop() {
      await db.$disconnect();
      await remove();
    },
  };
}

/** An empty database, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<{ readonly url: string; remove(): Promise<void> }> {
  return await copyDatabase("template0");
}

async function copyDatabase(template: string) {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await onCluster(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(inject("clusterUrl"));
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => onCluster(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
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
