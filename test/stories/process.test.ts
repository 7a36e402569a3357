import { once } from "node:events";
import { mkdir, readdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { createDatabase, type Db, inTransaction } from "../../src/db/client.ts";
import { keepDataKeys } from "../../src/db/data-keys.ts";
import { type EmbeddedCluster, startEmbedded } from "../../src/db/embedded.ts";
import { findPostmaster } from "../../src/db/postmaster.ts";
import { createSealer } from "../../src/db/seal.ts";
import type { Deps } from "../../src/deps.ts";
import { loadInstruments } from "../../src/instruments/index.ts";
import { createLog } from "../../src/log.ts";
import { enqueue } from "../../src/outbox/enqueue.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { commandLines } from "../support/command-lines.ts";
import { type Founding, founding } from "../support/founding.ts";
import { BOT_TOKEN } from "../support/keys.ts";
import { layOutCluster } from "../support/lay-out-cluster.ts";
import { PATIENCE, type Programs, preparePrograms, pushes, question, taps } from "../support/programs.ts";
import type { RunningProcess } from "../support/run-process.ts";
import { ROUTE } from "../support/team.ts";

// Every test here starts programs, each of which has a second of work before it can do anything.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const silent = createLog("silent");

let programs: Programs;

beforeAll(async () => {
  programs = await preparePrograms();
});
afterAll(async () => await programs.close());

describe("what an operator gets wrong", () => {
  test("an .env that cannot be read is not taken for none", async () => {
    const path = join(programs.home, ".env");
    await mkdir(path);
    const bot = programs.start();
    expect(await bot.ended).toBe(1);
    const command = programs.admin(["doctor"]);
    expect(await command.ended).toBe(1);
    await rmdir(path);
    expect(bot.errors()).toMatch(/^Teman Pulih cannot start:\s+\S+\/\.env cannot be read \(EISDIR\)\. .+\n$/);
    expect(command.errors()).toMatch(/^\S+\/\.env cannot be read \(EISDIR\)\. .+\n$/);
  });

  test("a questionnaire of one's own that cannot be used is named with what is wrong, before anything is made", async () => {
    const dataDir = join(programs.home, "misspelt");
    const own = join(dataDir, "instruments");
    await mkdir(own, { recursive: true });
    await writeFile(join(own, "own.json"), '{ "key": "own@1", "stemm": "rahasia" }');
    await writeFile(join(own, "other.json"), "rahasia");
    const bot = programs.start({ DATA_DIR: dataDir });
    expect(await bot.ended).toBe(1);
    expect(bot.errors()).toMatch(
      /^Teman Pulih cannot start: Questionnaires cannot be used:\n {2}\S+instruments\/other.json: is not JSON\n/,
    );
    expect(bot.errors()).toContain('/own.json: Unrecognized key: "stemm"\n');
    expect(bot.errors() + bot.output()).not.toMatch(/rahasia|could not start/);
    expect(await readdir(dataDir)).toEqual(["instruments"]);
  });

  test("a port that is taken is named", async () => {
    const server = createServer().listen(programs.port, "127.0.0.1");
    await once(server, "listening");
    const bot = programs.start();
    expect(await bot.ended).toBe(1);
    expect(bot.errors()).toMatch(/cannot start: .*stop it, or set another PORT/);
    server.close();
  });
});

describe("on its own database", () => {
  let bot: RunningProcess;
  let cluster: EmbeddedCluster | undefined;
  let db: Db;
  let team: Founding;
  let bayu: Phone;
  let dewi: Phone;
  let heartbeat: Server;
  let beats = 0;
  let env: Record<string, string>;

  beforeAll(async () => {
    heartbeat = createServer((_, response) => {
      beats += 1;
      response.end();
    }).listen(0, "127.0.0.1");
    await once(heartbeat, "listening");
    env = { HEARTBEAT_URL: `http://127.0.0.1:${(heartbeat.address() as AddressInfo).port}/ping` };
  });
  afterAll(async () => {
    await bot.kill("SIGTERM");
    await db?.$disconnect();
    await cluster?.stop();
    heartbeat.close();
  });

  test("the first start logs the coordinator's link, the second does not", async () => {
    bot = programs.start(env);
    const { link } = await bot.waitsForLine("no coordinator yet");
    expect(await bot.waitsForLine('"ready"')).toMatchObject({ zones: ["Asia/Makassar"] });
    expect(link).toMatch(/^https:\/\/t\.me\/cek_harian_bot\?start=[\w-]{22}$/);
    const stranger = programs.telegram.phone({ id: 5_000_000_001, name: "Koordinator", languageCode: "id" });
    await stranger.opensLink(String(link));
    await stranger.waitsFor("sudah tersambung", { withinMs: PATIENCE });
    expect(await bot.kill("SIGTERM")).toBe(0);
    bot = programs.start(env);
    await bot.waitsForLine('"ready"');
    expect(bot.output()).not.toContain("no coordinator yet");
  });

  test("says how it is, without naming anybody, and tells who watches it that it is alive", async () => {
    expect(await (await programs.get("/healthz")).text()).toBe("ok");
    await vi.waitFor(
      async () => expect(await (await programs.get("/readyz")).text()).toBe("ready"),
      PATIENCE,
    );
    const metrics = await (await programs.get("/metrics")).text();
    expect(metrics).toContain("teman_pulih_outbox_pending 0");
    expect(metrics).not.toMatch(/Koordinator|5000000001|AAHdqTcvCH1/);
    await vi.waitFor(() => expect(beats).toBeGreaterThan(0), PATIENCE);
    // Neither by us nor by the PostgreSQL that we start.
    const lines = await commandLines();
    const key = (await readFile(join(programs.home, "data/data.key"), "utf8")).trim();
    for (const secret of [BOT_TOKEN, key]) expect(lines.includes(secret), "a secret in ps").toBe(false);
  });

  test("the operator invites while it runs, with the same data", async () => {
    const invited = programs.admin(["invite", "--role", "counselor", "--name", "Rina"]);
    expect(await invited.ended).toBe(0);
    const [link = ""] = invited.output().split("\n");
    const rina = programs.telegram.phone({ id: 5_000_000_002, name: "Rina", languageCode: "id" });
    await rina.opensLink(link);
    await rina.waitsFor("Halo Rina", { withinMs: PATIENCE });
  });

  test("what it cannot do is refused with help", async () => {
    for (const [args, saying] of [
      [[], "--role"],
      [["--role", "boss", "--name", "X"], "counselor, coordinator"],
      [["--role", "counselor", "--name", "  "], "a name of 1 to 60 letters"],
    ] as const) {
      const { code, errors } = await programs.operator(["invite", ...args]);
      expect(code).toBe(1);
      expect(errors).toContain(saying);
      expect(errors).toContain("Usage: admin invite");
    }
  });

  test("killed in the middle of a check-in it goes on at the same question, with every answer", async () => {
    // A third user of the cluster, so that the test can look into it.
    cluster = await startEmbedded({ dataDir: join(programs.home, "data"), log: silent });
    db = createDatabase(cluster.url());
    const deps: Deps = {
      db,
      sealer: createSealer(...(await keepDataKeys(join(programs.home, "data")))),
      instruments: loadInstruments(),
      log: silent,
    };
    team = await founding(deps, { coordinator: 5_000_000_001, counselor: 5_000_000_002 });
    bayu = programs.telegram.phone({ id: 5_000_000_003, name: "Bayu", languageCode: "id" });
    await team.enrols(bayu.id, "BPN-001");
    await bayu.sends("/cek");
    await bayu.waitsFor(question(1), { withinMs: PATIENCE });
    for (const number of [2, 3, 4]) await taps(bayu, "1", question(number));
    expect(await bot.kill("SIGKILL")).toBe("SIGKILL");
    await bayu.taps("2");
    bot = programs.start(env);
    await bayu.waitsFor(question(5), { withinMs: PATIENCE });
    expect(await db.answer.count()).toBe(4);
    const prompts = bayu.sees().filter(({ text }) => text?.startsWith("Pertanyaan"));
    expect(prompts).toHaveLength(1);
  });

  test("killed between enqueueing and sending: the alert leaves after the next start, once", async () => {
    const rina = programs.telegram.phone(5_000_000_002);
    for (const [index, id] of ROUTE.entries()) {
      if (index < 4) continue;
      if (index < ROUTE.length - 1) await taps(bayu, id === "C1" ? "4" : "0", question(index + 2));
    }
    const hanging = programs.telegram.faults.next(
      { method: "sendMessage", chatId: rina.id },
      { hang: 4000, cut: true },
    );
    // "Please contact me as soon as you can" is what people are told of at once.
    await bayu.taps("2");
    await vi.waitFor(() => expect(hanging.remaining()).toBe(0), PATIENCE);
    await bot.kill("SIGKILL");
    const row = await db.outboxMessage.findFirstOrThrow({ where: { kind: "alert" } });
    expect(row).toMatchObject({ state: "pending", attempts: 1 });
    // Some seconds pass; nobody wants to wait for them here.
    await db.outboxMessage.update({ where: { id: row.id }, data: { claimedAt: new Date(0) } });
    bot = programs.start(env);
    await rina.waitsFor("1 hal perlu dilihat", { withinMs: PATIENCE });
    expect(pushes(rina)).toHaveLength(1);
    await vi.waitFor(async () => {
      expect(await db.outboxMessage.count({ where: { state: "pending" } })).toBe(0);
    }, PATIENCE);
  });

  test("stopped while taps stream in: it ends in time, and every tap it took is a row", async () => {
    await bot.waitsForLine('"ready"');
    const people = await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        const phone = programs.telegram.phone({
          id: 5_000_000_100 + index,
          name: `P${index}`,
          languageCode: "id",
        });
        await team.enrols(phone.id, `STR-${String(index).padStart(3, "0")}`);
        await phone.sends("/cek");
        await phone.waitsFor(question(1), { withinMs: PATIENCE });
        return phone;
      }),
    );
    const before = await db.answer.count();
    let sent = 0;
    let streaming = true;
    const streams = people.map(async (phone) => {
      for (const id of ROUTE.slice(0, 8)) {
        if (!streaming) return;
        const { id: checkInId } = await db.checkIn.findFirstOrThrow({
          where: { participant: { telegramId: phone.id } },
        });
        await phone.tapsData(`a:${checkInId}:${id}:1`);
        sent += 1;
      }
    });
    await vi.waitFor(async () => expect(await db.answer.count()).toBeGreaterThan(before + 5), PATIENCE);
    const at = performance.now();
    const code = await bot.kill("SIGTERM");
    expect(code).toBe(0);
    expect(performance.now() - at).toBeLessThan(10_000);
    streaming = false;
    await Promise.all(streams);
    bot = programs.start(env);
    await vi.waitFor(async () => expect(await db.answer.count()).toBe(before + sent), PATIENCE);
  });

  test("stopped while Telegram hangs: it ends in time, and what was asked of it is answered after the next start", async () => {
    await bot.waitsForLine('"ready"');
    const { faults, calls } = programs.telegram;
    const underWay = (method: string) => calls(method).filter(({ outcome }) => outcome === undefined);
    // The poll that waits still gets what Bayu sends.
    await vi.waitFor(() => expect(underWay("getUpdates")).toHaveLength(1), PATIENCE);
    for (const match of [{}, { method: "getUpdates" }]) faults.next(match, { hang: 15_000, cut: true }, 100);
    await bayu.sends("/bantuan");
    await vi.waitFor(() => {
      expect(underWay("sendMessage").map(({ params }) => Number(params.chat_id))).toContain(bayu.id);
    }, PATIENCE);
    const at = performance.now();
    const code = await bot.kill("SIGTERM");
    faults.clear();
    expect(code).toBe(0);
    expect(performance.now() - at).toBeLessThan(10_000);
    bot = programs.start(env);
    await bayu.waitsFor("Kamu tidak sendiri", { withinMs: PATIENCE });
    await bayu.waitsFor("sudah dikabari", { withinMs: PATIENCE });
    expect(await bot.kill("SIGTERM")).toBe(0);
  });

  test("the operator invites while it does not run, too", async () => {
    const invited = programs.admin(["invite", "--role", "coordinator", "--name", "Dewi"]);
    expect(await invited.ended).toBe(0);
    expect(invited.output()).toMatch(/^https:\/\/t\.me\/cek_harian_bot\?start=[\w-]{22}\n/);
    bot = programs.start(env);
    await bot.waitsForLine('"ready"');
    dewi = programs.telegram.phone({ id: 5_000_000_004, name: "Dewi", languageCode: "id" });
    await dewi.opensLink(/\S+/.exec(invited.output())?.[0] ?? "");
    await dewi.waitsFor("Halo Dewi", { withinMs: PATIENCE });
  });

  describe("asked to stop while a message leaves", () => {
    /** A message that reaches Dewi's phone some time before Telegram says so, which is when it is asked to. */
    async function leaving(dedupeKey: string) {
      const { id: staffId } = await db.staff.findFirstOrThrow({ where: { telegramId: dewi.id } });
      const { promise: hang, resolve: saysSo } = Promise.withResolvers<void>();
      const slow = { hang, afterEffect: true };
      const planned = programs.telegram.faults.next({ method: "sendMessage", chatId: dewi.id }, slow);
      const params = { notice: "staff-unreachable", name: "Rina" };
      await inTransaction(db, async (tx) => {
        await enqueue(tx, {
          kind: "notice",
          dedupeKey,
          to: { staffId },
          params,
          intendedAt: systemClock.now(),
        });
      });
      const hasLeft = async () => await vi.waitFor(() => expect(planned.remaining()).toBe(0), PATIENCE);
      return { hasLeft, saysSo };
    }
    /** So long that one which does not wait for its messages is gone. */
    async function hasBeenStopping(): Promise<void> {
      await bot.waitsForLine('"msg":"stopping"');
      await wait(200);
    }
    const isOnRecord = async (dedupeKey: string) =>
      expect(await db.outboxMessage.findUnique({ where: { dedupeKey } })).toMatchObject({ state: "sent" });

    test("by SIGTERM and twice by SIGINT: it stops once, and the message is on record", async () => {
      const message = await leaving("thrice");
      await message.hasLeft();
      // Ctrl-C under npm comes from the terminal and from npm.
      for (const signal of ["SIGTERM", "SIGINT"] as const) {
        bot.child.kill(signal);
        await wait(50);
      }
      bot.child.kill("SIGINT");
      await hasBeenStopping();
      message.saysSo();
      expect(await bot.ended).toBe(0);
      await isOnRecord("thrice");
    });

    test("and it is still starting: the message is on record", async () => {
      const message = await leaving("starting");
      programs.telegram.faults.next({ method: "setWebhook" }, { hang: 60_000 });
      bot = programs.start({ PUBLIC_URL: "https://bot.example.org", WEBHOOK_SECRET: "x".repeat(32) });
      await message.hasLeft();
      bot.child.kill("SIGTERM");
      await hasBeenStopping();
      message.saysSo();
      expect(await bot.ended).toBe(0);
      await isOnRecord("starting");
    });
  });
});

test("a bot whose database came back on another port ends, so that it is started anew and finds it", async () => {
  const dataDir = join(programs.home, "moves");
  await layOutCluster(dataDir);
  const bot = programs.start({ DATA_DIR: dataDir });
  await bot.waitsForLine('"ready"');
  const directory = join(dataDir, "postgres/data");
  const before = await findPostmaster(directory);
  const settings = join(directory, "postgresql.auto.conf");
  await writeFile(settings, "no_such_setting = 1\n");
  process.kill(before?.pid ?? 0, "SIGQUIT");
  await bot.waitsForLine("did not come back");
  const other = createServer().listen(before?.port, "127.0.0.1");
  await once(other, "listening");
  onTestFinished(() => void other.close());
  await writeFile(settings, "");
  expect(await bot.ended).toBe(1);
  expect(bot.output()).toContain("the database is on another port now");
  expect(await findPostmaster(directory)).toBeUndefined();
});
