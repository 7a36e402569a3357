import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import { Client, Pool } from "pg";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { missingSql } from "../../scripts/missing-sql.ts";
import { migrate } from "../../src/db/migrate.ts";
import { migrationsDirectory, readMigrations, readSchema } from "../../src/db/schema-engine.ts";
import { createEmptyDatabase, createTestDatabase } from "../support/database.ts";

let url: string;
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "teman-pulih-migrations-"));
  await cp(migrationsDirectory, directory, { recursive: true });
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
  vi.restoreAllMocks();
});

async function beginEmpty(): Promise<void> {
  const { url: made, remove } = await createEmptyDatabase();
  onTestFinished(remove);
  url = made;
}

/** With everything but what a test adds: to apply it all takes a second. */
async function beginMigrated(): Promise<void> {
  const { url: made, drop } = await createTestDatabase();
  onTestFinished(drop);
  url = made;
}

async function addMigration(name: string, sql: string): Promise<void> {
  await mkdir(join(directory, name), { recursive: true });
  await writeFile(join(directory, name, "migration.sql"), sql);
}

async function ask(sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const recorded = () =>
  ask(`SELECT migration_name AS name, finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS undone
       FROM _prisma_migrations ORDER BY started_at`);

test("an empty database gets our tables and the job queue's, once; whoever starts together waits", async () => {
  await beginEmpty();
  const together = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  const [applied = [], ...others] = together.toSorted((one, other) => other.length - one.length);
  expect(others).toEqual([[], []]);
  expect(applied.length).toBeGreaterThan(0);
  expect(await recorded()).toEqual(applied.map((name) => ({ name, finished: true, undone: false })));
  expect(await ask("SELECT count(*)::int AS jobs FROM graphile_worker.jobs")).toEqual([{ jobs: 0 }]);
});

test("the server stops while the connections of the migration are still closing, and nobody is harmed", async () => {
  await beginMigrated();
  const closing = new Set<Pool>();
  const end = vi.spyOn(Pool.prototype, "end").mockImplementation(function (this: Pool) {
    closing.add(this);
  });
  await migrate(url);
  end.mockRestore();

  expect([...closing].map(({ totalCount }) => totalCount)).toEqual([1]);
  await ask(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()",
  );
  await expect.poll(() => [...closing].map(({ totalCount }) => totalCount)).toEqual([0]);
  for (const pool of closing) await pool.end();
});

test("a start with nothing to do does without the engine, which takes half a second", async () => {
  await beginMigrated();
  const engine = vi.spyOn(bindings.SchemaEngine, "new");
  expect(await migrate(url)).toEqual([]);
  expect(engine).not.toHaveBeenCalled();

  await ask(
    `UPDATE _prisma_migrations SET checksum = 'another' WHERE started_at = (SELECT max(started_at) FROM _prisma_migrations)`,
  );
  expect(await migrate(url)).toEqual([]);
  expect(engine).toHaveBeenCalledOnce();
});

test("a migration may hold functions and semicolons in texts", async () => {
  await beginMigrated();
  await addMigration(
    "99990101000000_function",
    `CREATE FUNCTION twice(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN n * 2; END; $$;
     CREATE TABLE jottings AS SELECT 'a; b'::text AS note;`,
  );
  await migrate(url, directory);
  expect(await ask("SELECT twice(4) AS n, note FROM jottings")).toEqual([{ n: 8, note: "a; b" }]);
});

test("one that fails leaves nothing of itself, says so, and runs when it is mended", async () => {
  await beginMigrated();
  await addMigration("99990101000000_broken", "CREATE TABLE half (n int); SELECT 1 / 0;");
  await expect(migrate(url, directory)).rejects.toThrow(/division by zero/);
  expect(await ask("SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);

  await addMigration("99990101000000_broken", "CREATE TABLE half (n int);");
  expect(await migrate(url, directory)).toEqual(["99990101000000_broken"]);
  expect(await recorded()).toContainEqual({ name: "99990101000000_broken", finished: true, undone: false });
});

test("one that a kill interrupted runs at the next start", async () => {
  await beginMigrated();
  await ask(`INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at)
             VALUES ('1', 'x', '99990101000000_more', now())`);
  await addMigration("99990101000000_more", "CREATE TABLE more (n int);");
  expect(await migrate(url, directory)).toEqual(["99990101000000_more"]);
});

test("one that a newer release has migrated is refused by name, and left as it is", async () => {
  await beginMigrated();
  await addMigration("99990101000000_of_tomorrow", "CREATE TABLE tomorrow (n int);");
  await migrate(url, directory);
  await ask(`INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at)
             VALUES ('1', 'x', '99990102000000_interrupted', now())`);
  const before = await recorded();
  await expect(migrate(url)).rejects.toThrow(
    "The database belongs to a newer release (99990101000000_of_tomorrow). Bring this one up to date",
  );
  expect(await recorded()).toEqual(before);
});

test("the migrations lead to the schema, and a column that is missing is found", async () => {
  await beginEmpty();
  const [migrations, schema] = await Promise.all([readMigrations(), readSchema()]);
  const wanted = schema.files.map(({ path, content }) => ({
    path,
    content: content.replace("model Programme {", "model Programme {\n  motto String?\n"),
  }));
  const [one, two] = await Promise.all([createEmptyDatabase(), createEmptyDatabase()]);
  for (const { remove } of [one, two]) onTestFinished(remove);

  expect(await missingSql({ home: url, shadow: one.url }, migrations, schema)).toBeUndefined();
  const missing = await missingSql({ home: url, shadow: two.url }, migrations, { files: wanted });
  expect(missing).toContain('ALTER TABLE "programmes" ADD COLUMN     "motto" TEXT');
});
