import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readTables } from "../../support/read-tables.ts";

const DEMO = new URL("../../../src/sandbox/demo.ts", import.meta.url).pathname;

let dataDir: string;
let code: number | null;
let output = "";

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "teman-pulih-play-"));
  const child = spawn(process.execPath, [DEMO, "--play", "--data", dataDir], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => {
      output += data.toString();
    });
  [code] = await once(child, "close");
}, 400_000);
afterAll(async () => await rm(dataDir, { recursive: true, force: true }));

test("the fortnight plays to its end and everything it expects holds", () => {
  expect(code, output.slice(-2000)).toBe(0);
  expect(output).toMatch(/all \d+ expectations held/);
});

test("the transcript tells who saw and tapped what, and when, in the town's time", () => {
  expect(output).toContain("Mon 23 Nov 19:30  BPN-001  ◂ Hai, waktunya cek harian 🙂 Siap?");
  expect(output).toContain("Tue 24 Nov 19:30  Rina     ◂ 1 hal perlu dilihat · BPN-001");
  expect(output).toContain("Tue 24 Nov 19:30  Rina     ▸ taps [Saya tangani]");
  expect(output).toContain("Tue 24 Nov 20:05  Rina     ▸ taps [Sudah bicara]");
  expect(output).toMatch(/Agus {5}◂ 1 hal perlu dilihat · BPN-001/);
  expect(output).toContain('BPN-001  ▸ types "Malam ini berat');
  expect(output).toContain("BPN-001  ▸ taps [🧭 Rencanaku]");
  expect(output).toContain("Wed 02 Dec 23:40  BPN-001  ◂ Hai, kamu masih aman?");
  expect(output).toContain("Dewi     ▸ taps [O5 awal: 1 hari]");
  expect(output).toContain("Dewi     ▸ taps [Serahkan semua pesertanya]");
  expect(output).toContain("Mon 07 Dec 08:00  Dewi     ◂ (picture 2026-11-30.png");
});

test("lines fit into 100 columns, except where a word is longer", () => {
  const long = output.split("\n").filter((line) => [...line].length > 100 && !line.includes("https://"));
  expect(long).toEqual([]);
});

test.each(["2026-11-23", "2026-11-30"])(
  "the week of %s is kept as a picture and a workbook",
  async (monday) => {
    expect(output).toContain(`week-${monday}.png`);
    const png = await readFile(join(dataDir, `week-${monday}.png`));
    expect(png.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
    expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(1000);
    expect(png.readUInt32BE(20)).toBeGreaterThanOrEqual(400);
    const sheets = await readTables(await readFile(join(dataDir, `week-${monday}.xlsx`)));
    expect(sheets.get("Orang")?.rows.flat()).toContain("BPN-001");
  },
);
