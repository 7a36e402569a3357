import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rename, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type DataKeys, decodeKeys } from "../config.ts";
import { OperatorError } from "../operator-error.ts";

export const dataKeyFile = (dataDir: string): string => join(dataDir, "data.key");

export const newDataKey = (): Uint8Array => randomBytes(32);

/** Where keys and the embedded cluster are. Root's server runs under another account, which has to get through. */
export async function makeDataDir(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
}

/** The keys in `dataDir/data.key`; one is made at the first call. Of two at the same moment both get the same one. */
export async function keepDataKeys(dataDir: string): Promise<DataKeys> {
  const path = dataKeyFile(dataDir);
  await makeDataDir(dataDir);
  const existing = await readDataKeys(dataDir);
  if (existing) return existing;

  const draft = await writeDraft(path, [newDataKey()]);
  try {
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    await syncDirectory(path);
  } finally {
    await unlink(draft);
  }
  const made = await readDataKeys(dataDir);
  if (!made) throw new OperatorError(`${path} vanished while it was being made.`);
  return made;
}

/** Undefined when there is no file. */
export async function readDataKeys(dataDir: string): Promise<DataKeys | undefined> {
  return await readKeyFile(dataKeyFile(dataDir));
}

/** Undefined when there is no file. */
export async function readKeyFile(path: string): Promise<DataKeys | undefined> {
  let content: string;
  try {
    content = await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new OperatorError(
      `${path} cannot be read (${code}). Run this as the account that the file belongs to, or give the file to this one with chown.`,
      { cause: error },
    );
  }
  const keys = decodeKeys(content);
  if (!keys) {
    throw new OperatorError(
      `${path} does not hold a key (32 bytes in base64). Restore it from a backup: without it sealed data stays closed.`,
    );
  }
  return keys;
}

/** Replaces a file of keys at once: whoever reads it finds all of the old ones or all of the new ones. */
export async function writeKeyFile(path: string, keys: DataKeys): Promise<void> {
  const draft = await writeDraft(path, keys).catch((error: NodeJS.ErrnoException) => {
    throw new OperatorError(`${path} cannot be written (${error.code}).`, { cause: error });
  });
  await rename(draft, path);
  await syncDirectory(path);
}

/** Whole under another name first: a crash must not leave half a key where one is expected. */
async function writeDraft(path: string, keys: DataKeys): Promise<string> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(keys.map((key) => `${Buffer.from(key).toString("base64")}\n`).join(""));
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(dirname(path));
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
