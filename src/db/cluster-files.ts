import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmod,
  chown,
  mkdtemp,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { isOnDisk } from "../is-on-disk.ts";
import { OperatorError } from "../operator-error.ts";
import { makeDataDir } from "./data-keys.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import { isAlive } from "./postmaster.ts";
import { type ServerAccount, serverAccount } from "./server-account.ts";

/** What lies in DATA_DIR/postgres. */
export interface ClusterFiles {
  readonly dataDirectory: string;
  readonly serverLog: string;
  readonly password: string;
  readonly passwordFile: string;
  readonly account: ServerAccount;
}

export const clusterUser = "teman_pulih";

interface Options {
  readonly dataDir: string;
  readonly binaries: PostgresBinaries;
  /** False skips every fsync: for clusters that nobody misses after a power cut. */
  readonly durable: boolean;
  readonly warn: (message: string) => void;
}

/**
 * Finds the cluster, or makes it under a temporary name and renames it into place when it is whole: a crash
 * half-way leaves nothing that looks like a cluster, and of two at the same moment one wins and both use its files.
 */
export async function prepareCluster(options: Options): Promise<ClusterFiles> {
  try {
    return await findOrMake(options);
  } catch (error) {
    const { code, path = options.dataDir } = error as NodeJS.ErrnoException;
    if (code !== "EACCES" && code !== "EPERM") throw error;
    throw new OperatorError(
      `This account may not use ${path}. Run it as the account that DATA_DIR belongs to, or give that directory to this one.`,
      { cause: error },
    );
  }
}

/** Whether there is one; also true where only an attempt to use it tells what is in the way. */
export async function hasCluster(dataDir: string): Promise<boolean> {
  return await isOnDisk(join(dataDir, "postgres/data/PG_VERSION")).catch(() => true);
}

async function findOrMake(options: Options): Promise<ClusterFiles> {
  const { dataDir, binaries } = options;
  await makeDataDir(dataDir);
  const home = join(await realpath(dataDir), "postgres");
  const dataDirectory = join(home, "data");

  if (!(await isOnDisk(join(dataDirectory, "PG_VERSION")))) {
    await removeAbandoned(dataDir);
    await makeCluster(home, options);
  }
  const version = (await readFile(join(dataDirectory, "PG_VERSION"), "utf8")).trim();
  if (version !== binaries.majorVersion) {
    throw new OperatorError(
      `${dataDirectory} was made by PostgreSQL ${version}, and this release brings PostgreSQL ${binaries.majorVersion}. ` +
        "Go back to the release that made it, make a backup with that, and restore it with this one into a new DATA_DIR; " +
        "or serve it elsewhere and set DATABASE_URL.",
    );
  }
  await giveToServerIfRootOwnsIt(dataDirectory);
  const passwordFile = join(home, "password");
  return {
    dataDirectory,
    passwordFile,
    serverLog: join(home, "server.log"),
    password: (await readFile(passwordFile, "utf8")).trim(),
    account: await serverAccount(dataDirectory, {
      run: binaries.postgres,
      read: binaries.catalog,
      enter: dataDirectory,
    }),
  };
}

async function makeCluster(home: string, options: Options): Promise<void> {
  const { binaries, durable, warn } = options;
  const staging = await mkdtemp(`${home}.new-${process.pid}-`);
  try {
    const account = await serverAccount(join(home, "data"), {
      run: binaries.postgres,
      read: binaries.catalog,
      enter: join(staging, ".."),
    });
    const passwordFile = join(staging, "password");
    await writeFile(passwordFile, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
    if (account.owner) {
      const { uid, gid } = account.owner;
      await Promise.all([staging, passwordFile].map((path) => chown(path, uid, gid)));
    }

    await run(account, binaries.initdb, [
      `--pgdata=${join(staging, "data")}`,
      `--username=${clusterUser}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      // Sorts the same on every machine and after every system upgrade.
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions",
      ...(durable ? [] : ["--no-sync"]),
    ]);
    await putInPlace(staging, home, warn);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function putInPlace(staging: string, home: string, warn: Options["warn"]): Promise<void> {
  if (await renamed(staging, home)) return;
  // Somebody else's cluster is there by now, or something that never was one.
  if (await isOnDisk(join(home, "data/PG_VERSION"))) return;
  const aside = await mkdtemp(`${home}.unusable-`);
  await rename(home, aside);
  warn(`${home} held no database; it was moved to ${aside}`);
  if (!(await renamed(staging, home)) && !(await isOnDisk(join(home, "data/PG_VERSION")))) {
    throw new OperatorError(`Could not put the new database cluster into ${home}.`);
  }
}

async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (["ENOTEMPTY", "EEXIST", "ENOTDIR"].includes(code)) return false;
    throw error;
  }
  const parent = await open(join(to, ".."));
  try {
    await parent.sync();
  } finally {
    await parent.close();
  }
  return true;
}

/** A copy restored by root belongs to root, and PostgreSQL insists on a directory of its own. */
async function giveToServerIfRootOwnsIt(dataDirectory: string): Promise<void> {
  if (process.getuid?.() !== 0 || (await stat(dataDirectory)).uid !== 0) return;
  const { owner } = await serverAccount(dataDirectory, { run: "/bin/sh", read: "/bin/sh", enter: "/" });
  if (!owner) return;
  const names = await readdir(dataDirectory, { recursive: true });
  for (const path of [
    join(dataDirectory, ".."),
    dataDirectory,
    ...names.map((name) => join(dataDirectory, name)),
  ]) {
    await chown(path, owner.uid, owner.gid);
  }
  await chmod(dataDirectory, 0o700);
}

async function removeAbandoned(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const pid = /^postgres\.new-(\d+)-/.exec(name)?.[1];
    if (pid && Number(pid) !== process.pid && !isAlive(Number(pid))) {
      await rm(join(dataDir, name), { recursive: true, force: true });
    }
  }
}

/** The server and initdb get none of our environment: it holds the bot's token. */
export const serverEnvironment = { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

function run(account: ServerAccount, program: string, args: readonly string[]): Promise<void> {
  const [command = program, ...rest] = [...account.prefix, program, ...args];
  const child = spawn(command, rest, {
    ...(account.prefix.length === 0 && account.owner),
    env: serverEnvironment,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve();
      else reject(new OperatorError(`initdb failed (${signal ?? `code ${code}`}): ${complaint.trim()}`));
    });
  });
}
