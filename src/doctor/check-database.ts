import { statfs } from "node:fs/promises";
import type { Client } from "pg";
import type { Clock } from "../clock.ts";
import type { StorageConfig } from "../config.ts";
import { compareMigrations } from "../db/applied-migrations.ts";
import { CONNECTIONS_PER_PROCESS } from "../db/connections.ts";
import { quietLog } from "../db/embedded.ts";
import { type Check, clockCheck, fail, ok, warn } from "./check.ts";

const OLDEST_VERSION = 140_000;
const GIGABYTE = 1024 ** 3;

/** The server, the schema, the space. */
export async function checkDatabase(
  client: Client,
  { database, dataDir }: StorageConfig,
  clock: Clock,
): Promise<readonly Check[]> {
  const began = clock.now().getTime();
  const { rows } = await client.query<{
    now: Date;
    version: number;
    name: string;
    size: number;
    used: number;
    most: number;
  }>(
    `SELECT clock_timestamp() AS now, current_setting('server_version_num')::int AS version,
       current_setting('server_version') AS name, pg_database_size(current_database())::float8 AS size,
       (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,
       current_setting('max_connections')::int AS most`,
  );
  const ended = clock.now().getTime();
  const [row] = rows;
  if (!row) throw new Error("the database answered nothing");
  const megabytes = Math.round(row.size / 1024 / 1024);
  return [
    row.version < OLDEST_VERSION
      ? fail("database", `PostgreSQL ${row.name} is too old`, "use PostgreSQL 14 or newer")
      : ok("database", `PostgreSQL ${row.name}, ${megabytes} MB`),
    row.used > row.most * 0.8
      ? warn(
          "connections",
          `${row.used} of ${row.most} connections are taken`,
          `raise max_connections, or run fewer instances (each takes up to ${CONNECTIONS_PER_PROCESS})`,
        )
      : ok("connections", `${row.used} of ${row.most}`),
    clockCheck("clock-database", "the database's", (began + ended) / 2 - row.now.getTime()),
    await migrationsCheck(client),
    database.kind === "embedded" ? await spaceCheck(dataDir) : await serverLogCheck(client),
  ];
}

async function migrationsCheck(client: Client): Promise<Check> {
  const { missing, unknown } = await compareMigrations(client);
  if (unknown.length > 0)
    return fail(
      "migrations",
      `the database belongs to a newer release (${unknown.at(-1)})`,
      "bring this one up to date (git pull, npm ci)",
    );
  return missing.length > 0
    ? warn("migrations", `still to come: ${missing.length}`, "npm start applies them; make a backup first")
    : ok("migrations", "up to date");
}

async function spaceCheck(dataDir: string): Promise<Check> {
  const { bavail, bsize } = await statfs(dataDir);
  const free = bavail * bsize;
  const says = `${(free / GIGABYTE).toFixed(1)} GB free at DATA_DIR`;
  const next = "make room, or move DATA_DIR to a larger disk; PostgreSQL stops when it is full";
  if (free < GIGABYTE / 4) return fail("disk", says, next);
  return free < 2 * GIGABYTE ? warn("disk", says, next) : ok("disk", says);
}

/** Only for the operator's own server; ours is started with these settings. */
async function serverLogCheck(client: Client): Promise<Check> {
  const name = "server log";
  const { rows } = await client.query<{ setting: string }>(
    `SELECT setting FROM unnest($1::text[], $2::text[]) AS quiet (setting, value)
     WHERE current_setting(setting, true) IS DISTINCT FROM value`,
    [Object.keys(quietLog), Object.values(quietLog)],
  );
  return rows.length > 0
    ? warn(
        name,
        `it may quote answers, codes and accounts (${rows.map(({ setting }) => setting).join(", ")})`,
        "have it set for this database as docs/operations.md says under Several instances",
      )
    : ok(name, "quotes no values");
}
