import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { systemClock } from "../../src/clock.ts";
import type { TcpProxy } from "../../src/sandbox/tcp-proxy.ts";
import { startTelegram, type Telegram } from "../../src/sandbox/telegram/telegram.ts";
import { commandLines } from "../support/command-lines.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { BOT_TOKEN } from "../support/keys.ts";
import { ownPort } from "../support/own-port.ts";
import { type RunningProcess, runProgram } from "../support/run-process.ts";
import { standBefore } from "../support/stand-before.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const WEBHOOK_SECRET = "webhook-secret-4f1c9d27";
const dataKey = randomBytes(32);
const PATIENCE = { timeout: 60_000, interval: 100 };

let telegram: Telegram;
let database: TestDatabase;
let proxy: TcpProxy;
let home: string;
let port: number;
let env: Record<string, string>;
let secrets: readonly string[];
const running = new Set<RunningProcess>();

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "teman-pulih-secrets-"));
  port = await ownPort();
  telegram = await startTelegram({ token: BOT_TOKEN, clock: systemClock, botUsername: "cek_harian_bot" });
  database = await createTestDatabase();
  const before = await standBefore(database.url);
  proxy = before.proxy;
  env = {
    BOT_TOKEN,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    DATABASE_URL: before.through.href,
    DATA_KEY: dataKey.toString("base64"),
    DATA_DIR: home,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    WEBHOOK_SECRET,
    PORT: String(port),
    LOG_LEVEL: "trace",
  };
  const { password } = new URL(database.url);
  expect(password.length).toBeGreaterThan(10);
  secrets = [
    ...[BOT_TOKEN, BOT_TOKEN.split(":")[1] ?? "?", WEBHOOK_SECRET, password, decodeURIComponent(password)],
    ...[dataKey.toString("base64"), dataKey.toString("hex"), encodeURIComponent(dataKey.toString("base64"))],
  ];
});
afterAll(async () => {
  for (const { child } of running) if (child.exitCode === null) child.kill("SIGKILL");
  await proxy.close();
  await telegram.stop();
  await database.drop();
  await rm(home, { recursive: true, force: true });
});

function start(changes: Record<string, string> = {}): RunningProcess {
  const bot = runProgram("src/main.ts", { cwd: home, env: { ...env, ...changes } });
  running.add(bot);
  return bot;
}

function showsNone(where: string, text: string): void {
  // Which one it was must not stand in the report of a failed test either.
  const shown = secrets.findIndex((secret) => text.includes(secret));
  expect(shown, `${where} shows secret number ${shown}`).toBe(-1);
}

const get = async (path: string) => await (await fetch(`http://127.0.0.1:${port}${path}`)).text();

async function post(secret: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/telegram`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": secret },
    body: JSON.stringify({
      update_id: 1,
      message: {
        message_id: 1,
        date: 1,
        chat: { id: 7, type: "private" },
        from: { id: 7 },
        text: "/start x",
      },
    }),
  });
  showsNone("an answer to the webhook", await response.text());
  return response.status;
}

test("no secret is shown by a bot that is well, nor while Telegram or the database fail", async () => {
  const bot = start();
  await bot.waitsForLine('"ready"');
  const lines = await commandLines();
  expect(lines).toMatch(new RegExp(`^${bot.child.pid} .*src/main\\.ts`, "m"));
  showsNone("ps", lines);
  for (const path of ["/metrics", "/healthz", "/readyz", "/telegram"]) showsNone(path, await get(path));
  const guest = telegram.phone({ id: 7, name: "guest", languageCode: "id" });
  await guest.sends("/start");
  await guest.waitsFor("Halo. Bot ini", { withinMs: PATIENCE.timeout });
  expect(await post("wrong")).toBe(401);
  expect(await post(WEBHOOK_SECRET)).toBe(200);
  await guest.waitsFor("Bot ini hanya untuk orang yang diundang", { withinMs: PATIENCE.timeout });

  // Telegram fails in every way it can, as often as a reply is tried.
  const unshown = () => bot.output().split("a reply could not be shown").length;
  for (const { times, ...fault } of [
    { status: 500, times: 3 },
    { status: 502, html: true, times: 3 },
    { cut: true, times: 3 },
    { status: 401, times: 1 },
  ]) {
    const before = unshown();
    const planned = telegram.faults.next({ method: "sendMessage", chatId: guest.id }, fault, times);
    expect(await post(WEBHOOK_SECRET)).toBe(200);
    await vi.waitFor(() => expect(unshown()).toBe(before + 1), PATIENCE);
    expect(planned.remaining()).toBe(0);
  }

  // The database goes away, and comes back.
  await proxy.close();
  await vi.waitFor(async () => expect(await get("/readyz")).toContain("database"), PATIENCE);
  expect(await post(WEBHOOK_SECRET)).toBe(503);
  showsNone("/metrics without a database", await get("/metrics"));
  await proxy.open();
  await vi.waitFor(async () => expect(await get("/readyz")).toBe("ready"), PATIENCE);
  expect(await bot.kill("SIGTERM")).toBe(0);
  showsNone("the log", bot.output());
  showsNone("stderr", bot.errors());
});

test("nor by a start that fails: a password, a key, a token or a database that is wrong", async () => {
  const wrongPassword = new URL(env.DATABASE_URL ?? "");
  wrongPassword.password = `${wrongPassword.password}x`;
  const elsewhere = new URL(env.DATABASE_URL ?? "");
  elsewhere.pathname = "/not_there";
  const failing: readonly Record<string, string>[] = [
    { DATABASE_URL: wrongPassword.href },
    { DATABASE_URL: elsewhere.href },
    { DATABASE_URL: `${env.DATABASE_URL}?sslmode=nonsense&options=%ZZ` },
    { BOT_TOKEN: `${BOT_TOKEN}x` },
    { DATA_KEY: `${dataKey.toString("base64")}x`, WEBHOOK_SECRET: `${WEBHOOK_SECRET} with spaces` },
  ];
  await Promise.all(
    failing.map(async (changes) => {
      const bot = start(changes);
      expect(await bot.ended, Object.keys(changes).join()).toBe(1);
      expect(bot.errors()).toContain("cannot start");
      for (const name of Object.keys(changes)) expect(bot.errors()).toContain(name);
      if ("BOT_TOKEN" in changes)
        expect(bot.errors()).toBe(
          "Teman Pulih cannot start: Telegram refuses BOT_TOKEN; get the current one from BotFather.\n",
        );
      showsNone("the log", bot.output());
      showsNone(Object.keys(changes).join(), bot.errors());
    }),
  );
});
