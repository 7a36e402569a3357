import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type DemoServer, spawnDemo, startDemoServer } from "./support/demo-server.ts";

const PATIENCE = 180_000;
const LAST_PORT = 65_535;

let home: string;
let dataDir: string;
const isDatabaseUp = () => existsSync(join(dataDir, "postgres/data/postmaster.pid"));

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "teman-pulih-demo-"));
  dataDir = join(home, "demo");
});
afterAll(async () => await rm(home, { recursive: true, force: true }));

test(
  "a demo for which no port is free says so, and leaves no database behind",
  async () => {
    const taken = createServer().listen(LAST_PORT, "127.0.0.1");
    onTestFinished(() => void taken.close());
    await once(taken, "listening");
    const refused = await startDemoServer({ dataDir, port: LAST_PORT }).catch(
      (error: Error) => error.message,
    );
    expect(refused).toBe(
      "The demo ended with 1:\nNo free port from 65535 on: choose another one with --port.\n",
    );
    expect(existsSync(join(dataDir, "postgres/data/PG_VERSION"))).toBe(true);
    expect(isDatabaseUp()).toBe(false);
  },
  PATIENCE,
);

test(
  "a second demo leaves the log of the first alone, and a terminal that is closed stops that one",
  async () => {
    const server: DemoServer = await startDemoServer({ dataDir, port: 18_190 });
    onTestFinished(async () => void (await server.stop()));
    const logged = async () => await readFile(join(dataDir, "demo.log"), "utf8");
    await expect.poll(logged, { timeout: PATIENCE }).toContain('"msg":"ready"');
    await expect(startDemoServer({ dataDir, port: 18_190 })).rejects.toThrow("Another demo uses");
    expect(await logged()).toContain('"msg":"ready"');
    expect(isDatabaseUp()).toBe(true);
    expect(await server.stop("SIGHUP"), server.output()).toBe(0);
    expect(isDatabaseUp()).toBe(false);
  },
  PATIENCE,
);

test(
  "a directory that cannot be written into is named, with what to do",
  async () => {
    const file = join(home, "file");
    await writeFile(file, "");
    const refused = await startDemoServer({ dataDir: file }).catch((error: Error) => error.message);
    expect(refused).toBe(
      `The demo ended with 1:\nThe demo cannot write into ${file} (EEXIST): choose another directory with --data.\n`,
    );
  },
  PATIENCE,
);

test(
  "a play that is interrupted does not end as one that was played",
  async () => {
    const { child, output } = spawnDemo(["--play", "--data", dataDir]);
    const ended = once(child, "close");
    child.stdout?.on("data", () => {
      if (output().includes("Dewi becomes the coordinator")) child.kill("SIGINT");
    });
    expect(await ended, output()).toEqual([130, null]);
  },
  PATIENCE,
);
