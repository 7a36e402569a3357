import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { OperatorError } from "../operator-error.ts";
import { createDatabase, type Db, isDatabaseDown } from "./client.ts";
import { startEmbedded } from "./embedded.ts";
import { migrate } from "./migrate.ts";

export interface OpenDatabase {
  readonly url: string;
  readonly db: Db;
  /** Closes the connections, and stops the embedded server unless another process still uses it. */
  stop(): Promise<void>;
}

interface Options {
  readonly database: Config["database"];
  readonly log: Pick<Logger, "info" | "warn">;
  /**
   * Whether to bring the database to this release, or to take it as it is. If it throws, the opening ends with that error
   * and nothing is changed.
   */
  readonly mayMigrate?: (url: string) => Promise<boolean>;
  /** Told that the embedded server is on another port than `url` says: whoever holds that has to begin anew. */
  readonly onMoved?: (() => void) | undefined;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/** 0.5, 1, 2, 4 … seconds, then every ten: about two minutes in all. */
const waits = [500, 1_000, 2_000, 4_000, 8_000, ...Array<number>(10).fill(10_000)];

/**
 * The database, started if it is ours, waited for if it is not there yet, and brought to this release where that may be.
 *
 * @throws {OperatorError} when waiting does not help
 */
export async function openDatabase({ mayMigrate, ...where }: Options): Promise<OpenDatabase> {
  const reached = await reachDatabase(where);
  const { url } = reached;
  const db = createDatabase(url);
  const stop = async () => {
    await db.$disconnect();
    await reached.stop();
  };
  try {
    await refuseOtherZone(db);
    const applied = (await mayMigrate?.(url)) === false ? [] : await migrate(url);
    if (applied.length > 0) where.log.info({ migrations: applied }, "database migrated");
    return { url, db, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Options in the address take the place of ours (`createDatabase`), and some poolers drop them; the role's own setting holds. */
async function refuseOtherZone(db: Db): Promise<void> {
  const [session] = await db.$queryRaw<{ zone: string; role: string }[]>`
    SELECT current_setting('TimeZone') AS zone, quote_ident(current_user) AS role`;
  if (!session || /^(Etc\/)?(UTC|GMT)$/.test(session.zone)) return;
  throw new OperatorError(
    `The database gives times of ${session.zone} instead of UTC, and they would be read wrongly. ` +
      `Run there: ALTER ROLE ${session.role} SET TimeZone TO 'UTC'`,
  );
}

/** The database as it is, of whatever release. */
export async function reachDatabase({
  database,
  log,
  wait = delay,
  onMoved,
}: Pick<Options, "database" | "log" | "wait" | "onMoved">): Promise<Omit<OpenDatabase, "db">> {
  const cluster =
    database.kind === "embedded"
      ? await startEmbedded({ dataDir: database.dataDir, log, onMoved })
      : undefined;
  try {
    const url = cluster?.url() ?? (database.kind === "url" ? database.url : "");
    await untilReachable(url, log, wait);
    return { url, stop: async () => await cluster?.stop() };
  } catch (error) {
    await cluster?.stop();
    throw error;
  }
}

async function untilReachable(
  url: string,
  log: Options["log"],
  wait: NonNullable<Options["wait"]>,
): Promise<void> {
  for (const milliseconds of [...waits, undefined]) {
    const error = await failureToConnect(url);
    if (error === undefined) return;
    const code = (error as { code?: unknown }).code ?? "unknown";
    if (!isDatabaseDown(error)) throw new OperatorError(`${refusal(String(code))} Check DATABASE_URL.`);
    if (milliseconds === undefined) break;
    log.warn({ code, retryInSeconds: milliseconds / 1000 }, "the database cannot be reached yet");
    await wait(milliseconds);
  }
  throw new OperatorError(
    "The database could not be reached for two minutes. Check DATABASE_URL and the server.",
  );
}

async function failureToConnect(connectionString: string): Promise<unknown> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function refusal(code: string): string {
  switch (code) {
    case "28P01":
    case "28000":
      return "The database refuses this user or password.";
    case "3D000":
      return "The server has no database of this name.";
    default:
      return `The database refuses the connection (${code}).`;
  }
}
