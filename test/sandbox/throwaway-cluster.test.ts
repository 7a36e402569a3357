import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { layOutCluster } from "../support/lay-out-cluster.ts";

const script = `
  import { startThrowawayCluster } from ${JSON.stringify(new URL("../../src/sandbox/throwaway-cluster.ts", import.meta.url).href)};
  await startThrowawayCluster({ dataDir: process.argv[1], log: { info() {}, warn() {} } });
  process.exit(3);
`;

test("a process that ends at once takes its cluster along, and leaves the directory it was given", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "teman-pulih-given-"));
  await writeFile(join(dataDir, "another"), "");
  await layOutCluster(dataDir);
  const { status } = spawnSync(process.execPath, ["--input-type=module", "-e", script, dataDir]);
  expect(status).toBe(3);
  expect(await readdir(dataDir)).toEqual(["another"]);
  await rm(dataDir, { recursive: true });
});
