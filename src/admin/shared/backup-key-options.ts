import { Option } from "commander";
import { backupKeyFile, keyFromFile, passphraseFromFile } from "../../backup/backup-key.ts";
import type { Key } from "../../backup/envelope.ts";
import type { StorageConfig } from "../../config.ts";

export interface BackupKeyOptions {
  readonly keyFile?: string;
  readonly passphraseFile?: string;
}

export const keyFileOption = () =>
  new Option("--key-file <file>", "the backup key; default DATA_DIR/backup.key").conflicts("passphraseFile");
export const passphraseFileOption = () =>
  new Option("--passphrase-file <file>", "a file whose first line is a passphrase, instead of a key");

/** How to open a backup. */
export async function chosenKey(
  config: StorageConfig,
  { keyFile, passphraseFile }: BackupKeyOptions,
): Promise<Key> {
  if (passphraseFile !== undefined)
    return { kind: "passphrase", passphrase: await passphraseFromFile(passphraseFile) };
  return await keyFromFile(keyFile ?? backupKeyFile(config.dataDir));
}
