import { readdir, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Command } from "commander";
import type { Client } from "pg";
import { audit } from "../audit.ts";
import { backupKeyFile, lockFromFile, makeKeyFile, passphraseFromFile } from "../backup/backup-key.ts";
import { copyDepartures, departuresFile } from "../backup/departures-file.ts";
import type { Lock } from "../backup/envelope.ts";
import { DRAFT, inWords, writeBackup } from "../backup/write-backup.ts";
import { systemClock } from "../clock.ts";
import type { StorageConfig } from "../config.ts";
import { compareMigrations } from "../db/applied-migrations.ts";
import { createDatabase } from "../db/client.ts";
import { makeDataDir, readDataKeys } from "../db/data-keys.ts";
import { withClient } from "../db/key-check.ts";
import { reachDatabase } from "../db/open-database.ts";
import { DAY_MS } from "../domain/duration.ts";
import { isOnDisk } from "../is-on-disk.ts";
import { createLog } from "../log.ts";
import { OperatorError } from "../operator-error.ts";
import { version } from "../version.ts";
import { wholeNumber } from "./shared/arguments.ts";
import { type BackupKeyOptions, keyFileOption, passphraseFileOption } from "./shared/backup-key-options.ts";
import { storageConfig } from "./shared/environment.ts";
import { progressBar } from "./shared/progress.ts";

interface Options extends BackupKeyOptions {
  readonly withDataKey?: true;
  readonly overwrite?: true;
  readonly newKey?: true;
  readonly keep?: number;
  readonly days?: number;
}

export function backupCommand(): Command {
  return new Command("backup")
    .description(
      "write everything in the database, as of one moment, into one encrypted file; the bot may run",
    )
    .argument("<file>", "where to; in a directory it is named after the time")
    .addOption(keyFileOption())
    .addOption(passphraseFileOption())
    .option("--with-data-key", "put the data key into the backup too: whoever opens it then reads everything")
    .option("--overwrite", "replace the file if it is there")
    .option(
      "--new-key",
      "make another backup key although there was one: it is lost for good, or was moved away",
    )
    .option(
      "--keep <n>",
      "with a directory: remove the oldest backups in it beyond the n newest",
      wholeNumber,
    )
    .option(
      "--days <n>",
      "with a directory: remove the backups in it of n days ago and earlier, but not the newest",
      wholeNumber,
    )
    .addHelpText("after", help)
    .action(backup);
}

const help = `
The key is made at the first backup. Without it no backup can be opened: copy the key file at once to a place that does
not burn or get stolen with this machine. Then the copy here may be reduced to its public half, the line with age1…:
it is enough for making backups, and whoever breaks in here cannot open them.
The file is an age file (age-encryption.org) around a zstd stream.
`;

async function backup(target: string, options: Options): Promise<void> {
  const now = systemClock.now();
  const directory = await isDirectory(target);
  refuseWrongLimits(target, directory, options);
  const file = resolve(directory ? join(target, nameAt(now)) : target);
  // Also when no new one can be made, for want of a key or of the database: people were told how long backups are kept.
  if (options.days !== undefined)
    await removeOlder(target, options.days, now).catch((error) => {
      throw inWords(error, file);
    });
  const config = storageConfig();
  // If it cannot be read, it cannot be written either, and writing says so.
  if (!options.overwrite && (await isOnDisk(file).catch(() => false)))
    throw new OperatorError(`${file} is there already. Choose another name, or --overwrite.`);
  const dataKeys = options.withDataKey
    ? (config.dataKeys ?? (await readDataKeys(config.dataDir)))?.map((key) =>
        Buffer.from(key).toString("base64"),
      )
    : undefined;
  if (options.withDataKey && !dataKeys) throw new OperatorError("There is no data key here yet.");

  const { url, stop } = await reachDatabase({ database: config.database, log: createLog("warn") });
  const bar = progressBar("rows");
  try {
    const made = await writeBackup({
      url,
      file,
      lock: await chosenLock(config, options, { url, now }),
      release: version,
      ...(dataKeys && { dataKeys }),
      now,
      ...(directory && {
        prepare: async () => {
          await removeDrafts(target);
          await copyDepartures(departuresFile(config.dataDir), departuresFile(target), now);
        },
      }),
      progress: bar.show,
    });
    bar.stop();
    await remember(url);
    process.stdout.write(`${file}\n${made.rows} rows, ${(made.bytes / 1024 / 1024).toFixed(1)} MB.\n`);
    if (!dataKeys)
      process.stdout.write(
        "The data key is not in it: keep a copy of it (data.key or DATA_KEY) apart, or sealed answers stay closed after a restore.\n",
      );
  } finally {
    bar.stop();
    await stop();
  }
  if (options.keep !== undefined) await removeOldest(target, options.keep);
  // Again, now that there is a newer one: the newest of before was kept whatever its age.
  if (options.days !== undefined) await removeOlder(target, options.days, now);
}

function refuseWrongLimits(target: string, directory: boolean, { keep, days }: Options): void {
  for (const [name, value] of Object.entries({ keep, days })) {
    if (value === undefined) continue;
    if (value < 1) throw new OperatorError(`--${name} has to be at least 1.`);
    if (!directory)
      throw new OperatorError(`--${name} needs a directory, and ${target} is none, or not there yet.`);
  }
}

async function chosenLock(
  config: StorageConfig,
  { keyFile, passphraseFile, newKey }: Options,
  { url, now }: { readonly url: string; readonly now: Date },
): Promise<Lock> {
  if (passphraseFile !== undefined)
    return { kind: "passphrase", passphrase: await passphraseFromFile(passphraseFile) };
  // Only at the usual place: after a slip in the name, all coming backups would be under a key that nobody has copied.
  if (keyFile !== undefined) return await lockFromFile(keyFile);
  const path = backupKeyFile(config.dataDir);
  if (newKey && (await isOnDisk(path)))
    throw new OperatorError(
      `There is a backup key in ${path}, and it opens the backups made until now. Move it to where you keep such keys, then again ` +
        "with --new-key. No backup was made.",
    );
  if (!newKey && !(await isOnDisk(path)) && (await withClient(url, hasBackups)))
    throw new OperatorError(
      `There have been backups, and their key is not in ${path}. Copy it back from where you keep it; its public half is enough. ` +
        "Only when it is lost for good, or they were made with a passphrase: --new-key. No backup was made.",
    );
  // With a database elsewhere DATA_DIR may not exist yet.
  await makeDataDir(config.dataDir);
  if (await makeKeyFile(path, now))
    process.stdout.write(
      `A new backup key is in ${path}. Without it no backup can be opened: copy it NOW to a place away from this machine\n` +
        "(a password manager, a sealed letter, a stick in another house).\n",
    );
  return await lockFromFile(path);
}

/** After a restore as well: a new key, made at night, would be one that nobody has copied. */
async function hasBackups(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('audit_events') IS NOT NULL AS there",
  );
  if (!rows[0]?.there) return false;
  const { rowCount } = await client.query(
    "SELECT FROM audit_events WHERE action IN ('backup', 'restore') LIMIT 1",
  );
  return rowCount === 1;
}

/** So that `doctor` can say how old the newest one is. A database of an older release is left as it is. */
async function remember(url: string): Promise<void> {
  const { missing } = await withClient(url, compareMigrations);
  if (missing.length > 0) return;
  const db = createDatabase(url, { poolSize: 1 });
  try {
    await audit(db, { at: systemClock.now(), actor: "operator", action: "backup" });
  } finally {
    await db.$disconnect();
  }
}

const NAME = /^teman-pulih-\d{8}T\d{6}Z\.age$/;

function nameAt(now: Date): string {
  return `teman-pulih-${now.toISOString().replaceAll(/[-:]|\.\d+/g, "")}.age`;
}

/** Left by processes that were killed. Removed before anything is written, so that a full disk is freed. */
async function removeDrafts(directory: string): Promise<void> {
  for (const name of await readdir(directory))
    if (name.endsWith(DRAFT) && NAME.test(name.slice(0, -DRAFT.length))) await rm(join(directory, name));
}

async function removeOldest(directory: string, keep: number): Promise<void> {
  const names = await backupsIn(directory);
  for (const name of names.slice(0, Math.max(0, names.length - keep))) await rm(join(directory, name));
}

/** By the day in the name: made minutes later each night, a backup would otherwise stay a day longer than was promised. */
async function removeOlder(directory: string, days: number, now: Date): Promise<void> {
  const dayOf = (name: string) => name.split("T")[0] ?? "";
  const last = dayOf(nameAt(new Date(now.getTime() - days * DAY_MS)));
  for (const name of (await backupsIn(directory)).slice(0, -1))
    if (dayOf(name) <= last) await rm(join(directory, name), { force: true });
}

/** The oldest first. */
async function backupsIn(directory: string): Promise<readonly string[]> {
  return (await readdir(directory)).filter((name) => NAME.test(name)).toSorted();
}

async function isDirectory(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
