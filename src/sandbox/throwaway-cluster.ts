import { existsSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type EmbeddedCluster, type EmbeddedOptions, startEmbedded } from "../db/embedded.ts";
import { findPostmaster, isAlive } from "../db/postmaster.ts";

const pollMilliseconds = 20;
const prefix = "teman-pulih-throwaway-";
/** Somebody may still write there, a server that is about to end or another process that clears away the same. */
const everything = { recursive: true, force: true, maxRetries: 10 } as const;

/**
 * A cluster in a temporary directory (or in `dataDir`) that goes when it stops: for tests, measurements and the
 * drift check.
 */
export async function startThrowawayCluster(
  options: Omit<EmbeddedOptions, "dataDir"> & Partial<Pick<EmbeddedOptions, "dataDir">>,
): Promise<EmbeddedCluster> {
  await removeAbandoned();
  const dataDir = options.dataDir ?? (await makeThrowawayDirectory());
  // A directory that was given may be where a disk is mounted.
  const owned = options.dataDir ? join(dataDir, "postgres") : dataDir;
  const clearAway = () => killAtOnce(dataDir, owned);
  process.once("exit", clearAway);
  const cluster = await startEmbedded({ durable: false, ...options, dataDir });
  return {
    url: cluster.url,
    async stop() {
      await cluster.stop();
      process.removeListener("exit", clearAway);
      await rm(owned, { recursive: true, force: true });
    },
  };
}

/** For a cluster; when this process is killed, the next one that starts a throwaway cluster clears it away. */
export async function makeThrowawayDirectory(label = ""): Promise<string> {
  return await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-${label}`));
}

/** For a process that exits without stopping it, on Ctrl-C for instance: nothing can be waited for there. */
function killAtOnce(dataDir: string, owned: string): void {
  const lockFile = join(dataDir, "postgres/data/postmaster.pid");
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  if (existsSync(lockFile)) {
    const pid = Number(readFileSync(lockFile, "utf8").split("\n")[0]);
    // A file that is still empty names the whole group of this process, and a server may be gone by itself.
    if (pid > 0 && isAlive(pid)) process.kill(pid, "SIGQUIT");
  }
  // The lock file goes last; before that the server still writes where we want to delete.
  for (let waited = 0; waited < 3_000 && existsSync(lockFile); waited += pollMilliseconds) {
    Atomics.wait(sleeper, 0, 0, pollMilliseconds);
  }
  rmSync(owned, { ...everything, retryDelay: pollMilliseconds });
}

/** What processes left behind that were killed before they could clean up. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = name.startsWith(prefix) ? Number(name.slice(prefix.length).split("-")[0]) : Number.NaN;
    if (Number.isNaN(owner) || isAlive(owner)) continue;
    await remove(join(tmpdir(), name)).catch((error: NodeJS.ErrnoException) => {
      // Another account's, which clears it away itself.
      if (error.code !== "EACCES" && error.code !== "EPERM") throw error;
    });
  }
}

async function remove(dataDir: string): Promise<void> {
  const dataDirectory = join(dataDir, "postgres/data");
  const server = await findPostmaster(dataDirectory);
  if (server && isAlive(server.pid)) process.kill(server.pid, "SIGQUIT");
  // The lock file goes last, and a zombie that nobody reaps counts as alive.
  while (server && (await findPostmaster(dataDirectory))?.pid === server.pid) await delay(pollMilliseconds);
  await rm(dataDir, everything);
}
