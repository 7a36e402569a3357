import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Environment, loadConfig, loadStorageConfig, readEnvironment } from "../src/config.ts";
import { OperatorError } from "../src/operator-error.ts";

const token = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr";
const key = Buffer.alloc(32, 7).toString("base64");

function config(env: Environment) {
  const loaded = loadConfig({ BOT_TOKEN: token, ...env });
  if (loaded.kind === "invalid") throw new Error(loaded.problems.join("\n"));
  return loaded.config;
}

function problems(env: Environment): readonly string[] {
  const loaded = loadConfig({ BOT_TOKEN: token, ...env });
  return loaded.kind === "invalid" ? loaded.problems : [];
}

test("a token is enough; everything else has a default", () => {
  expect(config({})).toEqual({
    token,
    apiRoot: "https://api.telegram.org",
    updates: { kind: "polling" },
    database: { kind: "embedded", dataDir: resolve("data") },
    dataDir: resolve("data"),
    dataKeys: undefined,
    host: "127.0.0.1",
    port: 8080,
    heartbeatUrl: undefined,
    logLevel: "info",
  });
});

test("empty and blank values count as not set", () => {
  const names = ["TELEGRAM_API_ROOT", "DATABASE_URL", "DATA_DIR", "DATA_KEY", "PUBLIC_URL", "WEBHOOK_SECRET"];
  const more = ["HOST", "PORT", "HEARTBEAT_URL", "LOG_LEVEL"];
  expect(config(Object.fromEntries([...names, ...more].map((name) => [name, " "])))).toEqual(config({}));
});

test("a public address and a secret mean webhook", () => {
  const { updates } = config({ PUBLIC_URL: "https://bot.example.org/", WEBHOOK_SECRET: "a-secret_1" });
  expect(updates).toEqual({ kind: "webhook", publicUrl: "https://bot.example.org", secret: "a-secret_1" });
});

test("a database of one's own comes with a key of one's own", () => {
  const url = "postgresql://tp:pw@db.example.org/tp?sslmode=require";
  const { database, dataKeys } = config({ DATABASE_URL: url, DATA_KEY: key });
  expect(database).toEqual({ kind: "url", url });
  expect(dataKeys).toEqual([Buffer.alloc(32, 7)]);
});

test("a key in the alphabet for addresses is a key too", () => {
  const bytes = Buffer.alloc(32, 0xfb);
  expect(config({ DATA_KEY: bytes.toString("base64url") }).dataKeys).toEqual([bytes]);
});

test("while keys are changed there are two, the newest first", () => {
  const [newest, old] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const both = `${newest.toString("base64")},${old.toString("base64")}`;
  expect(config({ DATA_KEY: both }).dataKeys).toEqual([newest, old]);
  expect(problems({ DATA_KEY: `${both},c2hvcnQ=` })).toEqual([
    expect.stringContaining("DATA_KEY must be 32 bytes"),
  ]);
});

test("a local Bot API server may deliver over plain http", () => {
  const { updates, apiRoot } = config({
    TELEGRAM_API_ROOT: "http://127.0.0.1:9000/",
    PUBLIC_URL: "http://127.0.0.1:8080",
    WEBHOOK_SECRET: "s",
  });
  expect(updates.kind).toBe("webhook");
  expect(apiRoot).toBe("http://127.0.0.1:9000");
});

describe("each of these is refused with the variable's name", () => {
  test.each<[string, string, Environment]>([
    ["BOT_TOKEN", "is missing", { BOT_TOKEN: undefined }],
    ["BOT_TOKEN", "is missing", { BOT_TOKEN: "  " }],
    ["BOT_TOKEN", "does not look like", { BOT_TOKEN: "hunter2-hunter2" }],
    ["TELEGRAM_API_ROOT", "http(s)", { TELEGRAM_API_ROOT: "api.hunter2.org" }],
    ["DATABASE_URL", "postgresql://", { DATABASE_URL: "mysql://root:hunter2@db/tp", DATA_KEY: key }],
    ["DATABASE_URL", "postgresql://", { DATABASE_URL: "hunter2", DATA_KEY: key }],
    ["DATA_KEY", "is missing", { DATABASE_URL: "postgresql://tp:hunter2@db/tp" }],
    ["DATA_KEY", "32 bytes", { DATA_KEY: "aHVudGVyMg==" }],
    ["DATA_KEY", "32 bytes", { DATA_KEY: `${key}hunter2` }],
    ["PUBLIC_URL", "is missing", { WEBHOOK_SECRET: "hunter2" }],
    ["PUBLIC_URL", "https", { PUBLIC_URL: "hunter2.example", WEBHOOK_SECRET: "ok" }],
    ["PUBLIC_URL", "https://", { PUBLIC_URL: "http://hunter2.example", WEBHOOK_SECRET: "ok" }],
    ["WEBHOOK_SECRET", "is missing", { PUBLIC_URL: "https://hunter2.example" }],
    [
      "WEBHOOK_SECRET",
      "letters, digits",
      { PUBLIC_URL: "https://b.example", WEBHOOK_SECRET: "hunter2 hunter2" },
    ],
    [
      "WEBHOOK_SECRET",
      "at most 256",
      { PUBLIC_URL: "https://b.example", WEBHOOK_SECRET: "hunter2".repeat(40) },
    ],
    ["HOST", "address to listen on", { HOST: "http://hunter2/" }],
    ["PORT", "port number", { PORT: "hunter2" }],
    ["PORT", "port number", { PORT: "65536" }],
    ["PORT", "port number", { PORT: "-1" }],
    ["HEARTBEAT_URL", "http(s)", { HEARTBEAT_URL: "ftp://hunter2.example" }],
    ["LOG_LEVEL", "one of fatal", { LOG_LEVEL: "hunter2" }],
  ])("%s %s", (variable, saying, env) => {
    const found = problems(env);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${variable} `));
    expect(found[0]).toContain(saying);
    expect(found[0]).not.toContain("hunter2");
  });
});

test("everything that is wrong is said at once, and no value with it", () => {
  const env = {
    BOT_TOKEN: "wrong-1",
    TELEGRAM_API_ROOT: "wrong-2",
    DATABASE_URL: "wrong-3",
    PUBLIC_URL: "wrong-4",
    HOST: "wrong 5",
    PORT: "wrong-6",
    HEARTBEAT_URL: "wrong-7",
    LOG_LEVEL: "wrong-8",
  };
  const found = problems(env);
  const named = found.map((problem) => problem.split(" ")[0]);
  expect(new Set(named)).toEqual(new Set([...Object.keys(env), "DATA_KEY", "WEBHOOK_SECRET"]));
  expect(named).toHaveLength(10);
  expect(found.join("\n")).not.toMatch(/wrong.\d/);
});

test("commands that do not speak to Telegram need no token, but the same storage", () => {
  expect(loadStorageConfig({}).kind).toBe("ok");
  expect(loadStorageConfig({ DATABASE_URL: "postgresql://db/tp", PORT: "nonsense" })).toEqual({
    kind: "invalid",
    problems: [expect.stringMatching(/^DATA_KEY is missing/)],
  });
});

test("a file that is there and cannot be read is not taken for none", () => {
  const directory = mkdtempSync(join(tmpdir(), "teman-pulih-env-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, ".env");
  const before = { ...process.env };
  expect(readEnvironment(path)).toEqual(before);
  // Root may read every file, but no directory.
  mkdirSync(path);
  expect(() => readEnvironment(path)).toThrow(OperatorError);
  expect(() => readEnvironment(path)).toThrow(`${path} cannot be read (EISDIR)`);
  const file = join(directory, "good.env");
  writeFileSync(file, "TEMAN_PULIH_TEST=from-file\nPATH=from-file\n");
  expect(readEnvironment(file)).toEqual({ ...before, TEMAN_PULIH_TEST: "from-file" });
  delete process.env.TEMAN_PULIH_TEST;
});
