import {
  type Config,
  type LoadedConfig,
  loadConfig,
  loadStorageConfig,
  readEnvironment,
  type StorageConfig,
} from "../config.ts";
import { type OpenDatabase, openDatabase } from "../db/open-database.ts";
import { createLog } from "../log.ts";
import { OperatorError } from "../operator-error.ts";

/** For commands that speak to Telegram too. */
export function fullConfig(): Config {
  return orRefuse(loadConfig(readEnvironment()));
}

export function storageConfig(): StorageConfig {
  return orRefuse(loadStorageConfig(readEnvironment()));
}

/** Opens the database, brought to this release, for as long as `work` takes. */
export async function withDatabase(
  { database }: Pick<StorageConfig, "database">,
  work: (database: OpenDatabase) => Promise<void>,
): Promise<void> {
  const opened = await openDatabase({ database, log: createLog("warn") });
  try {
    await work(opened);
  } finally {
    await opened.stop();
  }
}

function orRefuse<T>(loaded: LoadedConfig<T>): T {
  if (loaded.kind === "invalid") throw new OperatorError(`\n  ${loaded.problems.join("\n  ")}`);
  return loaded.config;
}
