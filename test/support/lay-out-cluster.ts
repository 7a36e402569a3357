import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";
import { makeDataDir } from "../../src/db/data-keys.ts";
import { copyCluster } from "./global-setup.ts";
import { ownPort } from "./own-port.ts";

/** A cluster as a program leaves it that made and migrated its own: to do that takes seconds. */
export async function layOutCluster(dataDir: string): Promise<void> {
  await makeDataDir(dataDir);
  await copyCluster(inject("preparedDataDir"), dataDir);
  await moveToOwnPort(dataDir);
}

/** The next server on it takes a port that nobody else is given while it is away. */
async function moveToOwnPort(dataDir: string): Promise<void> {
  const path = join(dataDir, "postgres/data/postmaster.opts");
  const options = await readFile(path, "utf8");
  await writeFile(path, options.replace(/(?<="-p" ")\d+/, String(await ownPort())));
}
