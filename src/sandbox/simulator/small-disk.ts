import { execFile } from "node:child_process";
import { mkdir, readdir, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findPostmaster, isAlive } from "../../db/postmaster.ts";

const run = promisify(execFile);

/** A file system in memory of its own, which can be full for a while: PostgreSQL meets the real ENOSPC on it. */
export interface SmallDisk {
  readonly directory: string;
  /** Leaves nothing but what is written already. */
  fill(): Promise<void>;
  free(): Promise<void>;
  remove(): Promise<void>;
}

const prefix = "teman-pulih-small-disk-";
const ROOMY = "8g";
const MOST_TRIES = 50;

/** Undefined where this account may not mount one. */
export async function mountSmallDisk(): Promise<SmallDisk | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  await removeAbandoned();
  const directory = join(tmpdir(), `${prefix}${process.pid}`);
  await mkdir(directory, { recursive: true });
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${ROOMY},mode=711`, "teman-pulih", directory]);
  } catch {
    await rm(directory, { recursive: true });
    return undefined;
  }
  const resize = async (size: string): Promise<void> => {
    await run("mount", ["-o", `remount,size=${size}`, directory]);
  };
  return {
    directory,
    async fill() {
      for (let attempt = 1; ; attempt++) {
        const { blocks, bfree, bsize } = await statfs(directory);
        try {
          return await resize(String((blocks - bfree) * bsize));
        } catch (error) {
          // More was written meanwhile: it cannot be made smaller than what it holds.
          if (attempt === MOST_TRIES) throw error;
        }
      }
    },
    async free() {
      await resize(ROOMY);
    },
    remove: async () => await unmount(directory),
  };
}

async function unmount(directory: string): Promise<void> {
  await run("umount", ["-l", directory]).catch(() => undefined);
  await rm(directory, { recursive: true, force: true });
}

async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
    if (Number.isNaN(owner) || isAlive(owner)) continue;
    const directory = join(tmpdir(), name);
    const server = await findPostmaster(join(directory, "postgres/data"));
    if (server) process.kill(server.pid, "SIGQUIT");
    await unmount(directory);
  }
}
