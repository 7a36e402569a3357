import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { makeKeyFile } from "../../src/backup/backup-key.ts";
import { DeparturesFile, departuresFile } from "../../src/backup/departures-file.ts";
import { systemClock } from "../../src/clock.ts";
import type { Environment } from "../../src/config.ts";
import { withClient } from "../../src/db/key-check.ts";
import type { Check } from "../../src/doctor/check.ts";
import { checkDepartures } from "../../src/doctor/check-departures.ts";
import { checkBackupKey, checkFiles } from "../../src/doctor/check-files.ts";
import { checkQuestionnaires } from "../../src/doctor/check-questionnaires.ts";
import { diagnose } from "../../src/doctor/diagnose.ts";
import { addDays, dbDate, localDayAt } from "../../src/domain/calendar.ts";
import instrument from "../../src/instruments/recovery-dangers-1.json" with { type: "json" };
import { createTestDatabase } from "../support/database.ts";
import { DATA_KEY } from "../support/keys.ts";
import { operator } from "../support/operator.ts";
import { buildTeam, enrol, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

const DAY = 86_400_000;

let town: Town;
let team: Team;
let dataDir: string;
let env: Environment;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "teman-pulih-doctor-"));
  // The doctor compares with the machine's own clock.
  town = await startTown({ at: systemClock.now().toISOString() });
  team = await buildTeam(town);
  const releaseDate = addDays(localDayAt(town.world.clock.now(), "Asia/Makassar"), -3);
  await enrol(town, team, { code: "BPN-001", releaseDate });
});
beforeEach(async () => {
  await town.world.advanceTo(systemClock.now());
  const { telegram, database, app } = town.world;
  await new DeparturesFile(departuresFile(dataDir)).follow(database.db, systemClock.now());
  env = {
    BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    DATABASE_URL: database.url,
    DATA_KEY,
    DATA_DIR: dataDir,
    PORT: String(app.port),
    HEARTBEAT_URL: "https://heartbeat.example/ping",
  };
});
afterAll(async () => {
  await town.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** The whole diagnosis. */
async function look(changes: Environment = {}): Promise<readonly Check[]> {
  return await diagnose({ ...env, ...changes }, systemClock, join(dataDir, ".env"));
}

const complaints = async (changes: Environment = {}) => worded(await look(changes));

/** What is not well. */
function worded(checks: readonly Check[]): readonly string[] {
  for (const { state, next } of checks) expect(next === undefined).toBe(state === "ok");
  const text = JSON.stringify(checks);
  for (const secret of [town.world.telegram.token, env.DATA_KEY ?? "?", "Rina", "BPN-001"])
    expect(text).not.toContain(secret);
  return checks
    .filter(({ state }) => state !== "ok")
    .map(({ state, name, says }) => `${state} ${name}: ${says}`);
}

test("a bot that is well: everything is looked at, and only the backup is missed", async () => {
  const checks = await look();
  expect(worded(checks)).toEqual(["warn backup: none is known"]);
  expect(checks).toContainEqual({ name: "zone", state: "ok", says: "Asia/Makassar" });
  expect(checks.map(({ name }) => name)).toEqual([
    ...["config", "telegram", "updates", "clock-telegram", "process", "heartbeat"],
    ...["database", "connections", "clock-database", "migrations", "server log", "data key"],
    ...["zone", "coordinators", "staff", "crisis numbers", "coverage", "questionnaires", "departures"],
    ...["work", "backup", "audit"],
  ]);
});

test("what is set wrong is said all at once, and what can be looked at still is", async () => {
  expect(await complaints({ BOT_TOKEN: "", PORT: "99999" })).toEqual([
    expect.stringContaining("fail config: BOT_TOKEN is missing"),
    expect.stringContaining("fail config: PORT"),
    "warn backup: none is known",
  ]);
  expect(await complaints({ TELEGRAM_API_ROOT: "http://127.0.0.1:1", PORT: "1" })).toEqual([
    "fail telegram: Telegram cannot be reached",
    "warn process: no bot answers at http://127.0.0.1:1",
    "warn backup: none is known",
  ]);
  expect(await complaints({ BOT_TOKEN: "1:wrong", HOST: "::1", PORT: "1" })).toEqual([
    "fail telegram: Telegram refuses BOT_TOKEN",
    "warn process: no bot answers at http://[::1]:1",
    "warn backup: none is known",
  ]);
  expect(await complaints({ HEARTBEAT_URL: "" })).toEqual([
    "warn heartbeat: none is set; nobody hears when the bot falls silent",
    "warn backup: none is known",
  ]);
  const webhook = { PUBLIC_URL: "https://bot.example.org", WEBHOOK_SECRET: "x" };
  expect(await complaints(webhook)).toContain("fail updates: no webhook is set");
});

test("a database that is away, too new, or sealed under another key", async () => {
  const away = new URL(env.DATABASE_URL ?? "");
  away.port = "1";
  expect(await complaints({ DATABASE_URL: away.href })).toEqual(["fail database: It cannot be reached."]);
  const { db } = town.world;
  await db.dataKey.create({
    data: { id: "0badc0de", checkValue: new Uint8Array(), since: systemClock.now() },
  });
  expect(await complaints()).toContainEqual(
    expect.stringMatching(/^fail data key: this database is sealed under key 0badc0de/),
  );
  await db.dataKey.deleteMany();
  await db.$executeRaw`
    INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
    VALUES ('x', 'x', now(), '20991231000000_of_tomorrow', 1)`;
  expect(await complaints()).toEqual([
    "fail migrations: the database belongs to a newer release (20991231000000_of_tomorrow)",
  ]);
  await db.$executeRaw`DELETE FROM _prisma_migrations WHERE id = 'x'`;
});

test("a server of one's own whose log would quote what people answer", async () => {
  const set = async (how: string) =>
    await withClient(town.world.database.url, async (client) => {
      const { rows } = await client.query<{ change: string }>(
        "SELECT format('ALTER DATABASE %I %s', current_database(), $1::text) AS change",
        [how],
      );
      await client.query(rows[0]?.change ?? "");
    });
  await set("SET log_error_verbosity = 'default'");
  await set("SET log_parameter_max_length = -1");
  expect(await complaints()).toEqual([
    "warn server log: it may quote answers, codes and accounts (log_error_verbosity, log_parameter_max_length)",
    "warn backup: none is known",
  ]);
  await set("RESET ALL");
  expect(await complaints()).toEqual(["warn backup: none is known"]);
});

test("no embedded database: that is said, and none is made", async () => {
  const home = await mkdtemp(join(tmpdir(), "teman-pulih-doctor-none-"));
  for (const DATA_DIR of [home, join(home, "misspelt")])
    expect(await complaints({ DATABASE_URL: "", DATA_KEY: "", DATA_DIR })).toEqual([
      `warn database: there is none in ${DATA_DIR}`,
    ]);
  expect(await readdir(home)).toEqual([]);
  await rm(home, { recursive: true });
});

test("questionnaires that are needed and gone, or that cannot be used; the bot says that it is not well", async () => {
  const { db, app } = town.world;
  const own = join(dataDir, "instruments");
  await mkdir(own);
  const gone = "fail questionnaires: own@1 is not in DATA_DIR/instruments";
  const { settings } = await db.programme.findFirstOrThrow();
  const asking = (key: string) =>
    db.programme.updateMany({ data: { settings: { ...(settings as object), instrument: key } } });
  const found = async () => worded([await checkQuestionnaires(db, dataDir, systemClock.now())]);
  await asking("own@1");
  await app.audit();
  expect(await complaints()).toEqual(
    expect.arrayContaining([gone, "fail process: the bot says it is not well: questionnaire"]),
  );

  await writeFile(join(own, "own.json"), "{");
  expect(await found()).toEqual([
    expect.stringMatching(/^fail questionnaires: Questionnaires cannot be used:\s+\S+own.json: is not JSON$/),
  ]);
  await writeFile(join(own, "own.json"), JSON.stringify({ ...instrument, key: "own@1" }));
  expect(await found()).toEqual([]);
  await rm(own, { recursive: true });

  // Also those that a day was asked with on which later ones are judged.
  await asking(instrument.key);
  const { id: participantId } = await db.participant.findFirstOrThrow();
  const now = systemClock.now();
  const { id } = await db.checkIn.create({
    data: {
      ...{ participantId, instrument: "own@1", form: "full", s6Form: "soft", state: "closed" },
      ...{ localDay: dbDate(addDays(localDayAt(now, "Asia/Makassar"), -30)), openedAt: now },
      closesAt: new Date(now.getTime() - 30 * DAY),
    },
  });
  expect(await found()).toEqual([gone]);
  await db.checkIn.delete({ where: { id } });
  await app.audit();
  expect(await complaints()).toEqual(["warn backup: none is known"]);

  await asking("own@1");
  await town.world.restart();
  expect(await complaints({ PORT: String(town.world.app.port) })).toContain(
    "fail process: the bot says it is not well: questionnaire",
  );
  await asking(instrument.key);
  await town.world.app.audit();
});

test("a list of who left that is behind, gone, or cannot be written", async () => {
  const path = departuresFile(dataDir);
  const { db } = town.world;
  const found = async () => worded([await checkDepartures(db, path, systemClock.now())]);
  const isBehind = `fail departures: ${path} does not say who left last: a restore would bring them back`;
  const { id: participantId, programmeId } = await db.participant.findFirstOrThrow();
  const event = { programmeId, actor: `participant:${participantId}`, action: "consent-summary-refused" };
  // It may be on its way for a moment.
  await db.auditEvent.create({ data: { ...event, at: systemClock.now() } });
  expect(await found()).toEqual([]);
  await db.auditEvent.create({ data: { ...event, at: new Date(systemClock.now().getTime() - 5 * 60_000) } });
  expect(await complaints()).toContain(isBehind);
  await new DeparturesFile(path).follow(db, systemClock.now());
  expect(await found()).toEqual([]);
  await rm(path);
  expect(await found()).toEqual([isBehind]);
  await mkdir(path);
  expect(await found()).toEqual([
    `fail departures: ${path} cannot be used (EISDIR): a restore would bring back who leaves`,
  ]);
  await rm(path, { recursive: true });
});

test("settings that cannot be read", async () => {
  const { db } = town.world;
  const { settings } = await db.programme.findFirstOrThrow();
  const { id, nextPromptAt } = await db.participant.findFirstOrThrow();
  const wrong = { ...(settings as object), quietHours: "never", retention: "forever" };
  await db.programme.updateMany({ data: { settings: wrong } });
  await db.participant.update({ where: { id }, data: { nextPromptAt: null } });
  try {
    expect(await complaints()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^fail settings: some cannot be read, .*quietHours.*retention/),
        "fail work: people without a planned prompt, or with a late one: 1",
      ]),
    );
  } finally {
    await db.programme.updateMany({ data: { settings: settings as object } });
    await db.participant.update({ where: { id }, data: { nextPromptAt } });
  }
});

test("keys and settings that others on the machine can read", async () => {
  const files = [join(dataDir, ".env"), join(dataDir, "data.key")];
  for (const path of files) {
    await writeFile(path, "?");
    // Whatever the account that runs this leaves others of a new file.
    await chmod(path, 0o644);
  }
  expect(await complaints()).toEqual([
    ...files.map((path) => `fail files: others on this machine can get at ${path}`),
    "warn backup: none is known",
  ]);
  for (const path of files) await chmod(path, 0o600);
  expect(worded(await checkFiles(files))).toEqual([]);
  for (const path of files) await rm(path);
});

test("a backup key whose secret half is still on the machine", async () => {
  const key = join(dataDir, "backup.key");
  await makeKeyFile(key, systemClock.now());
  const warning = `warn backup key: what opens the backups lies on this machine, in ${key}`;
  expect(await complaints()).toEqual([warning, "warn backup: none is known"]);
  const found = async () => worded(await checkBackupKey(key));
  const [recipient = ""] = /age1\w+/.exec(await readFile(key, "utf8")) ?? [];
  await writeFile(key, `${recipient}\n`);
  expect(await found()).toEqual([]);
  await writeFile(key, `${recipient.slice(0, -1)}\n`);
  expect(await found()).toEqual([
    expect.stringContaining(`fail backup key: ${key}: the line age1… is not a whole key`),
  ]);
  await writeFile(key, "");
  expect(await found()).toEqual([`fail backup key: ${key} holds no key: no backup can be made`]);
  await rm(key);
  await mkdir(key, { mode: 0o700 });
  expect(await found()).toEqual([`fail backup key: ${key} cannot be read (EISDIR).`]);
  await rm(key, { recursive: true });
});

test("people who cannot be told, numbers that are old, work that is late, a backup that is old", async () => {
  const { db } = town.world;
  const now = systemClock.now();
  const ago = (days: number) => new Date(now.getTime() - days * DAY);
  await db.staff.updateMany({ where: { telegramId: { not: null } }, data: { unreachableSince: now } });
  const { settings } = await db.programme.findFirstOrThrow();
  const aged = JSON.stringify(settings).replaceAll(/"confirmedOn":"[^"]+"/g, '"confirmedOn":"2020-01-01"');
  await db.programme.updateMany({ data: { settings: JSON.parse(aged) } });
  await db.outboxMessage.create({
    data: {
      kind: "notice",
      dedupeKey: "stuck",
      staffId: team.ids.rina,
      priority: 10,
      intendedAt: ago(1),
      // Not to be picked up meanwhile.
      dueAt: new Date(now.getTime() + DAY),
    },
  });
  await db.auditEvent.create({ data: { at: ago(8), actor: "operator", action: "backup" } });
  expect(await complaints()).toContain("fail backup: the newest one is 8 days old");
  await db.auditEvent.create({ data: { at: ago(3.5), actor: "operator", action: "backup" } });
  const { rina, agus, dewi } = team.ids;
  expect(await complaints()).toEqual([
    `warn staff: 3 can no longer be written to (staff ${[dewi, rina, agus].toSorted().join(", ")})`,
    "warn crisis numbers: confirmed more than 90 days ago: 5",
    "fail coverage: people for whom nobody would be told tonight: 1",
    "fail work: messages that should have left long ago, or are meant for a day too far away: 1",
    "warn backup: the newest one is 3 days old",
    "warn audit: events wait to be chained",
  ]);
  await town.world.app.tick();
  await db.$transaction([
    db.$executeRaw`SET LOCAL session_replication_role = replica`,
    db.$executeRaw`UPDATE audit_events SET actor = 'staff:99' WHERE action = 'backup'`,
  ]);
  expect(await complaints()).toContainEqual(
    expect.stringMatching(
      /^fail audit: The audit is broken \(no programme, place 1\): was changed.*staff:99 backup/,
    ),
  );
  await db.outboxMessage.deleteMany({ where: { dedupeKey: "stuck" } });
  await db.staff.updateMany({ where: { role: "coordinator" }, data: { telegramId: null } });
  expect(await complaints()).toContain("fail coordinators: none is linked");
});

test("on the command line: words, JSON, and an exit code for whoever watches", async () => {
  const fresh = await createTestDatabase();
  const command = async (...args: string[]) =>
    await operator(["doctor", ...args], { ...env, DATABASE_URL: fresh.url });
  const well = await command();
  expect(well.output).toMatch(/^ok {4}config: complete\n/);
  expect(well.output).toContain("warn  programmes: there is none yet\n      → npm start logs");
  const programme = { name: "P", zone: "Asia/Makassar", locale: "id", createdAt: systemClock.now() };
  await fresh.db.programme.create({ data: { ...programme, settings: {} } });
  const failed = await command("--json");
  expect(failed.code).toBe(1);
  expect(JSON.parse(failed.output)).toContainEqual({
    name: "coordinators",
    state: "fail",
    says: "none is linked",
    next: "npm run admin -- invite --role coordinator --name NAME --programme 1",
  });

  // Once there are several, every command that it names says which.
  await fresh.db.programme.create({ data: { ...programme, settings: { quietHours: "never" } } });
  const checks: readonly Check[] = JSON.parse((await command("--json")).output);
  const about = (name: string) => checks.find((check) => check.name === `${name} (programme 2)`);
  expect(about("zone")?.says).toContain("npm run admin -- zone ZONE --programme 2 gives");
  expect(about("settings")).toMatchObject({
    next: expect.stringContaining("npm run admin -- settings set --settings FILE --programme 2, with"),
  });
  await fresh.drop();
});
