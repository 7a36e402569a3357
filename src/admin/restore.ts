import { dirname, resolve } from "node:path";
import { Command } from "commander";
import { audit } from "../audit.ts";
import { carryDeparturesOver, departuresFile, KEPT_DAYS, readDepartures } from "../backup/departures-file.ts";
import type { Manifest } from "../backup/manifest.ts";
import { type Restored, restoreBackup } from "../backup/restore-backup.ts";
import { systemClock } from "../clock.ts";
import { decodeKeys, type StorageConfig } from "../config.ts";
import { createDatabase } from "../db/client.ts";
import { dataKeyFile, makeDataDir, readDataKeys, readKeyFile, writeKeyFile } from "../db/data-keys.ts";
import { reachDatabase } from "../db/open-database.ts";
import { keyIdOf } from "../db/seal.ts";
import type { Departure } from "../domain/departures.ts";
import { DAY_MS } from "../domain/duration.ts";
import { isOnDisk } from "../is-on-disk.ts";
import { createLog } from "../log.ts";
import { OperatorError } from "../operator-error.ts";
import {
  type BackupKeyOptions,
  chosenKey,
  keyFileOption,
  passphraseFileOption,
} from "./shared/backup-key-options.ts";
import { storageConfig } from "./shared/environment.ts";
import { progressBar } from "./shared/progress.ts";

interface Options extends BackupKeyOptions {
  readonly dataKeyFile?: string;
  readonly departures?: string;
}

export function restoreCommand(): Command {
  return new Command("restore")
    .description("fill an empty database from a backup, all of it or nothing. Stop the bot first")
    .argument("<file>", "the backup")
    .addOption(keyFileOption())
    .addOption(passphraseFileOption())
    .option(
      "--data-key-file <file>",
      "where to put a data key that the backup carries; default DATA_DIR/data.key without DATABASE_URL",
    )
    .option(
      "--departures <file>",
      "who left since the backup, read together with departures.jsonl in DATA_DIR and beside the backup",
    )
    .addHelpText("after", help)
    .action(restore);
}

const help = `
The database has to be empty: a new DATA_DIR, or a new database at DATABASE_URL. What is there is never overwritten.
Afterwards the bot does not send what has long been due: days whose answers may be lost do not count as missed, old
reminders are dropped, open alerts and messages between people go on. Coordinators are told from when the data is.
`;

async function restore(file: string, options: Options): Promise<void> {
  const config = storageConfig();
  if (!(await isOnDisk(file))) throw new OperatorError(`${file} is not there.`);
  const key = await chosenKey(config, options);
  const departures = await findDepartures(file, config, options);
  const carriedTo = departuresFile(config.dataDir);
  const { url, stop } = await reachDatabase({ database: config.database, log: createLog("warn") });
  const bar = progressBar("MB");
  try {
    const restored = await restoreBackup({
      url,
      file,
      key,
      now: systemClock.now(),
      accept: async (manifest) => await placeDataKey(manifest, config, options),
      progress: bar.show,
      departures: departures?.known,
      ...(departures && {
        carryOver: async (lastAudit) =>
          await carryDeparturesOver(
            departures.files.map(({ path }) => path),
            carriedTo,
            lastAudit,
            systemClock.now(),
          ),
      }),
    });
    bar.stop();
    await say(restored, departures, url, config, file);
  } finally {
    bar.stop();
    await stop();
  }
}

async function say(
  restored: Restored,
  departures: Found | undefined,
  url: string,
  config: StorageConfig,
  file: string,
): Promise<void> {
  switch (restored.kind) {
    case "wrong-key":
      throw new OperatorError(`This key or passphrase does not open ${file}. Nothing was changed.`);
    case "damaged":
      throw new OperatorError(
        `${file} is altered or cut short, or no backup at all. No row was written. Take another copy of it, or an older one.`,
      );
    case "newer":
      throw new OperatorError(
        `${file} was made by a newer release: it needs ${restored.needs}, which this one does not have. ` +
          "Bring this one up to date (git pull, npm ci), then run it again. Nothing was changed.",
      );
    case "not-empty":
      throw new OperatorError(
        `The database is not empty, and nothing in it is overwritten:\n${restored.reasons.map((reason) => `  ${reason}\n`).join("")}` +
          "Restore into a new one: another DATA_DIR, or another database at DATABASE_URL.",
      );
    case "restored": {
      const { manifest, rows, settled, applied } = restored;
      const db = createDatabase(url, { poolSize: 1 });
      const at = systemClock.now();
      await audit(db, { at, actor: "operator", action: "restore" });
      for (const [what, ids] of Object.entries(applied ?? {}))
        for (const id of ids)
          await audit(db, { at, actor: "operator", action: `restore-${what}`, subject: `participant:${id}` });
      await db.$disconnect();
      const plural = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
      process.stdout.write(
        `${plural(rows, "row")} as of ${manifest.madeAt}.\n` +
          `${plural(settled.days, "day")} without an answer in it will not count as missed; ` +
          `${plural(settled.messages, "old message")} will not be sent; ${plural(settled.told, "coordinator")} will be told.\n` +
          (applied
            ? `Of those who left since: ${applied.erased.length} erased again, ${applied.withdrawn.length} withdrawn again, ` +
              `${applied.frozen.length} locked until they get a new link. Of ${plural(applied.refused.length, "other")} a consent was taken back again, ` +
              `of ${applied.deleted.length} a part of their plan deleted again.\n${departures ? sources(departures) : ""}${isBeyond(manifest, at) ? TOO_OLD : ""}`
            : "WHO WITHDREW, WAS ERASED OR LOST A PHONE SINCE IS NOT KNOWN HERE, and is as before: there is no departures.jsonl. " +
              "See docs/operations.md.\n"),
      );
      const here = config.dataKeys ?? (await readDataKeys(config.dataDir)) ?? [];
      const missing = manifest.dataKeyIds.filter((id) => !here.some((key) => keyIdOf(key) === id));
      if (missing.length > 0)
        process.stdout.write(
          `It is sealed under data key ${missing.join(", ")}, which is not here: put it back before you start the bot.\n`,
        );
    }
  }
}

/** It was made before what the files have forgotten. */
function isBeyond({ madeAt }: Manifest, now: Date): boolean {
  return now.getTime() - Date.parse(madeAt) > KEPT_DAYS * DAY_MS;
}

const TOO_OLD =
  `THIS BACKUP IS OLDER THAN ${KEPT_DAYS} DAYS, AFTER WHICH THE FILES FORGET ALL BUT ERASURES: WHO WITHDREW, TOOK A CONSENT BACK ` +
  "OR LOST A PHONE BEFORE THAT IS NOT KNOWN HERE, and is as before. See docs/operations.md.\n";

interface Found {
  readonly files: readonly { readonly path: string; readonly known: readonly Departure[] }[];
  readonly known: readonly Departure[];
  /** It was made with the newest backup there, and knows nothing of what happened afterwards. */
  readonly isOnlyTheCopy: boolean;
}

/** All files that are found count: each may know of somebody whom the others do not. */
async function findDepartures(
  backup: string,
  { dataDir }: StorageConfig,
  { departures }: Options,
): Promise<Found | undefined> {
  const named = departures === undefined ? undefined : resolve(departures);
  const [own, copy] = [departuresFile(dataDir), departuresFile(dirname(backup))].map((path) => resolve(path));
  const files: Found["files"][number][] = [];
  for (const path of new Set([named, own, copy])) {
    if (path === undefined) continue;
    const known = await readDepartures(path);
    if (known) files.push({ path, known });
    else if (path === named) throw new OperatorError(`${departures} is not there. Nothing was changed.`);
  }
  if (files.length === 0) return undefined;
  const isOnlyTheCopy = copy !== own && files.every(({ path }) => path === copy);
  return { files, known: files.flatMap(({ known }) => known), isOnlyTheCopy };
}

/** Which files were read and up to when each knows who left: a count alone would reassure where nothing is known. */
function sources({ files, isOnlyTheCopy }: Found): string {
  const lines = files.map(({ path, known }) => {
    const newest = known
      .map(({ at }) => at.toISOString())
      .toSorted()
      .at(-1);
    return `  ${path}, ${newest === undefined ? "with nobody in it" : `up to ${newest}`}\n`;
  });
  return (
    `That was read from\n${lines.join("")}` +
    (isOnlyTheCopy
      ? "THAT IS ONLY THE COPY BESIDE THE BACKUP: WHO WITHDREW, WAS ERASED OR LOST A PHONE AFTER IT WAS MADE IS NOT KNOWN HERE, " +
        "and is as before. Where the former DATA_DIR is left, restore into a new database with --departures and its " +
        "departures.jsonl; otherwise see docs/operations.md.\n"
      : "")
  );
}

/** Before the rows, so that there is no moment in which they lie here without their key. */
async function placeDataKey(manifest: Manifest, config: StorageConfig, options: Options): Promise<void> {
  if (!manifest.dataKeys) return;
  const keys = decodeKeys(manifest.dataKeys.join(","));
  if (!keys) throw new OperatorError("The data key in the backup is none.");
  const has = (held: readonly Uint8Array[]) =>
    manifest.dataKeyIds.every((id) => held.some((key) => keyIdOf(key) === id));
  if (config.dataKeys && has(config.dataKeys)) return;
  if (config.dataKeys && options.dataKeyFile === undefined)
    throw new OperatorError(
      "The backup carries its data key, and DATA_KEY is another one. Say with --data-key-file where to put it, then set DATA_KEY to it.",
    );
  const path = options.dataKeyFile ?? dataKeyFile(config.dataDir);
  // Never overwritten: it may be the key of data that is in use.
  const present = await readKeyFile(path);
  if (present && has(present)) return;
  if (present)
    throw new OperatorError(
      `${path} holds another key than the backup carries. Move it away first, or say another place with --data-key-file. ` +
        "Nothing was changed.",
    );
  if (options.dataKeyFile === undefined) await makeDataDir(config.dataDir);
  await writeKeyFile(path, keys);
}
