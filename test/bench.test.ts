import { execFile } from "node:child_process";
import { glob, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import type { Bench } from "../bench/benchmark.ts";
import { known, names } from "../bench/benchmarks.ts";
import { figure } from "../bench/figure.ts";
import { killsOf } from "../bench/kills.ts";
import type { Report } from "../src/sandbox/simulator/report.ts";

const run = promisify(execFile);
const bench = async (...args: string[]) =>
  await run(process.execPath, [
    "--expose-gc",
    fileURLToPath(new URL("../bench/run.ts", import.meta.url)),
    ...args,
  ]);

const figures = z.array(
  z.strictObject({
    name: z.string(),
    value: z.number().positive(),
    unit: z.string(),
    baseline: z.number().positive().optional(),
    ratio: z.number().positive().optional(),
  }),
);

test("a name that is not measured is refused with the names that are, and the pages name those", async () => {
  expect(names).toEqual(expect.arrayContaining(["taps-per-second", "tick-1m"]));
  expect(() => known("taps-per-century")).toThrow(`There are: ${names.join(", ")}.`);
  const pages = await Array.fromAsync(glob(["*.md", "docs/**/*.md"]));
  const named: string[] = [];
  for (const page of pages)
    for (const [, name] of (await readFile(page, "utf8")).matchAll(/--only ([a-z][\w-]*)/g))
      named.push(name ?? "");
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !names.includes(name))).toEqual([]);
  const figuresPage = await readFile("docs/benchmarks.md", "utf8");
  const isExplained = (name: string) => new RegExp(`(\\*\\*|\\| )${name}(\\*\\*| +\\|)`).test(figuresPage);
  expect(names.filter((name) => !isExplained(name))).toEqual([]);
});

test("figures as JSON, from the real app, with a word that they were only tried out", {
  timeout: 240_000,
}, async () => {
  const home = await mkdtemp(join(tmpdir(), "teman-pulih-bench-"));
  onTestFinished(async () => await rm(home, { recursive: true }));
  const picture = join(home, "delays.png");
  const { stdout, stderr } = await bench(
    ...["--json", "--quick", "--picture", picture],
    ...["--only", "alert-delay-p50"],
  );
  expect(figures.parse(JSON.parse(stdout))).toMatchObject([{ name: "alert-delay-p50", unit: "ms" }]);
  expect(stderr).toContain("--quick");
  expect((await readFile(picture)).subarray(1, 4).toString()).toBe("PNG");
});

test("a figure with a baseline says how much of it that is", () => {
  const told = { name: "caseload-200-memory", value: 184, unit: "MB", baseline: 162, ratio: 1.14 };
  expect(figure("caseload-200-memory", 184.3, "MB", 161.8)).toEqual(told);
});

test("the peak of a process is its own, however large the one was that started it", async () => {
  const large = Buffer.alloc(200 * 1024 * 1024, 1);
  const module = new URL("../bench/support/peak-memory.ts", import.meta.url).href;
  const say = `import { memory } from ${JSON.stringify(module)}; console.log(JSON.stringify(memory()));`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", say]);
  const { now, peak } = z.object({ now: z.number(), peak: z.number() }).parse(JSON.parse(stdout));
  expect(peak).toBeGreaterThan(20);
  expect(peak).toBeLessThan(now + 100);
  expect(large).toHaveLength(200 * 1024 * 1024);
});

test("what kills have cost is told as figures, though a loss is a violation and fails the command", async () => {
  const before = process.exitCode;
  onTestFinished(() => {
    process.exitCode = before;
  });
  const found = {
    invariant: "I4",
    what: "sent, and never arrived",
    who: "alert 7",
    codes: [],
    at: "then",
  } as const;
  const report = { kills: 40, lost: 1, doubled: 3, violations: 1, found: [found] } as unknown as Report;
  const told = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const { names, run: measure } = killsOf(async () => report);
  const bench = { quick: true, progress: () => undefined } as unknown as Bench;
  expect(await measure(bench, new Set(names))).toEqual([
    { name: "lost-per-1000-kills", value: 25, unit: "" },
    { name: "doubled-per-1000-kills", value: 75, unit: "" },
    { name: "kills", value: 40, unit: "" },
  ]);
  expect(process.exitCode).toBe(1);
  expect(told.mock.calls.join()).toContain("1 violations:\nI4 then: sent, and never arrived: alert 7");
  told.mockRestore();
});
