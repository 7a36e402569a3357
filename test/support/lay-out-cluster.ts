import { inject } from "vitest";
import { makeDataDir } from "../../src/db/data-keys.ts";
import { copyCluster } from "./global-setup.ts";

/** A cluster as a program leaves it that made and migrated its own: to do that takes seconds. */
export async function layOutCluster(dataDir: string): Promise<void> {
  await makeDataDir(dataDir);
  await copyCluster(inject("preparedDataDir"), dataDir);
}
