import { Client } from "pg";
import type { EmbeddedCluster } from "../../src/db/embedded.ts";
import { migrate } from "../../src/db/migrate.ts";

/** A migrated database of its own; asserts that its commits are durable. */
export async function withDatabase<Result>(
  cluster: EmbeddedCluster,
  name: string,
  work: (database: { readonly url: string; readonly client: Client }) => Promise<Result>,
): Promise<Result> {
  const admin = new Client({ connectionString: cluster.url("postgres") });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${name}`);
    const url = cluster.url(name);
    await migrate(url);
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      await assertDurable(client);
      return await work({ url, client });
    } finally {
      await client.end();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  } finally {
    await admin.end();
  }
}

async function assertDurable(client: Client): Promise<void> {
  for (const setting of ["fsync", "synchronous_commit", "full_page_writes"]) {
    const { rows } = await client.query<{ value: string }>("SELECT current_setting($1) AS value", [setting]);
    if (rows[0]?.value !== "on") throw new Error(`${setting} is off: these figures would mean nothing`);
  }
}
