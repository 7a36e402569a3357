import { type ChildProcess, spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import type { Logger } from "pino";
import { freePort } from "../free-port.ts";
import { OperatorError } from "../operator-error.ts";
import { advisoryLocks } from "./advisory-locks.ts";
import { type ClusterFiles, clusterUser, prepareCluster, serverEnvironment } from "./cluster-files.ts";
import { EMBEDDED_CONNECTIONS } from "./connections.ts";
import { type PostgresBinaries, postgresBinaries } from "./postgres-binaries.ts";
import { findPostmaster, isAlive, lastPort, type Postmaster } from "./postmaster.ts";

export interface EmbeddedCluster {
  /** A URL for one of its databases; default is the application's own. */
  url(database?: string): string;
  /** Leaves the cluster, and stops the server when nobody else uses it. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** The cluster lives in `postgres/` below it. */
  readonly dataDir: string;
  readonly log: Pick<Logger, "info" | "warn">;
  /** False skips every fsync: for tests only. */
  readonly durable?: boolean;
  /** PostgreSQL settings for the server, if it is this call that starts it. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told that the server came back on another port, where whoever asked for `url` before does not find it. */
  readonly onMoved?: (() => void) | undefined;
}

const applicationDatabase = "teman_pulih";
const pollMilliseconds = 20;
const reviveAgainMilliseconds = 1000;
const longestPauseMilliseconds = 4000;
/** Long enough for crash recovery on a slow disk. */
const startSeconds = 120;
/** Within the ten seconds in which the whole application has to stop. */
const stopSeconds = 7;

/**
 * Errors and parameters quote people's answers and ids. They go to the client and not to the log, which has starts, stops and
 * crashes.
 */
export const quietLog = {
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_parameter_max_length: "0",
  log_parameter_max_length_on_error: "0",
};
const baseSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "64MB",
  max_connections: String(EMBEDDED_CONNECTIONS),
  max_wal_size: "256MB",
  max_worker_processes: "4",
  max_wal_senders: "2",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  ...quietLog,
  log_checkpoints: "off",
};
const disposableSettings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

interface Hold {
  readonly client: Client;
  readonly server: Postmaster;
}

/**
 * Makes the cluster when it is missing and starts it, or joins the server that already runs on it – another
 * process's, or one that outlived a `kill -9`. Every user holds a shared lock in the database; the last to leave
 * stops the server. When the server dies under us it is started again. Whoever starts it takes the port of the last one: others
 * know that one and go on connecting to it.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedCluster> {
  const { dataDir, log, durable = true, settings = {}, onMoved } = options;
  const binaries = await postgresBinaries();
  const files = await prepareCluster({
    dataDir,
    binaries,
    durable,
    warn: (message) => log.warn(message),
  });

  const all = { ...baseSettings, ...(durable ? {} : disposableSettings), ...settings };
  const means = { files, binaries, log, settings: all };

  const stopping = new AbortController();
  const { signal } = stopping;
  let hold = await acquire(means);
  let reviving: Promise<void> | undefined;
  const watch = (): void => {
    hold.client.once("end", () => {
      if (!signal.aborted) reviving = revive();
    });
  };
  const revive = async (): Promise<void> => {
    log.warn("lost the embedded database server; starting it again");
    let pause = reviveAgainMilliseconds;
    const { port } = hold.server;
    while (!signal.aborted)
      try {
        hold = await acquire({ ...means, port, signal });
        watch();
        if (hold.server.port === port) return;
        log.warn({ from: port, to: hold.server.port }, "the embedded database server is on another port now");
        return onMoved?.();
      } catch (err) {
        if (signal.aborted) return;
        // A full disk may be free again in a while, and nobody may be there to start us anew.
        log.warn({ err }, "the embedded database server did not come back; trying again");
        await delay(pause, undefined, { signal }).catch(() => undefined);
        pause = Math.min(pause * 2, longestPauseMilliseconds);
      }
  };
  watch();
  try {
    await createApplicationDatabase(hold.client);
  } catch (error) {
    stopping.abort();
    await leave(files, hold, log);
    throw error;
  }

  return {
    url: (database = applicationDatabase) => urlOf(files, hold.server.port, database),
    async stop() {
      stopping.abort();
      await reviving;
      await leave(files, hold, log);
    },
  };
}

interface Acquire {
  readonly files: ClusterFiles;
  readonly binaries: PostgresBinaries;
  readonly log: EmbeddedOptions["log"];
  readonly settings: Readonly<Record<string, string>>;
  /** The port to start on if it can be had; without it, that of the last server. */
  readonly port?: number;
  /** Once it is aborted no server is started any more. One that was is joined, so that it can be stopped. */
  readonly signal?: AbortSignal;
}

/** Starting and joining are one loop: whoever starts a server joins it like everybody else. */
async function acquire(means: Acquire): Promise<Hold> {
  const { files, log, port, signal } = means;
  let started: { child: ChildProcess; logFrom: number } | undefined;
  let failures = 0;
  for (let waited = 0; waited < startSeconds * 1000; waited += pollMilliseconds) {
    if (signal?.aborted && !started) break;
    const server = await findPostmaster(files.dataDirectory);
    if (server) {
      const client = await join(files, server);
      if (client) {
        log.info({ port: server.port, joined: server.pid !== started?.child.pid }, "embedded database ready");
        return { client, server };
      }
    } else if (!started) {
      started = await startServer(means, await freePort(port ?? (await lastPort(files.dataDirectory))));
    } else if (started.child.exitCode !== null || started.child.signalCode !== null) {
      // Lost a race for the port or for the directory; anything else fails the same way again.
      if (++failures === 5)
        throw new OperatorError(
          `The embedded database does not start: ${await logTail(files, started.logFrom)}`,
        );
      started = undefined;
    }
    await delay(pollMilliseconds);
  }
  throw new OperatorError(
    `The embedded database was not ready within ${startSeconds} seconds; see ${files.serverLog}`,
  );
}

/** Undefined when it does not take us yet: starting, recovering, being stopped by the last one to leave. */
async function join(files: ClusterFiles, server: Postmaster): Promise<Client | undefined> {
  const client = new Client({ connectionString: urlOf(files, server.port, "postgres"), keepAlive: true });
  // "end" handles a lost connection; without a listener for "error" it would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ joined: boolean }>(
      `SELECT pg_try_advisory_lock_shared(${advisoryLocks.clusterInUse}) AS joined`,
    );
    if (rows[0]?.joined) return client;
  } catch (error) {
    const { code = "" } = error as { code?: string };
    if (code.startsWith("28")) {
      throw new OperatorError(`The embedded database refuses the password in ${files.passwordFile}.`, {
        cause: error,
      });
    }
  }
  await client.end().catch(() => undefined);
  return undefined;
}

async function startServer({ files, binaries, settings }: Acquire, port: number) {
  const { account, dataDirectory, serverLog } = files;
  const logFile = await open(serverLog, "a", 0o600);
  try {
    const { size } = await logFile.stat();
    const args = ["-D", dataDirectory, "-p", String(port)];
    for (const [name, value] of Object.entries(settings)) args.push("-c", `${name}=${value}`);
    const [command = binaries.postgres, ...rest] = [...account.prefix, binaries.postgres, ...args];
    const child = spawn(command, rest, {
      ...(account.prefix.length === 0 && account.owner),
      env: serverEnvironment,
      // Ctrl-C in a terminal goes to the whole process group, and the server has to outlive us by a moment.
      detached: true,
      stdio: ["ignore", logFile.fd, logFile.fd],
    });
    await new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    child.unref();
    return { child, logFrom: size };
  } finally {
    await logFile.close();
  }
}

async function leave(
  files: ClusterFiles,
  { client, server }: Hold,
  log: EmbeddedOptions["log"],
): Promise<void> {
  let last = false;
  try {
    await client.query(`SELECT pg_advisory_unlock_shared(${advisoryLocks.clusterInUse})`);
    const { rows } = await client.query<{ last: boolean }>(
      `SELECT pg_try_advisory_lock(${advisoryLocks.clusterInUse}) AS last`,
    );
    last = rows[0]?.last ?? false;
  } catch (err) {
    log.warn({ err }, "lost the embedded database server before it was stopped");
  }
  if (last) await stopServer(files, server, log);
  await client.end().catch(() => undefined);
}

async function stopServer(
  files: ClusterFiles,
  { pid }: Postmaster,
  log: EmbeddedOptions["log"],
): Promise<void> {
  // SIGINT: ends sessions and writes a checkpoint. SIGQUIT: at once, and the next start recovers.
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    if (isAlive(pid)) process.kill(pid, signal);
    for (let waited = 0; waited < stopSeconds * 1000; waited += pollMilliseconds) {
      // The lock file goes last, and a zombie that nobody reaps counts as alive.
      if (!isAlive(pid) || (await findPostmaster(files.dataDirectory))?.pid !== pid) return;
      await delay(pollMilliseconds);
    }
    log.warn({ signal }, "the embedded database server is slow to stop");
  }
}

async function createApplicationDatabase(client: Client): Promise<void> {
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [
    applicationDatabase,
  ]);
  if (rowCount) return;
  try {
    await client.query(`CREATE DATABASE ${applicationDatabase}`);
  } catch (error) {
    // Another process made it at the same moment.
    if (!["42P04", "23505"].includes((error as { code?: string }).code ?? "")) throw error;
  }
}

function urlOf({ password }: ClusterFiles, port: number, database: string): string {
  return `postgresql://${clusterUser}:${password}@127.0.0.1:${port}/${database}`;
}

async function logTail({ serverLog }: ClusterFiles, from: number): Promise<string> {
  return (await readFile(serverLog)).subarray(from).toString("utf8").trim().slice(-2000);
}
