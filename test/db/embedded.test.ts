import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { startEmbedded } from "../../src/db/embedded.ts";
import { findPostmaster, isAlive } from "../../src/db/postmaster.ts";
import { makeThrowawayDirectory } from "../../src/sandbox/throwaway-cluster.ts";
import { layOutCluster } from "../support/lay-out-cluster.ts";

const program = join(import.meta.dirname, "../support/embedded-process.ts");
const isRoot = process.getuid?.() === 0;
/** False in a checkout below a private directory. */
const nobodyReachesUs =
  isRoot && spawnSync("sh", ["-c", '[ -r "$1" ]', "sh", program], { uid: 65_534, gid: 65_534 }).status === 0;

let dataDir: string;
const users: ChildProcess[] = [];
const warnings: string[] = [];
let warnedAt = 0;
const log = {
  info: () => undefined,
  warn(...args: unknown[]) {
    warnings.push(String(args.at(-1)));
    warnedAt = performance.now();
  },
};

beforeEach(async () => {
  // A name with spaces, and mode 0700: as root, the server's account cannot pass it without help.
  dataDir = await makeThrowawayDirectory("its data ");
  warnings.length = 0;
});

afterEach(async () => {
  for (const user of users.splice(0)) user.kill("SIGKILL");
  const server = await findPostmaster(join(dataDir, "postgres/data")).catch(() => undefined);
  if (server) {
    process.kill(server.pid, "SIGQUIT");
    await expect.poll(() => isAlive(server.pid), { timeout: 10_000 }).toBe(false);
  }
  await rm(dataDir, { recursive: true, force: true });
});

/** Starts another process that uses the cluster. */
async function user(options: { uid?: number; gid?: number } = {}) {
  const child = spawn(process.execPath, [program, dataDir], {
    ...options,
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, BOT_TOKEN: "1:very-secret" },
  });
  users.push(child);
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return {
    url: line.toString().trim(),
    pid: child.pid,
    async stop() {
      child.stdin.end();
      await once(child, "exit");
    },
    async killed() {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

async function ask<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Processes of the server that outlived it: until they have ended it counts as running. Empty where there is no /proc. */
async function workingThere(): Promise<readonly string[]> {
  const pids = await readdir("/proc").catch(() => []);
  const places = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => undefined)));
  return pids.filter((_, index) => places[index] === join(dataDir, "postgres/data"));
}

const server = () => findPostmaster(join(dataDir, "postgres/data"));
const embedded = () => startEmbedded({ dataDir, log });
/** What Linux says of the server's process. */
const status = async () => await readFile(`/proc/${(await server())?.pid}/status`, "utf8");
const accountOf = (about: string) => Number(/^Uid:\t(\d+)/m.exec(about)?.[1]);

/** Another program listens there until the test ends. */
async function take(port: number | undefined): Promise<void> {
  const other = createServer().listen(port, "127.0.0.1");
  await once(other, "listening");
  onTestFinished(() => void other.close());
}

test("keeps what was written, with fsync on, and leaves no server behind", async () => {
  const first = await embedded();
  // Also below a directory which that other account may not enter.
  if (isRoot) expect(accountOf(await status()), "the server's account").toBeGreaterThan(0);
  await ask(first.url(), "CREATE TABLE kept AS SELECT 7 AS n");
  await first.stop();
  expect(await server()).toBeUndefined();

  const second = await embedded();
  expect(await ask(second.url(), "SELECT n FROM kept")).toEqual([{ n: 7 }]);
  expect(await ask(second.url(), "SHOW fsync")).toEqual([{ fsync: "on" }]);
  await second.stop();
  expect(await server()).toBeUndefined();
});

test("takes over the server that a killed process left running, and stops it", async () => {
  await layOutCluster(dataDir);
  const killed = await user();
  await ask(killed.url, "CREATE TABLE kept AS SELECT 7 AS n");
  await killed.killed();
  const orphan = await server();
  expect(orphan).toBeDefined();

  const next = await embedded();
  expect(await server()).toEqual(orphan);
  expect(await ask(next.url(), "SELECT n FROM kept")).toEqual([{ n: 7 }]);
  await next.stop();
  expect(await server()).toBeUndefined();
});

test("recovers what was committed when the server was killed too and its lock file is left", async () => {
  await layOutCluster(dataDir);
  const killed = await user();
  await ask(killed.url, "CREATE TABLE kept AS SELECT 7 AS n");
  await killed.killed();
  const orphan = await server();
  process.kill(orphan?.pid ?? 0, "SIGKILL");
  await expect.poll(workingThere).toEqual([]);
  expect((await readdir(join(dataDir, "postgres/data"))).includes("postmaster.pid")).toBe(true);

  const next = await embedded();
  expect(await ask(next.url(), "SELECT n FROM kept")).toEqual([{ n: 7 }]);
  await next.stop();
});

test("is not fooled by a lock file whose process number now belongs to another program", async () => {
  await layOutCluster(dataDir);
  const lock = [process.pid, join(dataDir, "postgres/data"), 1, 5432, "", "127.0.0.1", "1 1", "ready", ""];
  await writeFile(join(dataDir, "postgres/data/postmaster.pid"), lock.join("\n"));

  const next = await embedded();
  expect((await server())?.pid).not.toBe(process.pid);
  await next.stop();
});

test("two starts at the same moment share one server; the last to leave stops it", async () => {
  const [one, two] = await Promise.all([user(), user()]);
  expect(one.url).toBe(two.url);
  expect((await readdir(dataDir)).sort()).toEqual(["postgres"]);

  await one.stop();
  expect(await ask(two.url, "SELECT 1 AS n")).toEqual([{ n: 1 }]);
  await two.stop();
  expect(await server()).toBeUndefined();
});

test("whoever comes while the last one leaves gets a server of their own", async () => {
  await layOutCluster(dataDir);
  let current = await embedded();
  for (let round = 0; round < 2; round++) {
    const [next] = await Promise.all([embedded(), current.stop()]);
    expect(await ask(next.url(), "SELECT 1 AS n")).toEqual([{ n: 1 }]);
    current = next;
  }
  await current.stop();
  expect(await server()).toBeUndefined();
});

test("starts over when a kill came in the middle of making the cluster", async () => {
  const gone = spawn("true");
  await once(gone, "exit");
  const half = join(dataDir, `postgres.new-${gone.pid}-abc`, "data");
  await mkdir(half, { recursive: true });
  await writeFile(join(half, "PG_VERSION"), "18\n");

  const cluster = await embedded();
  expect(await readdir(dataDir)).toEqual(["postgres"]);
  await cluster.stop();
});

test("moves aside what is no cluster, and says so", async () => {
  await mkdir(join(dataDir, "postgres"), { recursive: true });
  await writeFile(join(dataDir, "postgres/notes.txt"), "mine");

  const cluster = await embedded();
  const [aside = ""] = (await readdir(dataDir)).filter((name) => name.startsWith("postgres.unusable-"));
  expect(await readFile(join(dataDir, aside, "notes.txt"), "utf8")).toBe("mine");
  expect(warnings.join()).toContain(aside);
  await cluster.stop();
});

test("refuses a cluster of another major version, and names both", async () => {
  await layOutCluster(dataDir);
  await writeFile(join(dataDir, "postgres/data/PG_VERSION"), "15\n");
  await expect(embedded()).rejects.toThrow(
    /PostgreSQL 15.*PostgreSQL 18.*make a backup.*restore it with this one/,
  );
});

test.runIf(nobodyReachesUs)("tells another account whose directory it is", async () => {
  await layOutCluster(dataDir);
  await chmod(dataDir, 0o755);
  const { stderr } = spawnSync(process.execPath, [program, dataDir], { uid: 1, gid: 1, encoding: "utf8" });
  expect(stderr).toMatch(/This account may not use .*its data.*Run it as the account/);
});

test("says why the server does not start", async () => {
  await layOutCluster(dataDir);
  await writeFile(join(dataDir, "postgres/data/postgresql.auto.conf"), "no_such_setting = 1\n");
  await expect(embedded()).rejects.toThrow(/no_such_setting/);
});

test("a server that dies under us comes back under the same address", async () => {
  await layOutCluster(dataDir);
  const cluster = await embedded();
  const before = await server();
  process.kill(before?.pid ?? 0, "SIGQUIT");

  await expect.poll(async () => (await server())?.pid, { timeout: 15_000 }).not.toBe(before?.pid);
  await expect
    .poll(() => ask(cluster.url(), "SELECT 1 AS n").catch(() => []), { timeout: 15_000 })
    .toEqual([{ n: 1 }]);
  expect((await server())?.port).toBe(before?.port);
  await cluster.stop();
  expect(await server()).toBeUndefined();
});

test("whoever starts a server takes the port of the last one, unless another program has it by now", async () => {
  await layOutCluster(dataDir);
  const first = await embedded();
  const port = (await server())?.port;
  await first.stop();
  const other = await embedded();
  expect((await server())?.port).toBe(port);
  await other.stop();

  await take(port);
  const third = await embedded();
  expect((await server())?.port).not.toBe(port);
  expect(await ask(third.url(), "SELECT 1 AS n")).toEqual([{ n: 1 }]);
  await third.stop();
});

test("a server that cannot come back is tried until it does; another port is told of, as nobody is at the former one", async () => {
  await layOutCluster(dataDir);
  const onMoved = vi.fn();
  const cluster = await startEmbedded({ dataDir, log, onMoved });
  const settings = join(dataDir, "postgres/data/postgresql.auto.conf");
  const before = await server();
  await writeFile(settings, "no_such_setting = 1\n");
  process.kill(before?.pid ?? 0, "SIGQUIT");
  await expect.poll(() => warnings.join("\n"), { timeout: 15_000 }).toContain("did not come back");
  await take(before?.port);
  expect(onMoved).not.toHaveBeenCalled();
  await writeFile(settings, "");
  await expect.poll(() => onMoved.mock.calls.length, { timeout: 15_000 }).toBe(1);
  expect((await server())?.port).not.toBe(before?.port);
  expect(await ask(cluster.url(), "SELECT 1 AS n")).toEqual([{ n: 1 }]);
  await cluster.stop();
  expect(await server()).toBeUndefined();
});

test("stopped while the server comes back, it leaves none behind", async () => {
  await layOutCluster(dataDir);
  const cluster = await embedded();
  const before = await server();
  process.kill(before?.pid ?? 0, "SIGKILL");
  const another = async () => ((await server())?.pid ?? before?.pid) !== before?.pid;
  await vi.waitUntil(another, { timeout: 15_000, interval: 1 });
  await cluster.stop();
  expect(await server()).toBeUndefined();
});

// The next try is waited for each time or never; a machine that stands still for two seconds comes by chance.
test("stopped between two tries, it does not wait for the next", { retry: 2 }, async () => {
  await layOutCluster(dataDir);
  const cluster = await embedded();
  await writeFile(join(dataDir, "postgres/data/postgresql.auto.conf"), "no_such_setting = 1\n");
  process.kill((await server())?.pid ?? 0, "SIGQUIT");
  const tries = () => warnings.filter((text) => text.includes("did not come back")).length;
  await vi.waitUntil(() => tries() === 2, { timeout: 15_000 });
  const began = warnedAt;
  await cluster.stop();
  // The pause after the second try has two seconds, and a timer may be early.
  expect(performance.now() - began).toBeLessThan(1950);
});

test("no value reaches the server's log, not even when a statement fails", async () => {
  await layOutCluster(dataDir);
  const serverLog = join(dataDir, "postgres/server.log");
  const { length } = await readFile(serverLog, "utf8");
  const written = async () => (await readFile(serverLog, "utf8")).slice(length);
  const cluster = await embedded();
  await ask(cluster.url(), "CREATE TABLE people (nickname text UNIQUE)");
  await ask(cluster.url(), "INSERT INTO people VALUES ('Budi-7')");
  await expect(ask(cluster.url(), "INSERT INTO people VALUES ('Budi-7')")).rejects.toThrow("duplicate key");
  await expect(ask(cluster.url(), "SELECT 'Budi-7'::int")).rejects.toThrow("Budi-7");
  await cluster.stop();
  // Its last words, which come after its lock file has gone.
  await expect.poll(written).toContain("database system is shut down");
  expect((await written()).match(/.*(Budi-7|INSERT|people).*/g) ?? []).toEqual([]);
});

test("the password is random and for the owner's eyes; the server knows nothing of our environment", async () => {
  await layOutCluster(dataDir);
  const other = await user();
  const file = join(dataDir, "postgres/password");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(join(dataDir, "postgres"))).mode & 0o777).toBe(0o700);
  expect((await readFile(file, "utf8")).trim()).toHaveLength(32);
  await expect(ask(other.url.replace(/:[^:@/]+@/, ":wrong@"), "SELECT 1")).rejects.toMatchObject({
    code: "28P01",
  });
  if (process.platform === "linux") {
    expect(await readFile(`/proc/${(await server())?.pid}/environ`, "utf8")).not.toContain("very-secret");
  }
  await other.stop();
});

describe.runIf(isRoot)("as root", () => {
  test.runIf(nobodyReachesUs)("the server keeps no capability where the way is open", async () => {
    await layOutCluster(dataDir);
    await chmod(dataDir, 0o755);
    const cluster = await embedded();
    expect(/^CapEff:\t(\w+)/m.exec(await status())?.[1]).toMatch(/^0+$/);
    await cluster.stop();
  });

  test("goes on with a cluster that an ordinary user made, as that user", async () => {
    await layOutCluster(dataDir);
    spawnSync("chown", ["-R", "65534:65534", dataDir]);
    const again = await embedded();
    expect(accountOf(await status())).toBe(65_534);
    await again.stop();
  });
});
