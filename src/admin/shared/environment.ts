import { statSync } from "node:fs";
import { backupKeyFile } from "../../backup/backup-key.ts";
import { departuresFile } from "../../backup/departures-file.ts";
import {
  type Config,
  type LoadedConfig,
  loadConfig,
  loadStorageConfig,
  readEnvironment,
  type StorageConfig,
} from "../../config.ts";
import { compareMigrations } from "../../db/applied-migrations.ts";
import { dataKeyFile } from "../../db/data-keys.ts";
import { withClient } from "../../db/key-check.ts";
import { newerRelease } from "../../db/migrate.ts";
import { type OpenDatabase, openDatabase } from "../../db/open-database.ts";
import { createLog } from "../../log.ts";
import { OperatorError } from "../../operator-error.ts";

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

/**
 * Opens the database for as long as `work` takes. A new one is made. One of an older release is migrated only by a command
 * that brings its own `mayMigrate`, which throws where that must not be.
 *
 * @throws {OperatorError} for any other command on a database of an older release
 */
export async function withDatabase(
  { database }: Pick<StorageConfig, "database">,
  work: (database: OpenDatabase) => Promise<void>,
  mayMigrate: (url: string) => Promise<boolean> = isNew,
): Promise<void> {
  const opened = await openDatabase({ database, log: createLog("warn"), mayMigrate });
  try {
    await work(opened);
  } finally {
    await opened.stop();
  }
}

/**
 * A database that holds something is left as it is, our tables and the queue's alike: a bot of an older release may be running on
 * it, and the keys were not compared.
 *
 * @throws {OperatorError} when it is of another release
 */
async function isNew(url: string): Promise<boolean> {
  const { applied, missing, unknown } = await withClient(url, compareMigrations);
  const newest = unknown.at(-1);
  if (newest !== undefined) throw newerRelease(newest);
  if (applied.length > 0 && missing.length > 0)
    throw new OperatorError(
      "The database belongs to an older release. Nothing was changed. Make a backup, stop the bot, and start the bot of this release, " +
        "which brings the database up to date; `npm run admin -- migrate` does only that.",
    );
  return applied.length === 0;
}

function orRefuse<T>(loaded: LoadedConfig<T>): T {
  if (loaded.kind === "invalid") throw new OperatorError(`\n  ${loaded.problems.join("\n  ")}`);
  return loaded.config;
}
