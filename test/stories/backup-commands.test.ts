import { randomBytes } from "node:crypto";
import { chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, inject, onTestFinished, test, vi } from "vitest";
import { writeBackup } from "../../src/backup/write-backup.ts";
import { systemClock } from "../../src/clock.ts";
import { unlock, withClient } from "../../src/db/key-check.ts";
import { DAY_MS } from "../../src/domain/duration.ts";
import { startTelegram } from "../../src/sandbox/telegram/telegram.ts";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { BOT_TOKEN } from "../support/keys.ts";
import { operator, type Said } from "../support/operator.ts";
import { ownPort } from "../support/own-port.ts";
import { type RunningProcess, runProgram } from "../support/run-process.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

/** More than one block of a backup. */
const ROWS = 5000;
const dataKey = randomBytes(32);

let home: string;
let source: TestDatabase;
let file: string;
const running = new Set<RunningProcess>();

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "teman-pulih-backups-"));
  source = await createTestDatabase();
  const { url, db } = source;
  await unlock(url, { dataKeys: [dataKey], dataDir: home }, systemClock.now());
  await db.$executeRaw`
    INSERT INTO audit_events (at, actor, action) SELECT now(), 'system', 'row ' || n FROM generate_series(1, ${ROWS}::int) n`;
  await db.$executeRaw`
    INSERT INTO programmes (name, zone, locale, settings, created_at) VALUES ('Asal', 'Asia/Makassar', 'id', '{}', now())`;
  await db.staff.create({
    data: { programmeId: 1, role: "coordinator", name: "Dewi", locale: "id", createdAt: systemClock.now() },
  });
});
afterAll(async () => {
  for (const { child } of running) if (child.exitCode === null) child.kill("SIGKILL");
  await source.drop();
  await rm(home, { recursive: true, force: true });
});

const usually = () => ({
  DATABASE_URL: source.url,
  DATA_KEY: dataKey.toString("base64"),
  DATA_DIR: join(home, "source"),
});

async function admin(args: readonly string[], env: Record<string, string> = {}): Promise<Said> {
  return await operator(args, { ...usually(), ...env });
}

/** For what is killed. */
function adminProcess(args: readonly string[], env: Record<string, string> = {}): RunningProcess {
  const started = runProgram("src/admin.ts", { args, cwd: home, env: { ...usually(), ...env } });
  running.add(started);
  return started;
}

test("the first backup makes its key and says so; of several the newest are kept; none is overwritten", async () => {
  const backups = join(home, "backups");
  const missing = await admin(["backup", backups, "--keep", "1"]);
  expect(missing.code).toBe(1);
  expect(missing.errors).toContain(`${backups} is none, or not there yet`);
  await mkdir(backups);
  const old = join(backups, "teman-pulih-20200101T000000Z.age");
  await writeFile(old, "old");
  await writeFile(join(backups, "notes.txt"), "not a backup");
  const first = await admin(["backup", backups, "--keep", "1", "--with-data-key"]);
  expect(first.code).toBe(0);
  expect(first.output).toContain("copy it NOW to a place away from this machine");
  expect(first.output).not.toContain("The data key is not in it");
  const key = join(home, "source/backup.key");
  expect((await stat(key)).mode & 0o777).toBe(0o600);
  const [made = "", ...others] = (await readdir(backups)).filter((name) => name.endsWith(".age"));
  expect(others).toEqual([]);
  file = join(backups, made);
  expect(await readdir(backups)).toContain("notes.txt");

  // The public half is enough for making them.
  const [, recipient = ""] = /public key: (age1\w+)/.exec(await readFile(key, "utf8")) ?? [];
  const publicHalf = join(home, "public.key");
  await writeFile(publicHalf, `${recipient}\n`);
  const again = await admin(["backup", file, "--key-file", publicHalf]);
  expect(again.code).toBe(1);
  expect(again.errors).toContain("is there already");
  const misspelt = join(home, "misspelt.key");
  const slip = await admin(["backup", join(home, "plain.age"), "--key-file", misspelt]);
  expect(slip.code).toBe(1);
  expect(slip.errors).toBe(`${misspelt} cannot be read (ENOENT).\n`);
  const plain = await admin(["backup", join(home, "plain.age"), "--key-file", publicHalf]);
  expect(plain.code).toBe(0);
  expect(plain.output).toContain("The data key is not in it");
  expect(plain.output).not.toContain("A new backup key");
  const closed = await admin(["restore", join(home, "plain.age"), "--key-file", publicHalf]);
  expect(closed.code).toBe(1);
  expect(closed.errors).toContain("holds only the public half");
});

test("a key in which a letter is missing or wrong is named, whether it closes or opens", async () => {
  const whole = await readFile(join(home, "source/backup.key"), "utf8");
  const [recipient = ""] = /age1\w+/.exec(whole) ?? [];
  const [identity = ""] = /^AGE-SECRET-KEY-1\w+/m.exec(whole) ?? [];
  const typed = join(home, "typed.key");
  for (const [line, begins] of [
    [recipient.slice(0, -1), "age1"],
    [identity.slice(0, -1) + (identity.endsWith("Q") ? "P" : "Q"), "AGE-SECRET-KEY-1"],
  ]) {
    await writeFile(typed, `${line}\n`);
    for (const args of [
      ["backup", join(home, "typed.age")],
      ["restore", file],
    ])
      expect(await admin([...args, "--key-file", typed])).toMatchObject({
        code: 1,
        errors: `${typed}: the line ${begins}… is not a whole key. Compare it letter by letter with the copy you keep.\n`,
      });
  }
});

test("a key that is gone is asked for: one that is made at night nobody has a copy of", async () => {
  const key = join(home, "source/backup.key");
  const kept = await readFile(key, "utf8");
  const target = join(home, "after.age");
  // Whoever wants another one because the old one was stolen must not go on with it unawares.
  const stolen = await admin(["backup", target, "--new-key"]);
  expect(stolen.code).toBe(1);
  expect(stolen.errors).toContain("Move it to where you keep such keys");
  expect(await readFile(key, "utf8")).toBe(kept);
  await rm(key);
  const refused = await admin(["backup", target]);
  expect(refused.code).toBe(1);
  expect(refused.errors).toMatch(/Copy it back from where you keep it.*--new-key/s);
  expect(await readdir(join(home, "source"))).not.toContain("backup.key");
  const anew = await admin(["backup", target, "--new-key"]);
  expect(anew.code).toBe(0);
  expect(anew.output).toContain("A new backup key");
  expect(await readFile(key, "utf8")).not.toBe(kept);
  await writeFile(key, kept);
});

test.runIf(process.getuid?.() === 0)(
  "root leaves files of the bot's account alone, and says as whom to run",
  async () => {
    const dataDir = join(home, "theirs");
    await mkdir(dataDir);
    const key = join(dataDir, "data.key");
    await writeFile(key, dataKey.toString("base64"));
    await chown(key, 65_534, 65_534);
    const refused = await admin(["rotate-key"], { DATA_DIR: dataDir });
    expect(refused.code).toBe(1);
    expect(refused.errors).toContain("sudo -u '#65534' npm run admin");
  },
);

/** Server processes of a database that stand in the middle of a COPY, before a lock. */
async function copyingAt(url: string): Promise<readonly number[]> {
  const { rows } = await withClient(
    inject("clusterUrl"),
    async (client) =>
      await client.query<{ pid: number }>(
        "SELECT pid FROM pg_stat_activity WHERE datname = $1 AND query LIKE 'COPY %' AND wait_event_type = 'Lock'",
        [new URL(url).pathname.slice(1)],
      ),
  );
  return rows.map(({ pid }) => pid);
}

test("a connection that is lost is said in a sentence, without what was being copied", async () => {
  const target = join(home, "cut.age");
  await withClient(source.url, async (client) => {
    await client.query("BEGIN; LOCK TABLE staff IN ACCESS EXCLUSIVE MODE");
    const cut = admin(["backup", target]);
    await expect.poll(async () => await copyingAt(source.url), { timeout: 60_000 }).toHaveLength(1);
    for (const pid of await copyingAt(source.url))
      await client.query("SELECT pg_terminate_backend($1)", [pid]);
    expect(await cut).toMatchObject({
      code: 1,
      errors:
        "The connection to the database was lost. Run it again when `npm run admin -- doctor` finds the database.\n",
    });
  });
});

test("backups of thirty days ago and drafts go before one is made, also when it fails; the newest stays", async () => {
  const directory = join(home, "nightly");
  await mkdir(directory);
  const daysAgo = (days: number) => {
    const at = new Date(systemClock.now().getTime() - days * 86_400_000);
    return `teman-pulih-${at.toISOString().replaceAll(/[-:]|\.\d+/g, "")}.age`;
  };
  const [older, limit, recent] = [daysAgo(41), daysAgo(30), daysAgo(29)];
  const others = ["incident.age", "incident.age.partial"];
  const draft = `${daysAgo(1)}.partial`;
  const put = async (...names: readonly string[]) => {
    for (const name of names) await writeFile(join(directory, name), "old");
  };
  await put(older, limit, recent, draft, ...others);
  const nightly = ["backup", directory, "--days", "30"];
  await source.db.auditEvent.create({ data: { at: systemClock.now(), actor: "operator", action: "backup" } });
  const lacking: readonly (readonly [Record<string, string>, string])[] = [
    [{ DATA_DIR: join(home, "without-key") }, "their key is not in"],
    [{ DATA_KEY: "" }, "DATA_KEY is missing"],
    [{ DATABASE_URL: source.url.replace(/\/[^/]*$/, "/none") }, "no database of this name"],
  ];
  for (const [env, says] of lacking) {
    const refused = await admin(nightly, env);
    expect(refused.code).toBe(1);
    expect(refused.errors).toContain(says);
    // The draft may be that of a backup under way.
    expect(await readdir(directory)).toEqual([...others, recent, draft].toSorted());
    await put(older, limit);
  }
  const unused = await createEmptyDatabase();
  onTestFinished(unused.remove);
  const failed = await admin(nightly, { DATABASE_URL: unused.url });
  expect(failed.code).toBe(1);
  expect(failed.errors).toContain("never been used");
  expect(await readdir(directory)).toEqual([...others, recent].toSorted());

  await rm(join(directory, recent));
  await writeFile(join(directory, older), "the newest there is");
  await admin(nightly, { DATABASE_URL: unused.url });
  expect(await readdir(directory)).toContain(older);
  const left = join(home, "source/departures.jsonl");
  await writeFile(left, '{"at":"2026-11-23T12:00:00.000Z","audit":"1","what":"erased","participant":7}\n');
  expect((await admin(nightly)).code).toBe(0);
  await rm(left);
  expect(await readdir(directory)).toEqual([
    "departures.jsonl",
    ...others,
    expect.stringMatching(/^teman-pulih-\d+T\d+Z\.age$/),
  ]);
  expect(await readdir(directory)).not.toContain(older);
});

test("a restore that is killed leaves nothing, and the next one everything", async () => {
  const target = await createTestDatabase();
  onTestFinished(target.drop);
  const { db } = target;
  const other = randomBytes(32).toString("base64");
  const env = { DATABASE_URL: target.url, DATA_KEY: other };
  const carried = join(home, "carried.key");
  const args = ["restore", file, "--data-key-file", carried];
  const wrongKey = await admin(["restore", file], env);
  expect(wrongKey.code).toBe(1);
  expect(wrongKey.errors).toContain("DATA_KEY is another one");

  await writeFile(carried, `${other}\n`);
  const living = await admin(args, env);
  expect(living.code).toBe(1);
  expect(living.errors).toContain(`${carried} holds another key than the backup carries.`);
  expect(await readFile(carried, "utf8")).toBe(`${other}\n`);
  await rm(carried);

  const nowhere = join(home, "missing/carried.key");
  const noPlace = await admin(["restore", file, "--data-key-file", nowhere], env);
  expect(noPlace.code).toBe(1);
  expect(noPlace.errors).toBe(`${nowhere} cannot be written (ENOENT).\n`);
  const noFile = await admin(["restore", join(home, "missing.age")], env);
  expect(noFile.code).toBe(1);
  expect(noFile.errors).toBe(`${join(home, "missing.age")} is not there.\n`);
  const directory = await admin(["restore", dirname(file)], env);
  expect(directory.code).toBe(1);
  expect(directory.errors).toContain(`${dirname(file)} cannot be read (EISDIR). No row was written.`);

  // A restore has every table for itself: it stops in the middle, before a lock that only this test knows.
  await db.$executeRaw`
    CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NEW; END'`;
  await db.$executeRaw`CREATE TRIGGER stop BEFORE INSERT ON staff FOR EACH ROW EXECUTE FUNCTION stop()`;
  await withClient(target.url, async (client) => {
    await client.query("SELECT pg_advisory_lock(7)");
    const killed = adminProcess(args, env);
    await expect.poll(async () => await copyingAt(target.url), { timeout: 60_000 }).toHaveLength(1);
    await killed.kill("SIGKILL");
  });
  await db.$executeRaw`DROP FUNCTION stop CASCADE`;
  expect([await db.auditEvent.count(), await db.programme.count(), await db.dataKey.count()]).toEqual([
    0, 0, 0,
  ]);

  const restored = await admin(args, env);
  expect(restored.code).toBe(0);
  expect(restored.output).toContain("0 coordinators will be told");
  expect(restored.output).toContain("which is not here: put it back");
  expect(restored.output).toContain("IS NOT KNOWN HERE");
  expect(await readFile(carried, "utf8")).toBe(`${dataKey.toString("base64")}\n`);
  // Plus the word that it was restored.
  expect(await db.auditEvent.count()).toBe(ROWS + 1);
  const twice = await admin(args, env);
  expect(twice.code).toBe(1);
  expect(twice.errors).toMatch(/not empty.*programmes holds 1 rows.*staff holds 1 rows/s);
});

async function carriedIn(dataDir: string): Promise<readonly { what: string; participant?: number }[]> {
  const text = await readFile(join(dataDir, "departures.jsonl"), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("who left since is read from wherever it is known, and it is said from where", async () => {
  const target = await createEmptyDatabase();
  onTestFinished(target.remove);
  const [former, dataDir] = [join(home, "former.jsonl"), join(home, "renewed")];
  const key = join(home, "source/backup.key");
  const copy = join(dirname(file), "departures.jsonl");
  const left = (participant: number, at: string) =>
    `${JSON.stringify({ at, audit: String(participant), what: "erased", participant })}\n`;
  const [last, before] = [left(8, "2026-11-23T12:00:00.000Z"), left(7, "2026-11-22T12:00:00.000Z")];
  await writeFile(copy, before);
  await writeFile(former, before + last);
  const env = { DATABASE_URL: target.url, DATA_DIR: dataDir };
  const restored = await admin(["restore", file, "--key-file", key, "--departures", former], env);
  expect(restored.code).toBe(0);
  expect(restored.output).toContain(
    `  ${former}, up to 2026-11-23T12:00:00.000Z\n  ${copy}, up to 2026-11-22T12:00:00.000Z\n`,
  );
  expect(restored.output).not.toContain("NOT KNOWN HERE");
  expect((await carriedIn(dataDir)).map(({ participant }) => participant)).toEqual([7, 8, undefined]);

  const old = join(home, "old.age");
  const [, recipient = ""] = /public key: (age1\w+)/.exec(await readFile(key, "utf8")) ?? [];
  await writeBackup({
    url: source.url,
    file: old,
    lock: { kind: "recipient", recipient },
    release: "0.1.0",
    now: new Date(systemClock.now().getTime() - 121 * DAY_MS),
    progress: () => undefined,
  });
  const another = await createEmptyDatabase();
  onTestFinished(another.remove);
  const tooOld = await admin(["restore", old, "--key-file", key], { ...env, DATABASE_URL: another.url });
  expect(tooOld.code).toBe(0);
  expect(tooOld.output).toContain("THIS BACKUP IS OLDER THAN 120 DAYS");
  await rm(copy);
});

test("on a new machine: a backup that carries its key is all it takes, and the bot starts", async () => {
  const dataDir = join(home, "new");
  const telegram = await startTelegram({
    token: BOT_TOKEN,
    clock: systemClock,
    botUsername: "cek_harian_bot",
  });
  const env = { DATABASE_URL: "", DATA_KEY: "", DATA_DIR: dataDir };
  const left = { at: "2026-11-23T12:00:00.000Z", audit: "1", what: "erased", participant: 7 };
  await writeFile(join(dirname(file), "departures.jsonl"), `${JSON.stringify(left)}\n`);
  const restored = await admin(["restore", file, "--key-file", join(home, "source/backup.key")], env);
  expect(restored.code).toBe(0);
  expect(await readFile(join(dataDir, "data.key"), "utf8")).toBe(`${dataKey.toString("base64")}\n`);
  expect(restored.output).not.toContain("put it back");
  expect(restored.output).toContain("Of those who left since: 0 erased again");
  expect(restored.output).toContain(`departures.jsonl, up to ${left.at}\nTHAT IS ONLY THE COPY`);
  expect((await carriedIn(dataDir)).map(({ what }) => what)).toEqual(["erased", "restored"]);
  const bot = runProgram("src/main.ts", {
    cwd: home,
    env: {
      BOT_TOKEN,
      TELEGRAM_API_ROOT: telegram.apiRoot,
      DATA_DIR: dataDir,
      PORT: String(await ownPort()),
    },
  });
  running.add(bot);
  await bot.waitsForLine('"ready"');
  expect(bot.output()).not.toContain("no coordinator yet");
  expect(await bot.kill("SIGTERM")).toBe(0);
  await telegram.stop();
});
