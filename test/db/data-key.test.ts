import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepDataKey } from "../../src/db/data-key.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "teman-pulih-key-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

test("the key is made once, for the owner's eyes, and stays the same", async () => {
  const below = join(dataDir, "not/there/yet");
  const key = await keepDataKey(below);
  expect(key).toHaveLength(32);
  expect(await keepDataKey(below)).toEqual(key);
  expect((await stat(join(below, "data.key"))).mode & 0o777).toBe(0o600);
});

test("processes that start at the same moment agree on one", async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => keepDataKey(dataDir)));
  expect(new Set(keys.map((key) => Buffer.from(key).toString("hex"))).size).toBe(1);
  expect(await readdir(dataDir)).toEqual(["data.key"]);
});

test.each(["", "half a ke", Buffer.alloc(31).toString("base64")])(
  "a damaged file is never replaced: %j",
  async (content) => {
    await writeFile(join(dataDir, "data.key"), content);
    await expect(keepDataKey(dataDir)).rejects.toThrow(/data\.key does not hold a key/);
  },
);
