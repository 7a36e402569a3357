import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dataKeyFile, keepDataKeys, readDataKeys, writeKeyFile } from "../../src/db/data-keys.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "teman-pulih-key-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

test("the key is made once, for the owner's eyes, and stays the same", async () => {
  const below = join(dataDir, "not/there/yet");
  const keys = await keepDataKeys(below);
  expect(keys.map((key) => key.length)).toEqual([32]);
  expect(await keepDataKeys(below)).toEqual(keys);
  expect((await stat(join(below, "data.key"))).mode & 0o777).toBe(0o600);
});

test("processes that start at the same moment agree on one", async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => keepDataKeys(dataDir)));
  expect(new Set(keys.map(([key]) => Buffer.from(key).toString("hex"))).size).toBe(1);
  expect(await readdir(dataDir)).toEqual(["data.key"]);
});

test.each(["", "half a ke", Buffer.alloc(31).toString("base64")])(
  "a damaged file is never replaced: %j",
  async (content) => {
    await writeFile(join(dataDir, "data.key"), content);
    await expect(keepDataKeys(dataDir)).rejects.toThrow(/data\.key does not hold a key/);
  },
);

test("several keys keep their order, for the owner's eyes, and are replaced at once", async () => {
  await keepDataKeys(dataDir);
  const [newest, old] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  await writeKeyFile(dataKeyFile(dataDir), [newest, old]);
  expect(await readDataKeys(dataDir)).toEqual([newest, old]);
  expect((await stat(dataKeyFile(dataDir))).mode & 0o777).toBe(0o600);
  expect(await readdir(dataDir)).toEqual(["data.key"]);
});
