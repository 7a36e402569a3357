import { Client } from "pg";
import { pino } from "pino";
import type { TestProject } from "vitest/node";
import { migrate } from "../../src/db/migrate.ts";
import { startThrowawayCluster } from "../../src/db/throwaway-cluster.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** URL of the cluster's maintenance database. */
    readonly clusterUrl: string;
  }
}

export const templateDatabase = "template_migrated";

/** One cluster per run, with the migrated database that test files get copies of. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  // Without a terminal vitest leaves signals to Node, which would end at once and leave the server behind.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
  const cluster = await startThrowawayCluster({
    log: pino({ level: "warn" }),
    settings: { max_connections: "200", shared_buffers: "128MB" },
  });
  const client = new Client({ connectionString: cluster.url("postgres") });
  await client.connect();
  await client.query(`CREATE DATABASE ${templateDatabase}`);
  await client.end();
  await migrate(cluster.url(templateDatabase));
  project.provide("clusterUrl", cluster.url("postgres"));
  return () => cluster.stop();
}
