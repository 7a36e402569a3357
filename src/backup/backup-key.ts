import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { OperatorError } from "../operator-error.ts";
import type { Key, Lock } from "./envelope.ts";

const SHORTEST_PASSPHRASE = 12;

export const backupKeyFile = (dataDir: string): string => join(dataDir, "backup.key");

/** What a file says for whom a backup is: `age1…` is enough, the secret key need not be on this machine. */
export async function lockFromFile(path: string): Promise<Lock> {
  const { identity, recipient } = await readKeyFile(path);
  if (identity) return { kind: "recipient", recipient: await identityToRecipient(identity) };
  if (recipient) return { kind: "recipient", recipient };
  throw new OperatorError(`${path} holds no backup key: a line that begins with age1 or AGE-SECRET-KEY-1.`);
}

export async function keyFromFile(path: string): Promise<Key> {
  const { identity, recipient } = await readKeyFile(path);
  if (identity) return { kind: "identity", identity };
  throw new OperatorError(
    recipient
      ? `${path} holds only the public half, which closes backups. The secret half (AGE-SECRET-KEY-1…) opens them.`
      : `${path} holds no backup key: a line that begins with AGE-SECRET-KEY-1.`,
  );
}

/** Whoever gets at the secret half opens every backup; with the public one they are made. @throws {OperatorError} when it cannot be used */
export async function halfIn(path: string): Promise<"secret" | "public" | "none"> {
  const { identity, recipient } = await readKeyFile(path);
  return identity ? "secret" : recipient ? "public" : "none";
}

/** False when there is one already. */
export async function makeKeyFile(path: string, now: Date): Promise<boolean> {
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(
        `# Teman Pulih, backups since ${now.toISOString()}\n# public key: ${recipient}\n${identity}\n`,
      );
      await file.sync();
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    throw new OperatorError(`${path} cannot be made (${code}).`, { cause: error });
  }
}

/** The first line. */
export async function passphraseFromFile(path: string): Promise<string> {
  const [passphrase = ""] = (await read(path)).split("\n");
  if (passphrase.trim().length < SHORTEST_PASSPHRASE)
    throw new OperatorError(
      `the passphrase in ${path} is too short: ${SHORTEST_PASSPHRASE} letters at least.`,
    );
  return passphrase.trim();
}

async function readKeyFile(path: string) {
  const lines = (await read(path)).split("\n").map((line) => line.trim());
  const identity = lines.find((line) => line.startsWith("AGE-SECRET-KEY-1"));
  const recipient = lines.find((line) => line.startsWith("age1"));
  // Its last letters are a checksum.
  if (!(await isWhole(identity, recipient)))
    throw new OperatorError(
      `${path}: the line ${identity ? "AGE-SECRET-KEY-1…" : "age1…"} is not a whole key. Compare it letter by letter with the copy you keep.`,
    );
  return { identity, recipient };
}

async function isWhole(identity: string | undefined, recipient: string | undefined): Promise<boolean> {
  try {
    if (identity) await identityToRecipient(identity);
    else if (recipient) new Encrypter().addRecipient(recipient);
    return true;
  } catch {
    // What it throws quotes the key.
    return false;
  }
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new OperatorError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`, {
      cause: error,
    });
  }
}
