import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import ExcelJS from "exceljs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reading, readLives } from "../../src/back-tests/read-lives.ts";
import type { Tx } from "../../src/db/client.ts";
import { replay } from "../../src/domain/back-test.ts";
import { localDayAt } from "../../src/domain/calendar.ts";
import { readSettings } from "../../src/people/read-settings.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { defaultSettings } from "../../src/settings.ts";
import { answers, buildTeam, enrol, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

const run = promisify(execFile);
const dataKey = Buffer.from(Uint8Array.from({ length: 32 }, (_, index) => index)).toString("base64");

let town: Town;
let team: Team;
let home: string;

/** Five days: Bayu has a very hard one that Rina sees to, Citra gets gradually worse, Sari stays silent; then Bayu says that he lapsed. */
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "teman-pulih-rules-"));
  town = await startTown();
  team = await buildTeam(town);
  const bayu = await enrol(town, team, { code: "BPN-001", hour: "19:00" });
  const citra = await enrol(town, team, { code: "BPN-002", hour: "19:00" });
  await enrol(town, team, { code: "BPN-003", hour: "19:00" });
  const evening = async (day: number, given: readonly (readonly [Phone, Record<string, number>])[]) => {
    await town.world.advanceTo(new Date(`2026-11-${day}T19:05:00+08:00`));
    for (const [phone, digits] of given) {
      await town.does(phone.taps("Siap"));
      await answers(town, phone, digits);
    }
  };
  await evening(23, [
    [bayu, {}],
    [citra, { S1: 2, S2: 2, S3: 2, S5: 2, S7: 2, S9: 2, S4: 2, S10: 2 }],
  ]);
  await evening(24, [
    [bayu, { S8: 4, C1: 0 }],
    [citra, { S1: 3, S2: 3, S3: 2, S5: 2, S7: 2, S9: 2, S4: 2, S10: 2 }],
  ]);
  await town.does(team.rina.taps("Saya tangani"));
  await town.does(team.rina.taps("Sudah bicara"));
  await town.does(team.rina.taps("Cukup bicara"));
  await evening(25, [
    [bayu, {}],
    [citra, { S1: 2 }],
  ]);
  await evening(26, [
    [bayu, { S3: 2 }],
    [citra, {}],
  ]);
  await town.world.advanceTo(new Date("2026-11-27T09:00:00+08:00"));
  await town.does(bayu.tapsData("la"));
}, 120_000);
afterAll(async () => {
  await town.close();
  await rm(home, { recursive: true, force: true });
});

test("history that was lived with these settings gives the alerts that really were", async () => {
  const { db, app } = town.world;
  const lives = await Array.fromAsync(readLives(app.deps, team.programmeId, "2026-10-01"));
  const flags = lives.flatMap((life) => replay(life, defaultSettings));
  const replayed = flags.filter(({ tier }) => tier !== "amber");
  const real = await db.alert.findMany({
    include: { participant: true, checkIn: true, events: { orderBy: { id: "asc" } } },
    orderBy: { id: "asc" },
  });
  const day = (alert: (typeof real)[number]) =>
    alert.checkIn?.localDay.toISOString().slice(0, 10) ?? localDayAt(alert.openedAt, "Asia/Makassar");
  expect(
    replayed.map(({ code, day: on, tier, rules }) => ({ code, on, tier, rules })).toSorted(byCode),
  ).toEqual(
    real
      .map((alert) => ({
        code: alert.participant.code,
        on: day(alert),
        tier: alert.tier,
        rules: alert.events[0]?.rules,
      }))
      .toSorted(byCode),
  );
  expect(real.length).toBeGreaterThanOrEqual(2);
});

const byCode = (a: { code: string; on: string }, b: { code: string; on: string }) =>
  `${a.code}${a.on}` < `${b.code}${b.on}` ? -1 : 1;

test("the coordinator tries a threshold with three taps: before, after, and who would be new; nothing is sent", async () => {
  const count = async () => [await town.world.db.outboxMessage.count(), await town.world.db.alert.count()];
  const before = await count();
  await town.does(team.dewi.sends("/menu"));
  await town.does(team.dewi.taps("Coba aturan lain"));
  await town.does(team.dewi.taps("4 minggu"));
  await town.does(team.dewi.taps("O3 ≥ 16"));
  const text = team.dewi.sees().at(-3)?.text ?? "";
  expect(text).toContain("Kalau O3 ≥ 16");
  expect(text).toContain("4 minggu · 3 peserta · 8 cek");
  expect(text).toMatch(/Alarm: (\d+) → (?!\1)\d+/);
  expect(text).toContain("Di antaranya merah: 1 → 1");
  expect(text).toMatch(/Menurut aturan: .*O3 (\d+) → (?!\1)\d+/);
  expect(text).toMatch(/Baru ditandai: 1\n🟠 BPN-002 · Sen, 23 Nov · O3/);
  expect(await count()).toEqual(before);
  const [picture, workbook] = team.dewi.sees().slice(-2);
  expect(picture?.media?.kind).toBe("photo");
  const book = new ExcelJS.Workbook();
  const bytes = workbook?.document?.bytes ?? new Uint8Array();
  await book.xlsx.load(bytes.buffer as ArrayBuffer);
  expect(book.worksheets.map(({ name }) => name)).toEqual([
    "Ringkasan",
    "Per minggu",
    "Baru ditandai",
    "Tidak ditandai lagi",
  ]);
  const newly = book.getWorksheet("Baru ditandai")?.getRow(2).values;
  expect(newly).toEqual([undefined, "BPN-002", "Rina", expect.any(Date), "Oranye", "O3"]);
});

test("reading lives cannot write: such a transaction refuses it", async () => {
  const { db } = town.world;
  const wrote = reading(db, async (tx) => {
    await (tx as Tx).alert.deleteMany();
  });
  await expect(wrote).rejects.toThrow(/read-only transaction/);
});

test("it is not for counselors", async () => {
  await town.does(team.rina.tapsData("bt:O3-total:16:4").then(() => undefined));
  expect(team.rina.lastText()).not.toContain("Kalau");
  await town.does(team.dewi.tapsData("bt:O3-total:16:400").then(() => undefined));
  expect(team.dewi.answers().at(-1)?.text).toBe("Tombol ini sudah tidak berlaku.");
});

const admin = async (...args: string[]) => await operator("rules", "test", ...args);

async function operator(...args: string[]) {
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: town.world.database.url,
    DATA_KEY: dataKey,
    DATA_DIR: home,
  };
  return await run(process.execPath, ["src/admin.ts", ...args], { env }).catch(
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
}

test("on the command line: refused with every reason, and otherwise a comparison", async () => {
  const path = join(home, "new.json");
  await writeFile(path, "{");
  expect(await admin("--settings", path)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("not JSON"),
  });
  await writeFile(path, JSON.stringify({ rules: { O3: { totalFrom: 99 }, A2: { times: 9, of: 2 } } }));
  const refused = await admin("--settings", path);
  expect(refused.stderr).toMatch(/rules\.O3\.totalFrom.*\n.*rules\.A2\.times/);
  await writeFile(path, JSON.stringify({ rules: { O3: { totalFrom: 16 } } }));
  const compared = await admin("--settings", path, "--weeks", "52");
  expect(compared.stdout).toMatch(/before\s+after/);
  expect(compared.stdout).toContain("Newly flagged: 1");
  expect(compared.stdout).not.toContain("S6");
});

test("settings that contradict each other are refused with every reason, and the old ones stay", async () => {
  const path = join(home, "change.json");
  const { db } = town.world;
  const stored = async () => (await db.programme.findFirstOrThrow()).settings;
  const before = await stored();
  const set = async (change: unknown) => {
    await writeFile(path, JSON.stringify(change));
    return await operator("settings", "set", "--settings", path);
  };
  const refused = await set({
    ladder: { red: { backupAfterMinutes: 45 }, orange: [] },
    quietHours: { from: 420, to: 420 },
    instrument: "nowhere@9",
    crisisNumbers: [],
  });
  expect(refused).toMatchObject({ code: 1 });
  for (const reason of [
    "ladder.red: steps out of order",
    "ladder.orange",
    "quietHours: quiet hours must leave",
    "crisisNumbers: coordinators keep them",
  ])
    expect(refused.stderr).toContain(reason);
  expect((await set({ instrument: "nowhere@9" })).stderr).toContain("instrument: there is none");
  expect((await set([])).stderr).toContain("not a JSON object");
  expect(await stored()).toEqual(before);
  expect(await set({ ladder: { red: { backupAfterMinutes: 10 } }, summary: { minute: 540 } })).toMatchObject({
    stdout: "The settings hold from now on.\n",
  });
  const shown = JSON.parse((await operator("settings", "show")).stdout);
  expect(shown).toMatchObject({ ladder: { red: { backupAfterMinutes: 10, coordinatorsAfterMinutes: 30 } } });
  expect(shown.crisisNumbers).toBeUndefined();
  const { crisisNumbers } = await readSettings(db, team.programmeId);
  expect(crisisNumbers.filter(({ confirmedOn }) => confirmedOn).length).toBeGreaterThan(0);
  expect(await db.auditEvent.count({ where: { action: "change-settings", actor: "operator" } })).toBe(1);
});
