import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openCauses } from "../../src/alerts/causes.ts";
import { reading, readLives } from "../../src/back-tests/read-lives.ts";
import type { Tx } from "../../src/db/client.ts";
import { localDayAt } from "../../src/domain/calendar.ts";
import { replay } from "../../src/domain/replay.ts";
import defaultInstrument from "../../src/instruments/recovery-dangers-1.json" with { type: "json" };
import { recordConsent } from "../../src/people/consent.ts";
import { setNaloxone } from "../../src/programme/crisis-numbers.ts";
import { readSettings } from "../../src/programme/read-settings.ts";
import { defaultSettings } from "../../src/programme/settings.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { DATA_KEY } from "../support/keys.ts";
import { operator } from "../support/operator.ts";
import { readTables } from "../support/read-tables.ts";
import { answers, buildTeam, enrol, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

const WAIT = { timeout: 10_000 };
const TX = { timeout: 20_000 };

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
  await town.world.advance({ minutes: 12 });
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
  const lives = await Array.fromAsync(readLives(app.deps, team.programmeId, "everybody", "2026-10-01"));
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
        rules: [
          ...new Set(
            openCauses(app.deps.sealer, alert.participantId, alert.reasons)[0]?.reasons.map(
              ({ rule }) => rule,
            ),
          ),
        ],
      }))
      .toSorted(byCode),
  );
  expect(real.length).toBeGreaterThanOrEqual(2);
});

const byCode = (a: { code: string; on: string }, b: { code: string; on: string }) =>
  `${a.code}${a.on}` < `${b.code}${b.on}` ? -1 : 1;

/** A coordinator's three taps, and what came: the text, and the rows of the workbook by sheet. */
async function tries(threshold: string) {
  await town.does(team.dewi.sends("/menu"));
  await town.does(team.dewi.taps("Coba aturan lain"));
  await town.does(team.dewi.taps("4 minggu"));
  await town.does(team.dewi.taps(threshold));
  const [result, picture, workbook] = team.dewi.sees().slice(-3);
  expect(picture?.media?.kind).toBe("photo");
  const tables = await readTables(workbook?.document?.bytes);
  const sheets = new Map([...tables].map(([name, { rows }]) => [name, rows]));
  return { lines: (result?.text ?? "").split("\n"), text: result?.text ?? "", sheets };
}

test("the coordinator tries a threshold with three taps: before, after, and who would be new; nothing is sent", async () => {
  const count = async () => [await town.world.db.outboxMessage.count(), await town.world.db.alert.count()];
  const before = await count();
  const { lines, text, sheets } = await tries("O3 ≥ 16");
  expect(await count()).toEqual(before);
  expect(lines.slice(0, 9)).toEqual([
    "Kalau O3 ≥ 16",
    "4 minggu · 3 peserta · 8 cek. Sekarang → kalau diganti:",
    "Peringatan: 3 → 4",
    "Di antaranya merah: 1 → 1",
    "Di daftar kuning: 0 → 0",
    "Per 100 cek: 37,5 → 50 (batas 10)",
    "Dinilai berguna: 100 % → 100 % (paling sedikit 50 %)",
    "Ditangani, separuh dalam: 12 mnt → 12 mnt",
    "Rina, per minggu: 0,8 → 1",
  ]);
  // By which rules is said of nobody, and not in sum either.
  expect(text).toMatch(/Baru ditandai: 1\n🟠 BPN-002 · Sen, 23 Nov\n/);
  expect(text).toContain("Tidak ditandai lagi: 0");
  expect([...sheets.keys()]).toEqual(["Ringkasan", "Per minggu", "Baru ditandai", "Tidak ditandai lagi"]);
  expect(sheets.get("Ringkasan")?.slice(3)).toEqual([
    ["Angka", "Sekarang", "Kalau diganti"],
    ["Peringatan, Merah", 1, 1],
    ["Peringatan, Oranye", 2, 3],
    ["Peringatan, Kuning", 0, 0],
    ["Peringatan per 100 cek", 37.5, 50],
    ["Dinilai berguna, % dari yang selesai", 100, 100],
    ["Menit sampai ditangani, separuh (p50)", 12, 12],
    ["Peringatan berguna yang tidak muncul lagi", null, 0],
  ]);
  const week = (day: string) => new Date(`${day}T00:00:00Z`);
  expect(sheets.get("Per minggu")).toEqual([
    [
      ...["Pendamping", "Minggu mulai"],
      ...["Merah · Sekarang", "Oranye · Sekarang", "Kuning · Sekarang"],
      ...["Merah · Kalau diganti", "Oranye · Kalau diganti", "Kuning · Kalau diganti"],
    ],
    ["Rina", week("2026-10-31"), 0, 0, 0, 0, 0, 0],
    ["Rina", week("2026-11-07"), 0, 0, 0, 0, 0, 0],
    ["Rina", week("2026-11-14"), 0, 0, 0, 0, 0, 0],
    ["Rina", week("2026-11-21"), 1, 2, 0, 1, 3, 0],
  ]);
  expect(sheets.get("Baru ditandai")?.slice(1)).toEqual([["BPN-002", "Rina", week("2026-11-23"), "Oranye"]]);
  expect(sheets.get("Tidak ditandai lagi")).toHaveLength(1);
});

test("a more lenient threshold says who would no longer be flagged", async () => {
  const { db } = town.world;
  const where = { id: team.programmeId };
  const { settings } = await db.programme.findUniqueOrThrow({ where });
  const stricter = { ...(settings as object), rules: { O3: { totalFrom: 16 } } };
  await db.programme.update({ where, data: { settings: stricter } });
  const { lines, text, sheets } = await tries("O3 ≥ 20");
  await db.programme.update({ where, data: { settings: settings as object } });
  expect(lines).toContain("Peringatan: 4 → 3");
  expect(lines).toContain("Per 100 cek: 50 → 37,5 (batas 10)");
  expect(lines).toContain("Rina, per minggu: 1 → 0,8");
  expect(lines).toContain("Baru ditandai: 0");
  expect(text).toMatch(/Tidak ditandai lagi: 1\n🟠 BPN-002 · Sen, 23 Nov\n/);
  expect(sheets.get("Tidak ditandai lagi")?.slice(1)).toEqual([
    ["BPN-002", "Rina", new Date("2026-11-23T00:00:00Z"), "Oranye"],
  ]);
});

test("whoever has refused the weekly summary is in no figure of a coordinator's, and a number of its own; the operator has everybody", async () => {
  const { db, app, clock } = town.world;
  const { id: participantId } = await db.participant.findFirstOrThrow({ where: { code: "BPN-002" } });
  const answer = async (granted: boolean) =>
    await recordConsent(app.deps, { participantId, purpose: "summary", granted, locale: "id" }, clock.now());
  await answer(false);
  const { lines, text, sheets } = await tries("O3 ≥ 16");
  const path = join(home, "stricter.json");
  await writeFile(path, JSON.stringify({ rules: { O3: { totalFrom: 16 } } }));
  const { output } = await admin("--settings", path, "--json");
  await answer(true);
  expect(lines.slice(1, 4)).toEqual([
    "4 minggu · 2 peserta · 4 cek. Sekarang → kalau diganti:",
    "Tidak ditampilkan: 1 (tidak memberi izin)",
    "Peringatan: 3 → 3",
  ]);
  expect(text).toContain("Baru ditandai: 0");
  expect(sheets.get("Ringkasan")?.[2]?.[0]).toBe("Tidak ditampilkan: 1 (tidak memberi izin)");
  expect(JSON.stringify([...sheets])).not.toContain("BPN-002");
  expect(JSON.parse(output)).toMatchObject({ people: 3, notShown: 0, newly: [{ code: "BPN-002" }] });
  const looks = await db.auditEvent.findMany({
    where: { action: { startsWith: "back-test" } },
    orderBy: { id: "desc" },
    take: 2,
  });
  expect(looks.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
    "operator back-test",
    `staff:${team.ids.dewi} back-test-agreed`,
  ]);
});

test("while it is worked out the coordinator goes on, and the result comes below; a failure says so", async () => {
  const { db } = town.world;
  const { dewi } = team;
  const begins = async () => {
    await town.does(dewi.sends("/menu"));
    await town.does(dewi.taps("Coba aturan lain"));
    await dewi.taps("O3 ≥ 16");
    await vi.waitFor(() => expect(dewi.lastText()).toContain("Menghitung…"), WAIT);
  };
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`LOCK TABLE check_ins IN ACCESS EXCLUSIVE MODE`;
    await begins();
    // Nothing to tap on from: it counts on in this message.
    expect(dewi.sees().at(-1)?.buttons).toEqual([]);
    await dewi.sends("/menu");
    await vi.waitFor(() => expect(dewi.lastText()).toContain("Halo Dewi"), WAIT);
  }, TX);
  await town.world.settle();
  const [menu, result] = dewi.sees().slice(-4);
  expect(menu?.text).toContain("Halo Dewi");
  expect(result?.text).toContain("Kalau O3 ≥ 16");
  expect(dewi.sees().some(({ text }) => text?.includes("Menghitung…"))).toBe(false);

  await db.$executeRaw`ALTER TABLE check_ins RENAME TO gone`;
  await town.does(dewi.sends("/menu"));
  await town.does(dewi.taps("Coba aturan lain"));
  const refused = { status: 400, description: "Bad Request: not now" };
  town.world.telegram.faults.next({ method: "editMessageText", chatId: dewi.id }, refused);
  await town.does(dewi.taps("O3 ≥ 16"));
  expect(town.log()).toContain("how far a back-test is could not be shown");
  await db.$executeRaw`ALTER TABLE gone RENAME TO check_ins`;
  expect(dewi.sees().some(({ text }) => text?.includes("Belum berhasil dihitung"))).toBe(true);
  await town.does(dewi.taps("☰ Menu"));
  expect(dewi.lastText()).toContain("Halo Dewi");
});

test("whoever is cut off while it is worked out gets neither the result nor its files there", async () => {
  const { db } = town.world;
  const { dewi } = team;
  const account = async (telegramId: number | null) =>
    await db.staff.update({ where: { id: team.ids.dewi }, data: { telegramId } });
  await town.does(dewi.sends("/menu"));
  await town.does(dewi.taps("Coba aturan lain"));
  const before = dewi.sees().length;
  try {
    await db.$transaction(async (tx) => {
      await tx.$executeRaw`LOCK TABLE check_ins IN ACCESS EXCLUSIVE MODE`;
      await dewi.taps("O3 ≥ 16");
      await vi.waitFor(() => expect(dewi.lastText()).toContain("Menghitung…"), WAIT);
      await account(null);
    }, TX);
    await town.world.settle();
    expect(dewi.sees()).toHaveLength(before);
    expect(dewi.lastText()).toContain("Menghitung…");
  } finally {
    await account(dewi.id);
  }
});

test("whoever deletes the message meanwhile gets the result below, with its files, or hears of the failure", async () => {
  const { db, telegram } = town.world;
  const { dewi } = team;
  const triesWithoutMessage = async () => {
    await town.does(dewi.sends("/menu"));
    await town.does(dewi.taps("Coba aturan lain"));
    const before = dewi.sees().length;
    const gone = { status: 400, description: "Bad Request: message to edit not found" };
    const faults = ["editMessageText", "deleteMessage"].map((method) =>
      telegram.faults.next({ method, chatId: dewi.id }, gone, 100),
    );
    await town.does(dewi.taps("O3 ≥ 16"));
    for (const fault of faults) fault.cancel();
    return dewi.sees().slice(before);
  };
  const [result, ...files] = await triesWithoutMessage();
  expect(result?.text).toContain("Kalau O3 ≥ 16");
  expect(files).toHaveLength(2);

  await db.$executeRaw`ALTER TABLE check_ins RENAME TO gone`;
  const [failed] = await triesWithoutMessage();
  await db.$executeRaw`ALTER TABLE gone RENAME TO check_ins`;
  expect(failed?.text).toContain("Belum berhasil dihitung");
  expect(town.log()).not.toMatch(/"level":50.*message to edit not found/);
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

const admin = async (...args: string[]) => await command("rules", "test", ...args);

async function command(...args: string[]) {
  const env = { DATABASE_URL: town.world.database.url, DATA_KEY, DATA_DIR: home };
  return await operator(args, env, town.world.clock.now());
}

test("on the command line: refused with every reason, and otherwise a comparison", async () => {
  const path = join(home, "new.json");
  await writeFile(path, "{");
  expect(await admin("--settings", path)).toMatchObject({
    code: 1,
    errors: expect.stringContaining("not JSON"),
  });
  await writeFile(path, JSON.stringify({ rules: { O3: { totalFrom: 99 }, A2: { times: 9, of: 2 } } }));
  const refused = await admin("--settings", path);
  expect(refused.errors).toMatch(/rules\.O3\.totalFrom.*\n.*rules\.A2\.times/);
  // Citra would come in with the one, Sari would go with the other.
  const change = { rules: { O3: { totalFrom: 16 }, O5: { missesEarly: 5, missesLater: 5 } } };
  await writeFile(path, JSON.stringify(change));
  const { output } = await admin("--settings", path, "--weeks", "52");
  const [over, sides, byRule, byWeek, newly, noLonger] = output.split("\n\n").map(cellsOf);
  expect(over).toEqual([[expect.stringMatching(/^3 people, 8 check-ins in 52 weeks since 2025-11-29/)]]);
  expect(sides).toEqual([
    ["", "before", "after"],
    ["alerts", "3", "3"],
    ["red", "1", "1"],
    ["orange", "2", "2"],
    ["amber", "0", "0"],
    ["per 100 check-ins (budget 10)", "37.5", "37.5"],
    ["judged useful (budget 50 %)", "100 % of 1", "100 % of 1"],
    ["minutes until taken, median", "12 (1 taken)", "12 (1 taken)"],
  ]);
  const inTiers = ["before", "after"].flatMap((side) => TIERS.map((tier) => `${tier} ${side}`));
  expect(byRule).toEqual([
    ["by rule", ...inTiers],
    ["O1", "0", "1", "0", "0", "1", "0"],
    ["O2", "1", "0", "0", "1", "0", "0"],
    ["O3", "0", "0", "0", "0", "1", "0"],
    ["O5", "0", "1", "0", "0", "0", "0"],
    ["R2", "1", "0", "0", "1", "0", "0"],
  ]);
  expect(byWeek?.[0]).toEqual(["counselor", "week from", ...inTiers]);
  expect(byWeek?.[1]).toEqual(["Rina", expect.stringMatching(/^20\d\d-/), ...Array<string>(6).fill("0")]);
  expect(byWeek).toHaveLength(1 + 52);
  const sums = inTiers.map((_, column) => (byWeek ?? []).slice(1).map((row) => Number(row.at(column - 6))));
  expect(sums.map((values) => values.reduce((sum, value) => sum + value))).toEqual([1, 2, 0, 1, 2, 0]);
  const head = ["who", "day", "tier", "rules"];
  expect(newly).toEqual([["Newly flagged: 1"], head, ["BPN-002", "2026-11-23", "orange", "O3"]]);
  expect(noLonger).toEqual([["No longer flagged: 1"], head, ["BPN-003", "2026-11-24", "orange", "O5"]]);
  expect(output).not.toContain("S6");
});

const TIERS = ["red", "orange", "amber"];
/** The first column may be blank. */
const cellsOf = (table: string) =>
  table
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/^ {2}(?=\w)/, "").split(/ {2,}/));

test("settings that contradict each other are refused with every reason, and the old ones stay", async () => {
  const path = join(home, "change.json");
  const { db } = town.world;
  const stored = async () => (await db.programme.findFirstOrThrow()).settings;
  const before = await stored();
  const set = async (change: unknown) => {
    await writeFile(path, JSON.stringify(change));
    return await command("settings", "set", "--settings", path);
  };
  const refused = await set({
    ladder: { red: { backupAfterMinutes: 45 }, orange: [] },
    quietHours: { from: 420, to: 420 },
    instrument: "nowhere@9",
    crisisNumbers: [{ ...defaultSettings.crisisNumbers[0], number: "184" }],
  });
  expect(refused).toMatchObject({ code: 1 });
  for (const reason of [
    "ladder.red: steps out of order",
    "ladder.orange",
    "quietHours: quiet hours must leave",
    "crisisNumbers.0.number: 184 also takes crime reports",
  ])
    expect(refused.errors).toContain(reason);
  expect((await set({ instrument: "nowhere@9" })).errors).toContain("instrument: there is none");
  expect((await set([])).errors).toContain("not a JSON object");
  await writeFile(path, "\n> teman-pulih@0.1.0 admin\n{}");
  expect((await command("settings", "set", "--settings", path)).errors).toContain(
    "npm run --silent admin --",
  );
  expect(await stored()).toEqual(before);
  expect(await set({ ladder: { red: { backupAfterMinutes: 10 } }, summary: { minute: 540 } })).toMatchObject({
    output: "The settings hold from now on.\n",
  });
  // What deletes for good, or needs a restart, is said.
  expect((await set({ retention: { messagesDays: 30 } })).output).toMatch(
    /^The settings hold from now on\.\n.*03:30.*npm run admin -- purge --dry-run --programme \d+ /,
  );
  await set({ retention: { messagesDays: 90 } });
  const own = { ...defaultInstrument, key: "own@1" };
  await mkdir(join(home, "instruments"), { recursive: true });
  await writeFile(join(home, "instruments/own-1.json"), JSON.stringify(own));
  expect((await set({ instrument: "own@1" })).output).toMatch(/questionnaire.*restart every instance/);
  await set({ instrument: defaultInstrument.key });
  const shown = JSON.parse((await command("settings", "show")).output);
  expect(shown).toMatchObject({ ladder: { red: { backupAfterMinutes: 10, coordinatorsAfterMinutes: 30 } } });
  expect(shown.crisisNumbers).toBeUndefined();
  const { crisisNumbers } = await readSettings(db, team.programmeId);
  expect(crisisNumbers.filter(({ confirmedOn }) => confirmedOn).length).toBeGreaterThan(0);
  expect(await db.auditEvent.count({ where: { action: "change-settings", actor: "operator" } })).toBe(5);
});

test("where some cannot be read, defaults hold, nothing is deleted or written over, and the operator puts them right", async () => {
  const path = join(home, "right.json");
  const { db } = town.world;
  const stored = async () => (await db.programme.findFirstOrThrow()).settings as Record<string, unknown>;
  const before = await stored();
  await db.programme.updateMany({ data: { settings: { ...(before as object), retention: "forever" } } });
  const shown = await command("settings", "show");
  expect(shown.errors).toMatch(/defaults stand for them:\n {2}retention: /);
  expect(JSON.parse(shown.output)).toMatchObject({
    retention: defaultSettings.retention,
    summary: { minute: 540 },
  });
  const createdAt = town.world.clock.now();
  const other = await db.programme.create({
    data: { name: "Other", zone: "Asia/Makassar", locale: "id", settings: {}, createdAt },
  });
  expect(await command("purge")).toMatchObject({
    code: 1,
    output: expect.stringContaining(`${other.id}  Other\n`),
    errors: expect.stringMatching(/^Could not be done:\n\d+ {2}.*settings\.retention/),
  });
  await db.programme.delete({ where: { id: other.id } });
  const set = async (change: unknown) => {
    await writeFile(path, JSON.stringify(change));
    return await command("settings", "set", "--settings", path);
  };
  expect(await set({ summary: { minute: 600 } })).toMatchObject({
    code: 1,
    errors: expect.stringContaining("retention"),
  });
  const { app, clock } = town.world;
  expect(await setNaloxone(app.deps, team.coordinator, true, clock.now())).toMatchObject({ kind: "invalid" });
  expect(await stored()).toEqual({ ...before, retention: "forever" });
  // All of them, or this one under another name: no default is written in its place.
  const { retention: retentions, ...rest } = before;
  for (const lost of [[], { ...rest, retentions }]) {
    await db.programme.updateMany({ data: { settings: lost as object } });
    expect(await command("purge")).toMatchObject({ code: 1 });
    expect(await set({ summary: { minute: 600 } })).toMatchObject({
      code: 1,
      errors: expect.stringContaining("  retention: "),
    });
    expect(await stored()).toEqual(lost);
  }
  await db.programme.updateMany({ data: { settings: { ...rest, retention: "forever" } as object } });
  expect(await set({ retention: before.retention })).toMatchObject({ code: 0 });
  expect(await stored()).toEqual(before);
});
