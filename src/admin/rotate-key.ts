import { join } from "node:path";
import { Command } from "commander";
import type { Client } from "pg";
import { audit } from "../audit.ts";
import { beginChainsAnew } from "../audit-chain/chain-one-batch.ts";
import { systemClock } from "../clock.ts";
import type { DataKeys, StorageConfig } from "../config.ts";
import { dataKeyFile, newDataKey, readDataKeys, writeKeyFile } from "../db/data-keys.ts";
import { type KeySource, readKnownKeys, unlock, withClient } from "../db/key-check.ts";
import type { OpenDatabase } from "../db/open-database.ts";
import { countUnreadable, discardUnreadable, isBotRunning, rotateKeys } from "../db/rotate-keys.ts";
import { createSealer, keyIdOf } from "../db/seal.ts";
import { OperatorError } from "../operator-error.ts";
import { storageConfig, withDatabase } from "./shared/environment.ts";
import { progressBar } from "./shared/progress.ts";

interface Options {
  readonly giveUpDamaged?: true;
  readonly discardUnreadable?: true;
  readonly yes?: true;
}

export function rotateKeyCommand(): Command {
  return new Command("rotate-key")
    .description(
      "seal everything anew under another data key. Can be stopped at any moment and run again; the bot may run",
    )
    .option("--give-up-damaged", "end although some values no longer open; they stay as they are")
    .option(
      "--discard-unreadable",
      "the old key is lost for good: bring the database to this release and empty what was sealed under it",
    )
    .option("--yes", "with --discard-unreadable: really empty it")
    .addHelpText("after", help)
    .action(async (options: Options) => {
      const config = storageConfig();
      if (options.discardUnreadable) await discard(config, options.yes ?? false);
      else
        await withDatabase(
          config,
          async (database) => await rotate(database, config, options.giveUpDamaged ?? false),
        );
    });
}

const help = `
With the key in DATA_DIR/data.key: run it, restart the bot when it says so, run it again.
With DATA_KEY: put a new key before the old one (DATA_KEY=new,old), restart every process, run it, then take the old
key out. Several processes that are restarted one after the other: first DATA_KEY=old,new everywhere, then new,old.
`;

async function rotate({ url, db }: OpenDatabase, source: KeySource, giveUpDamaged: boolean): Promise<void> {
  const now = systemClock.now();
  let keys = await unlock(url, source, now);
  const known = await withClient(url, readKnownKeys);
  const waiting = known.filter(({ id, retired }) => !retired && id !== keyIdOf(keys[0]));
  if (waiting.length === 0 && keys.length === 1) {
    if (source.dataKeys) throw new OperatorError(`DATA_KEY holds one key only.\n${help}`);
    // From here on both keys open, whoever starts.
    keys = [newDataKey(), ...keys];
    await writeKeyFile(dataKeyFile(source.dataDir), keys);
    await unlock(url, source, now);
  }
  const bar = progressBar("values");
  const rotated = await rotateKeys(url, {
    sealer: createSealer(...keys),
    giveUpDamaged,
    progress: bar.show,
    now,
  }).finally(bar.stop);
  switch (rotated.kind) {
    case "processes-behind":
      throw new OperatorError(
        `A process that runs does not seal under the new key ${keyIdOf(keys[0])} yet. Restart the bot, then run this again. Both keys open meanwhile.`,
      );
    case "damaged":
      throw new OperatorError(
        `Some values do not open under any key: ${list(rotated.places)}. They were left as they are, and the old key stays.\n` +
          "Look for the cause first (a row copied by hand, a bad disk). To end all the same: --give-up-damaged.",
      );
    case "done": {
      await audit(db, { at: systemClock.now(), actor: "operator", action: "rotate-key" });
      process.stdout.write(
        `${rotated.sealed} values were sealed anew; everything is under key ${keyIdOf(keys[0])} now.\n`,
      );
      await letGo(source, keys);
    }
  }
}

/** Takes the older keys out of the file. They are kept beside it, for backups that need them. */
async function letGo({ dataKeys, dataDir }: KeySource, [newest, ...older]: DataKeys): Promise<void> {
  if (dataKeys) {
    if (older.length > 0)
      process.stdout.write(
        "Take the old key out of DATA_KEY now. Backups from before still need it: keep it with them until they are gone.\n",
      );
    return;
  }
  for (const key of older) {
    const retired = join(dataDir, `data.key.retired-${keyIdOf(key)}`);
    await writeKeyFile(retired, [key]);
    process.stdout.write(
      `The old key is in ${retired}. Backups from before may need it: keep it with them, then delete it here.\n`,
    );
  }
  await writeKeyFile(dataKeyFile(dataDir), [newest]);
}

async function discard(config: StorageConfig, really: boolean): Promise<void> {
  const keys = config.dataKeys ?? (await readDataKeys(config.dataDir)) ?? ([newDataKey()] as const);
  await withDatabase(
    config,
    async (database) => await discardUnder(keys, database, config, really),
    // Without the lost key nothing else brings the database to this release.
    async (url) => {
      await withClient(url, refuseWhileRunning);
      return true;
    },
  );
}

/** Under another key it would go on sealing what nobody opens; under this one it may be of the release before. */
async function refuseWhileRunning(client: Client): Promise<void> {
  if (await isBotRunning(client)) throw new OperatorError("The bot runs. Stop it first.");
}

async function discardUnder(
  keys: DataKeys,
  { url, db }: OpenDatabase,
  source: KeySource,
  really: boolean,
): Promise<void> {
  const ids = keys.map(keyIdOf);
  await withClient(url, async (client) => {
    // Again: it may have been started while the database was brought to this release.
    await refuseWhileRunning(client);
    const counts = await countUnreadable(client, ids);
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (!really)
      throw new OperatorError(
        `${total} values are sealed under keys that are not here (${list(counts) || "none"}). They would be emptied or deleted, for ever. ` +
          "When you are sure that the key is lost: --discard-unreadable --yes",
      );
    if (!source.dataKeys) await writeKeyFile(dataKeyFile(source.dataDir), keys);
    const sealer = createSealer(...keys);
    await discardUnreadable(client, ids, systemClock.now(), async () => beginChainsAnew(client, sealer));
    process.stdout.write(`${total} values were given up. The bot can be started.\n`);
  });
  await unlock(url, source, systemClock.now());
  await audit(db, { at: systemClock.now(), actor: "operator", action: "discard-unreadable" });
}

function list(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([place, count]) => `${count} in ${place}`)
    .join(", ");
}
