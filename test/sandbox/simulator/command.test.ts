import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("a run that is interrupted ends with its day and tells what was lived", {
  timeout: 120_000,
}, async () => {
  const command = fileURLToPath(new URL("../../../src/sandbox/simulate.ts", import.meta.url));
  // A group of its own: Ctrl-C reaches every process of it.
  const child = spawn(process.execPath, [command, "--people", "1", "--days", "400"], { detached: true });
  const report = text(child.stdout);
  const ended = once(child, "exit");
  let interrupted = false;
  child.stderr.on("data", (chunk) => {
    if (interrupted || !child.pid || !String(chunk).includes("/400 days")) return;
    interrupted = true;
    process.kill(-child.pid, "SIGINT");
  });
  expect(await ended).toEqual([130, null]);
  expect(await report).toMatch(/^1 people, unfinished after \d+ of 400 days, seed 1/);
  expect(await report).toContain("\n0 violations");
});
