import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { pino } from "pino";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "../../src/db/embedded.ts";
import { migrate } from "../../src/db/migrate.ts";
import { makeThrowawayDirectory, startThrowawayCluster } from "../../src/sandbox/throwaway-cluster.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** URL of the cluster's maintenance database. */
    readonly clusterUrl: string;
    /** Where the cluster lies that is copied; see `layOutCluster`. */
    readonly preparedDataDir: string;
  }
}

/** Named as a program names its own: where it finds a copy of the cluster, this is what it uses. */
export const templateDatabase = "teman_pulih";

/**
 * One cluster per run, with the migrated database that test files get copies of. Before it is started it is copied, for
 * programs that need a cluster of their own.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  // Without a terminal vitest leaves signals to Node, which would end at once and leave the server behind.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
  const log = pino({ level: "warn" });
  const preparedDataDir = await makeThrowawayDirectory("prepared-");
  const made = await startEmbedded({ dataDir: preparedDataDir, log, durable: false });
  await migrate(made.url(templateDatabase));
  await made.stop();

  const dataDir = await makeThrowawayDirectory();
  await copyCluster(preparedDataDir, dataDir);
  const cluster = await startThrowawayCluster({
    dataDir,
    log,
    // Far more than all workers hold together: the doctor looks at the whole server.
    settings: { max_connections: "400", shared_buffers: "128MB" },
  });
  process.once("exit", () => {
    for (const path of [preparedDataDir, dataDir]) rmSync(path, { recursive: true, force: true });
  });
  project.provide("clusterUrl", cluster.url("postgres"));
  project.provide("preparedDataDir", preparedDataDir);
  return () => cluster.stop();
}

/** With owners and modes: below root the server has an account of its own. */
export async function copyCluster(from: string, to: string): Promise<void> {
  await promisify(execFile)("cp", ["-a", join(from, "postgres"), to]);
}
