import { statSync } from "node:fs";
import { backupKeyFile } from "../backup/backup-key.ts";
import { departuresFile } from "../backup/departures-file.ts";
import {
  type Config,
  type LoadedConfig,
  loadConfig,
  loadStorageConfig,
  readEnvironment,
  type StorageConfig,
} from "../config.ts";
import { dataKeyFile } from "../db/data-keys.ts";
import { type OpenDatabase, openDatabase } from "../db/open-database.ts";
import { createLog } from "../log.ts";
import { OperatorError } from "../operator-error.ts";

/** For commands that speak to Telegram too. */
export function fullConfig(): Config {
  return ours(orRefuse(loadConfig(readEnvironment())));
}

export function storageConfig(): StorageConfig {
  return ours(orRefuse(loadStorageConfig(readEnvironment())));
}

/** What root writes beside the bot's files is closed to the bot: it could not start again, or make its backup. */
function ours<Given extends StorageConfig>(config: Given): Given {
  if (process.getuid?.() !== 0) return config;
  const files = [dataKeyFile, backupKeyFile, departuresFile].map((fileIn) => fileIn(config.dataDir));
  const owner = files.map((path) => statSync(path, { throwIfNoEntry: false })?.uid).find(Boolean);
  if (owner === undefined) return config;
  throw new OperatorError(
    `${config.dataDir} belongs to another account. Run this as that one: sudo -u '#${owner}' npm run admin -- …`,
  );
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
