import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import { findPostmaster } from "../../db/postmaster.ts";
import { createLog } from "../../log.ts";
import { startTcpProxy } from "../tcp-proxy.ts";
import { startThrowawayCluster } from "../throwaway-cluster.ts";
import { mountSmallDisk } from "./small-disk.ts";
import { stuffPages } from "./stuff-pages.ts";

/** The real PostgreSQL under a simulation, and what can be done to it. */
export interface DatabaseServer {
  /** Straight to it. */
  readonly url: string;
  /** Over a line that can be slow; for the app. */
  readonly lineUrl: string;
  /** Whether its disk can be full: that needs root, to mount a small one. */
  readonly canFill: boolean;
  /** SIGINT ends sessions and stops in order; SIGQUIT stops at once, and the next start recovers. */
  restart(how: "SIGINT" | "SIGQUIT"): Promise<void>;
  /** Cuts every connection of the app. */
  cut(): Promise<void>;
  slow(milliseconds: number): void;
  /** To the app, as if nothing were there. */
  away(): Promise<void>;
  /** Resolves when it takes the app's connections again. */
  there(): Promise<void>;
  fill(): Promise<void>;
  free(): Promise<void>;
  /** Resolves when it takes a write. */
  back(): Promise<void>;
  stop(): Promise<void>;
}

const LOOK_AGAIN_MS = 20;
const BACK_WITHIN_MS = 60_000;

/** A database that somebody else has made, for a run that does nothing to its server. */
export interface GivenDatabase {
  readonly url: string;
  stop(): Promise<void>;
}

/** `harassed`: it will be, so that it is one of its own, started in a way that survives it. */
export async function startDatabaseServer(
  harassed: boolean,
  given?: () => Promise<GivenDatabase>,
): Promise<DatabaseServer> {
  const disk = harassed ? await mountSmallDisk() : undefined;
  const database = given && !harassed ? await given() : await startOwn();
  const { url } = database;
  const address = new URL(url);
  const line = harassed
    ? await startTcpProxy({ host: address.hostname, port: Number(address.port) })
    : undefined;
  if (line) address.port = String(line.port);

  let giveBack = async (): Promise<void> => undefined;

  async function startOwn(): Promise<GivenDatabase> {
    const cluster = await startThrowawayCluster({
      log: createLog("silent"),
      ...(disk && { dataDir: disk.directory }),
      settings: {
        max_connections: "150",
        // What was committed is with the operating system, and outlives the server if not the machine.
        ...(harassed && { synchronous_commit: "on" }),
      },
    });
    return { url: cluster.url(), stop: cluster.stop };
  }

  async function withClient<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: url });
    client.on("error", () => undefined);
    try {
      await client.connect();
      return await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  return {
    url,
    lineUrl: address.href,
    canFill: disk !== undefined,
    async restart(how) {
      const dataDirectory = await withClient(
        async (client) =>
          (await client.query<{ path: string }>("SELECT current_setting('data_directory') AS path")).rows[0]
            ?.path,
      );
      const server = dataDirectory && (await findPostmaster(dataDirectory));
      // Whoever holds the cluster starts it again, on the same port.
      if (server) process.kill(server.pid, how);
    },
    async cut() {
      await withClient(async (client) => {
        await client.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
        );
      });
    },
    slow: (milliseconds) => line?.slow(milliseconds),
    async away() {
      await line?.close();
    },
    async there() {
      await line?.open();
    },
    async fill() {
      if (!disk) return;
      giveBack = await stuffPages(url);
      await disk.fill();
    },
    async free() {
      await disk?.free();
      await giveBack();
    },
    async back() {
      for (const began = performance.now(); ; await wait(LOOK_AGAIN_MS))
        try {
          return await withClient(async (client) => {
            await client.query("CREATE TEMPORARY TABLE it_writes AS SELECT 1");
          });
        } catch (error) {
          if (performance.now() - began > BACK_WITHIN_MS) throw error;
        }
    },
    async stop() {
      line?.slow(0);
      await line?.close();
      await database.stop();
      await disk?.remove();
    },
  };
}
