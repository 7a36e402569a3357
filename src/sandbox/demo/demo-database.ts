import { Client } from "pg";
import type { Logger } from "pino";
import { advisoryLocks } from "../../db/advisory-locks.ts";
import { createDatabase, type Db } from "../../db/client.ts";
import { startEmbedded } from "../../db/embedded.ts";
import { migrate } from "../../db/migrate.ts";
import { OperatorError } from "../../operator-error.ts";

export interface DemoDatabase {
  readonly url: string;
  readonly db: Db;
  stop(): Promise<void>;
}

const DATABASE = "demo";

/**
 * The demo's own database in the embedded cluster under `dataDir`, held by one process at a time.
 * `fresh` begins with an empty one.
 * @throws {OperatorError} when another demo has it
 */
export async function openDemoDatabase({
  dataDir,
  fresh,
  log,
}: {
  readonly dataDir: string;
  readonly fresh: boolean;
  readonly log: Pick<Logger, "info" | "warn">;
}): Promise<DemoDatabase & { readonly isFresh: boolean }> {
  const cluster = await startEmbedded({ dataDir, log });
  const holder = new Client({ connectionString: cluster.url("postgres"), keepAlive: true });
  // Lost with the server; the app's own connections notice it themselves.
  holder.on("error", () => undefined);
  const close = async (): Promise<void> => {
    await holder.end().catch(() => undefined);
    await cluster.stop();
  };
  try {
    await holder.connect();
    const { rows } = await holder.query<{ held: boolean }>(
      `SELECT pg_try_advisory_lock(${advisoryLocks.demoInUse}) AS held`,
    );
    if (!rows[0]?.held)
      throw new OperatorError(`Another demo uses ${dataDir} already. Stop it first, or use its page.`);
    const known = await holder.query("SELECT FROM pg_database WHERE datname = $1", [DATABASE]);
    const isFresh = fresh || known.rowCount === 0;
    if (isFresh) {
      await holder.query(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`);
      await holder.query(`CREATE DATABASE ${DATABASE}`);
      // Weeks of history are lived through at the start, and a demo need not survive a power cut.
      await holder.query(`ALTER DATABASE ${DATABASE} SET synchronous_commit = off`);
    }
    const url = cluster.url(DATABASE);
    await migrate(url);
    const db = createDatabase(url);
    return {
      url,
      db,
      isFresh,
      async stop() {
        await db.$disconnect();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
