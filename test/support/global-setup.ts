import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { pino } from "pino";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "../../src/db/embedded.ts";
import { migrate } from "../../src/db/migrate.ts";
import { findPostmaster, isAlive } from "../../src/db/postmaster.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** URL of the cluster's maintenance database. */
    readonly clusterUrl: string;
  }
}

export const templateDatabase = "template_migrated";
const prefix = "teman-pulih-test-";

/** One cluster per run, in a directory of its own that goes when the run ends. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandoned();
  const dataDir = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  const log = pino({ level: "warn" });
  const cluster = await startEmbedded({
    dataDir,
    log,
    durable: false,
    settings: { max_connections: "200", shared_buffers: "128MB" },
  });
  const client = new Client({ connectionString: cluster.url("postgres") });
  await client.connect();
  await client.query(`CREATE DATABASE ${templateDatabase}`);
  await client.end();
  await migrate(cluster.url(templateDatabase));
  project.provide("clusterUrl", cluster.url("postgres"));

  return async () => {
    await cluster.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

/** What runs left behind that were killed before they could clean up. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = name.startsWith(prefix) ? Number(name.slice(prefix.length).split("-")[0]) : Number.NaN;
    if (Number.isNaN(owner) || isAlive(owner)) continue;
    const dataDir = join(tmpdir(), name);
    const server = await findPostmaster(join(dataDir, "postgres/data"));
    if (server) {
      process.kill(server.pid, "SIGQUIT");
      while (isAlive(server.pid)) await delay(20);
    }
    await rm(dataDir, { recursive: true, force: true });
  }
}
