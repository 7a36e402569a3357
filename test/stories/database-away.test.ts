import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Client } from "pg";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import type { Db } from "../../src/db/client.ts";
import { createSealer } from "../../src/db/seal.ts";
import { loadInstruments } from "../../src/instruments/index.ts";
import { createLog } from "../../src/log.ts";
import type { TcpProxy } from "../../src/sandbox/tcp-proxy.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { type Founding, founding } from "../support/founding.ts";
import { PATIENCE, type Programs, preparePrograms, pushes, question, taps } from "../support/programs.ts";
import type { RunningProcess } from "../support/run-process.ts";
import { standBefore } from "../support/stand-before.ts";
import { ROUTE } from "../support/team.ts";

// Every test here waits for a program and for a database that comes back.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let programs: Programs;
let database: TestDatabase;
let proxy: TcpProxy;
let bot: RunningProcess;
let db: Db;
let team: Founding;
let bayu: Phone;
let rina: Phone;
let url: string;
const key = Buffer.alloc(32, 7);
const heartbeats: number[] = [];
let heartbeat: Server;

beforeAll(async () => {
  programs = await preparePrograms();
  database = await createTestDatabase();
  const before = await standBefore(database.url);
  proxy = before.proxy;
  url = before.through.href;
  db = database.db;
  heartbeat = createServer((_, response) => {
    heartbeats.push(1);
    response.end();
  }).listen(0, "127.0.0.1");
  await once(heartbeat, "listening");
});
afterAll(async () => {
  await bot.kill("SIGTERM");
  heartbeat.close();
  await proxy.close();
  await database.drop();
  await programs.close();
});

const beat = () => `http://127.0.0.1:${(heartbeat.address() as AddressInfo).port}/ping`;

test("away at the start: it waits, and starts when the database is there", async () => {
  await proxy.close();
  bot = programs.start({ DATABASE_URL: url, DATA_KEY: key.toString("base64"), HEARTBEAT_URL: beat() });
  await bot.waitsForLine("the database cannot be reached yet");
  await proxy.open();
  await bot.waitsForLine('"ready"');
  const deps = { db, sealer: createSealer(key), instruments: loadInstruments(), log: createLog("silent") };
  const { link } = await bot.waitsForLine("no coordinator yet");
  const dewi = programs.telegram.phone({ id: 5_000_000_201, name: "Dewi", languageCode: "id" });
  await dewi.opensLink(String(link));
  await dewi.waitsFor("sudah tersambung", { withinMs: PATIENCE });
  const invited = await programs.operator(["invite", "--role", "counselor", "--name", "Rina"], {
    DATABASE_URL: database.url,
    DATA_KEY: key.toString("base64"),
  });
  rina = programs.telegram.phone({ id: 5_000_000_202, name: "Rina", languageCode: "id" });
  await rina.opensLink(/\S+/.exec(invited.output)?.[0] ?? "");
  await rina.waitsFor("Halo Rina", { withinMs: PATIENCE });
  team = await founding(deps, { coordinator: dewi.id, counselor: rina.id });
  bayu = programs.telegram.phone({ id: 5_000_000_203, name: "Bayu", languageCode: "id" });
  await team.enrols(bayu.id, "BPN-001");
  await bayu.sends("/cek");
  await bayu.waitsFor(question(1), { withinMs: PATIENCE });
});

test("every connection is ended by the server: the next tap is answered all the same", async () => {
  for (const number of [2, 3]) {
    await terminateAll();
    await taps(bayu, "0", question(number));
  }
  expect(await db.answer.count()).toBe(2);
});

test("away for a while: what was tapped meanwhile is answered afterwards, and nothing is lost", async () => {
  const saidBefore = bot.output().length;
  const says = (text: string) => bot.output().slice(saidBefore).split(text).length - 1;
  const hasSaid = async (text: string, times = 1) =>
    await vi.waitFor(() => expect(says(text), text).toBeGreaterThanOrEqual(times), PATIENCE);
  await proxy.close();
  await bayu.taps("1");
  await hasSaid("the database is away; the update waits");
  await vi.waitFor(async () => {
    expect((await programs.get("/readyz")).status).toBe(503);
  }, PATIENCE);
  expect((await programs.get("/metrics")).status).toBe(200);
  // The queue has noticed, too.
  await hasSaid('"worker":"');
  // One tick may have seen to everything before the database went, and say so only now; whatever comes after it does not.
  const beatsBefore = heartbeats.length;
  await hasSaid("the tick was not finished", says("the tick was not finished") + 1);
  expect(heartbeats.length).toBe(beatsBefore);
  await proxy.open();
  await bayu.waitsFor(question(4), { withinMs: PATIENCE });
  expect(await db.answer.count()).toBe(3);
  await vi.waitFor(async () => expect((await programs.get("/readyz")).status).toBe(200), PATIENCE);
});

test("the worker and the tick work again by themselves: alert and heartbeat arrive", async () => {
  const beatsBefore = heartbeats.length;
  for (const [index, id] of ROUTE.entries()) {
    if (index < 3) continue;
    // Orange by then: the safety question comes before the closing taps.
    if (id === "C1") await taps(bayu, "0", "Pertanyaan 12 dari 13");
    const asked = index < 9 ? question(index + 2) : `Pertanyaan ${id === "S6" ? 11 : 13} dari 13`;
    await taps(bayu, id === "S8" ? "4" : "0", id === "C2" ? "cek harian selesai" : asked);
  }
  await rina.waitsFor("1 hal perlu dilihat", { withinMs: PATIENCE });
  await vi.waitFor(() => expect(heartbeats.length).toBeGreaterThan(beatsBefore), PATIENCE);
  expect(bot.output()).not.toMatch(/AAHdqTcvCH1|Bayu|Rina/);
});

test("goes away while an alert is being sent: it arrives, at most once more than it should", async () => {
  const { promise: databaseIsAway, resolve: letGo } = Promise.withResolvers<void>();
  const slow = programs.telegram.faults.next(
    { method: "sendMessage", chatId: rina.id },
    { hang: databaseIsAway },
  );
  await bayu.taps("🆘");
  await vi.waitFor(() => expect(slow.remaining()).toBe(0), PATIENCE);
  const held = await db.outboxMessage.findFirstOrThrow({
    where: { state: "pending", kind: "alert", staff: { telegramId: rina.id } },
  });
  await proxy.close();
  letGo();
  // Of this one: others that are under way fail as well, and a moment earlier.
  await bot.waitsForLine(`"outboxId":"${held.id}","msg":"delivery failed"`);
  await proxy.open();
  await bayu.sends("/menu");
  // Its lease would end in a minute.
  await db.outboxMessage.updateMany({ where: { state: "pending" }, data: { dueAt: new Date(0) } });
  await vi.waitFor(
    async () => expect(await db.outboxMessage.count({ where: { state: "pending" } })).toBe(0),
    { timeout: PATIENCE, interval: 500 },
  );
  expect(pushes(rina)).toHaveLength(3);
});

async function terminateAll(): Promise<void> {
  const client = new Client({ connectionString: inject("clusterUrl") });
  await client.connect();
  await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [
    new URL(database.url).pathname.slice(1),
  ]);
  await client.end();
}
