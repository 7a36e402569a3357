import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { compareMigrations } from "../../src/db/applied-migrations.ts";
import { unlock, withClient } from "../../src/db/key-check.ts";
import { migrate } from "../../src/db/migrate.ts";
import { readMigrations } from "../../src/db/schema-engine.ts";
import { createSealer, keyIdOf } from "../../src/db/seal.ts";
import { sealContext } from "../../src/db/sealed-columns.ts";
import { startTelegram, type Telegram } from "../../src/sandbox/telegram/telegram.ts";
import { createEmptyDatabase, createTestDatabase } from "../support/database.ts";
import { BOT_TOKEN } from "../support/keys.ts";
import { layOutCluster } from "../support/lay-out-cluster.ts";
import { operator } from "../support/operator.ts";
import { ownPort } from "../support/own-port.ts";
import { type RunningProcess, runProgram } from "../support/run-process.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let home: string;
const running = new Set<RunningProcess>();

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "teman-pulih-keys-"));
});
afterAll(async () => {
  for (const { child } of running) if (child.exitCode === null) child.kill("SIGKILL");
  await rm(home, { recursive: true, force: true });
});

function run(program: "src/main.ts" | "src/admin.ts", args: readonly string[], env: Record<string, string>) {
  const started = runProgram(program, { args, env, cwd: home });
  running.add(started);
  return started;
}

describe("the key in DATA_DIR", () => {
  let telegram: Telegram;
  let env: Record<string, string>;
  let dataDir: string;
  let bot: RunningProcess;
  const keyFile = async () => await readFile(join(dataDir, "data.key"), "utf8");
  const start = () => run("src/main.ts", [], env);
  const isReady = async () => await bot.waitsForLine('"ready"');

  beforeAll(async () => {
    dataDir = join(home, "data");
    await layOutCluster(dataDir);
    telegram = await startTelegram({ token: BOT_TOKEN, clock: systemClock, botUsername: "cek_harian_bot" });
    env = {
      BOT_TOKEN,
      TELEGRAM_API_ROOT: telegram.apiRoot,
      DATA_DIR: dataDir,
      PORT: String(await ownPort()),
    };
    bot = start();
    await isReady();
  });
  afterAll(async () => await telegram.stop());

  test("is changed while the bot runs, with one restart in between", async () => {
    const original = await keyFile();
    const early = await operator(["rotate-key"], env);
    expect(early.code).toBe(1);
    expect(early.errors).toContain("Restart the bot, then run this again");
    const both = await keyFile();
    expect(both.split("\n")).toHaveLength(3);
    expect(both).toContain(original);

    await bot.kill("SIGTERM");
    bot = start();
    await isReady();
    const rotated = await operator(["rotate-key"], env);
    expect(rotated.code).toBe(0);
    expect(rotated.output).toContain("everything is under key");
    expect(`${await keyFile()}${original}`).toBe(both);
    const retired = `data.key.retired-${keyIdOf(Buffer.from(original, "base64"))}`;
    expect(await readFile(join(dataDir, retired), "utf8")).toBe(original);
    await bot.kill("SIGTERM");
  });

  test("another one is refused at the start; then the new one alone is enough", async () => {
    const right = await keyFile();
    const wrong = `${randomBytes(32).toString("base64")}\n`;
    await writeFile(join(dataDir, "data.key"), wrong);
    const refused = start();
    expect(await refused.ended).toBe(1);
    expect(refused.errors()).toMatch(
      /cannot start: this database is sealed under key [0-9a-f]{8}.*Put the key back/s,
    );
    expect(await keyFile()).toBe(wrong);

    await writeFile(join(dataDir, "data.key"), right);
    bot = start();
    await isReady();
    await bot.kill("SIGTERM");
  });
});

test("killed in the middle of a rotation: everything opens, and the next run finishes it", async () => {
  const { url, db, drop } = await createTestDatabase();
  const [newest, old] = [randomBytes(32), randomBytes(32)];
  const now = systemClock.now();
  await unlock(url, { dataKeys: [old], dataDir: home }, now);
  const sealer = createSealer(old);
  const count = 3500;
  await db.conversationState.createMany({
    data: Array.from({ length: count }, (_, index) => ({
      key: String(index),
      sealed: Uint8Array.from(sealer.seal(`state ${index}`, sealContext.conversation(String(index)))),
      updatedAt: now,
    })),
  });
  const env = {
    DATABASE_URL: url,
    DATA_KEY: `${newest.toString("base64")},${old.toString("base64")}`,
    DATA_DIR: home,
  };
  // Its batches come to a row that somebody else holds, in the third thousand.
  const holder = new Client({ connectionString: url });
  await holder.connect();
  await holder.query("BEGIN");
  await holder.query("SELECT FROM conversation_states WHERE key = '2500' FOR UPDATE");
  const underNewest = async () => {
    const id = Buffer.from(keyIdOf(newest), "hex");
    const [row] = await db.$queryRaw<[{ count: number }]>`
      SELECT count(*)::int AS count FROM conversation_states WHERE substring(sealed FROM 2 FOR 4) = ${id}`;
    return row.count;
  };
  const killed = run("src/admin.ts", ["rotate-key"], env);
  await expect.poll(underNewest, { timeout: 60_000 }).toBe(2000);
  await killed.kill("SIGKILL");
  // A server process notices that its client is gone only when it next writes to it: the batch that waits would still
  // be done, at some time or other. It has to be gone before the row is free.
  await holder.query(
    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  await holder.end();

  const both = createSealer(newest, old);
  const allOpen = async (by: typeof both) => {
    for (const { key, sealed } of await db.conversationState.findMany())
      expect(by.open(sealed, sealContext.conversation(key))).toBe(`state ${key}`);
  };
  await allOpen(both);
  const again = await operator(["rotate-key"], env);
  expect(again.code).toBe(0);
  expect(again.output).toContain(`${count - 2000} values were sealed anew`);
  expect(again.output).toContain("Take the old key out of DATA_KEY now");
  await allOpen(createSealer(newest));
  expect(await underNewest()).toBe(count);

  // The key of long ago is lost: what it sealed can be given up, but only when that is said twice.
  await db.conversationState.update({
    where: { key: "7" },
    data: { sealed: Uint8Array.from(createSealer(randomBytes(32)).seal("?", "conversation:7")) },
  });
  const alone = { ...env, DATA_KEY: newest.toString("base64") };
  const asked = await operator(["rotate-key", "--discard-unreadable"], alone);
  expect(asked.code).toBe(1);
  expect(asked.errors).toContain("1 in conversation_states.sealed");
  expect(await db.conversationState.count()).toBe(count);
  expect(await operator(["rotate-key", "--discard-unreadable", "--yes"], alone)).toMatchObject({ code: 0 });
  expect(await db.conversationState.count()).toBe(count - 1);
  await drop();
});

test("a database of an older release, on which a bot may be running, is left as it is until the operator says otherwise", async () => {
  const { url, remove } = await createEmptyDatabase();
  const names = (await readMigrations()).migrationDirectories.map(({ path }) => path);
  await migrate(url, undefined, names.slice(0, -1));
  const [right, wrong] = [randomBytes(32), randomBytes(32)];
  await unlock(url, { dataKeys: [right], dataDir: home }, systemClock.now());
  const admin = async (args: readonly string[], key = right) =>
    await operator(args, { DATABASE_URL: url, DATA_KEY: key.toString("base64"), DATA_DIR: home });
  const missing = async () => (await withClient(url, compareMigrations)).missing;

  for (const args of [["programme", "--name", "Timur"], ["audit", "verify"], ["rotate-key"]]) {
    const left = await admin(args);
    expect(left).toMatchObject({ code: 1, output: "" });
    expect(left.errors).toMatch(/belongs to an older release.*npm run admin -- migrate/s);
  }
  const withWrongKey = await admin(["migrate"], wrong);
  expect(withWrongKey.code).toBe(1);
  expect(withWrongKey.errors).toContain(`sealed under key ${keyIdOf(right)}`);
  expect(await missing()).toEqual(names.slice(-1));

  // Where the key is lost for good, neither a start nor `migrate` brings it on; but never below a bot that runs.
  const bot = new Client({ connectionString: url, application_name: `teman-pulih ${keyIdOf(right)} 1` });
  await bot.connect();
  for (const key of [wrong, right]) {
    const early = await admin(["rotate-key", "--discard-unreadable", "--yes"], key);
    expect(early).toMatchObject({ code: 1, errors: "The bot runs. Stop it first.\n" });
    expect(await missing()).toEqual(names.slice(-1));
  }
  await bot.end();
  expect(await admin(["rotate-key", "--discard-unreadable", "--yes"], wrong)).toMatchObject({ code: 0 });
  expect(await missing()).toEqual([]);

  // Where only the queue's tables are of an older release, nothing but `migrate` brings those on either.
  const steps = async () =>
    await withClient(url, async (client) => {
      const { rows } = await client.query<{ id: number }>("SELECT id FROM graphile_worker.migrations");
      return rows.length;
    });
  const all = await steps();
  await withClient(url, async (client) => {
    await client.query(
      "DELETE FROM graphile_worker.migrations WHERE id = (SELECT max(id) FROM graphile_worker.migrations)",
    );
  });
  expect(await admin(["programme", "--name", "Timur"], wrong)).toMatchObject({ code: 0 });
  expect(await steps()).toBe(all - 1);
  expect(await admin(["migrate"], wrong)).toMatchObject({ code: 0 });
  expect(await steps()).toBe(all);
  await remove();
});
