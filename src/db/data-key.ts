import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { decodeKey } from "../config.ts";
import { OperatorError } from "../operator-error.ts";

/** The key in `dataDir/data.key`, made at the first call. Of two at the same moment both get the same one. */
export async function keepDataKey(dataDir: string): Promise<Uint8Array> {
  const path = join(dataDir, "data.key");
  await mkdir(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  const existing = await readKey(path);
  if (existing) return existing;

  // Whole under another name first: a crash must not leave half a key where one is expected.
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(`${randomBytes(32).toString("base64")}\n`);
    await file.sync();
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } finally {
    await file.close();
    await unlink(draft);
  }
  const made = await readKey(path);
  if (!made) throw new OperatorError(`${path} vanished while it was being made.`);
  return made;
}

async function readKey(path: string): Promise<Uint8Array | undefined> {
  let content: string;
  try {
    content = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const key = decodeKey(content.trim());
  if (!key) {
    throw new OperatorError(
      `${path} does not hold a key (32 bytes in base64). Restore it from a backup: without it sealed data stays closed.`,
    );
  }
  return key;
}
