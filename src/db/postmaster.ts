import { readFile, readlink, realpath, unlink } from "node:fs/promises";
import { join } from "node:path";

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/**
 * The server that runs on this data directory, whoever started it.
 * A lock file whose process number now belongs to something else (usual after a container restarts) is removed,
 * because PostgreSQL would take that process for a server and refuse to start.
 */
export async function findPostmaster(dataDirectory: string): Promise<Postmaster | undefined> {
  const path = join(dataDirectory, "postmaster.pid");
  const content = await readIfThere(path);
  if (content === undefined) return undefined;
  const lines = content.split("\n");
  const pid = Number(lines[0]);
  const port = Number(lines[3]);

  if (!isAlive(pid)) return undefined;
  if (await worksIn(pid, dataDirectory)) return port > 0 ? { pid, port } : undefined;
  if ((await readIfThere(path)) === content) await unlink(path);
  return undefined;
}

/** The port of the last server on this data directory, which PostgreSQL leaves there; undefined where it cannot be told. */
export async function lastPort(dataDirectory: string): Promise<number | undefined> {
  const options = await readIfThere(join(dataDirectory, "postmaster.opts"));
  const port = Number(/"-p" "(\d{1,5})"/.exec(options ?? "")?.[1]);
  return port > 0 && port < 65_536 ? port : undefined;
}

export function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A postmaster's working directory is its data directory. Where there is no /proc the process number is trusted. */
async function worksIn(pid: number, dataDirectory: string): Promise<boolean> {
  if (process.platform !== "linux") return true;
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(dataDirectory));
  } catch {
    // A container's root may not look there; the command line is open to everybody (and empty for a zombie).
    const args = (await readIfThere(`/proc/${pid}/cmdline`))?.split("\0") ?? [];
    return args[args.indexOf("-D") + 1] === dataDirectory;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    // ESRCH: the process ended between opening its file in /proc and reading it.
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}
