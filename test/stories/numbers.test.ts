import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addHumanNumber } from "../../src/programme/crisis-numbers.ts";
import { readSettings } from "../../src/programme/read-settings.ts";
import { defaultSettings } from "../../src/programme/settings.ts";
import { DATA_KEY } from "../support/keys.ts";
import { onRecord } from "../support/on-record.ts";
import { operator } from "../support/operator.ts";
import { buildTeam, enrol, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;

beforeAll(async () => {
  town = await startTown();
  team = await buildTeam(town);
});
afterAll(async () => await town.close());

const opens = async (...steps: readonly string[]): Promise<string> => {
  await town.does(team.dewi.sends("/menu"));
  for (const step of ["Nomor bantuan", ...steps]) await town.does(team.dewi.taps(step));
  return team.dewi.lastText() ?? "";
};
/** The operator gives the programme these besides. */
async function sets(crisisNumbers: readonly unknown[]) {
  const home = await mkdtemp(join(tmpdir(), "teman-pulih-numbers-"));
  const path = join(home, "numbers.json");
  await writeFile(path, JSON.stringify({ crisisNumbers }));
  const env = { DATABASE_URL: town.world.database.url, DATA_KEY, DATA_DIR: home };
  const said = await operator(["settings", "set", "--settings", path], env, town.world.clock.now());
  await rm(home, { recursive: true });
  return said;
}
/** What Dewi, and nobody else, is known to have done of it. */
const isOnRecord = async (what: string, ...actions: readonly string[]) =>
  expect(await onRecord(town, { action: { contains: what } })).toEqual(
    actions.map((action) => `staff:${team.ids.dewi} ${action}`),
  );
const reminders = () => team.dewi.notifications().filter((text) => text?.includes("terakhir dicoba"));

test("naloxone is spoken of only where there is some", async () => {
  const bayu = await enrol(town, team, { code: "BPN-001" });
  const card = async () => {
    await town.world.app.tick();
    await town.does(bayu.sends("/overdosis"));
    return bayu.lastText() ?? "";
  };
  expect(await card()).not.toContain("nalokson");
  expect(await opens("Ubah: nalokson ada")).toContain("menyebut nalokson, karena di sini ada");
  expect(await card()).toContain("Ada nalokson: berikan sekarang");
  await opens("Ubah: nalokson tidak ada");
  expect(await card()).not.toContain("nalokson");
  await isOnRecord("naloxone", "naloxone-available", "naloxone-not-available");
});

describe("a number that is added", () => {
  test("is refused with the reason, as often as it takes, and asked for again", async () => {
    await opens("➕ Tambah nomor orang");
    await town.does(team.dewi.sends("Pak Budi"));
    for (const [typed, why] of [
      ["panggil saja aku", "hanya berisi angka"],
      ["112", "hanya bisa ditambah pengelola sistem"],
      ["08123456789012345", "terlalu panjang"],
      ["0542 500-454", "sudah ditutup"],
      ["184", "laporan kejahatan"],
    ] as const) {
      await town.does(team.dewi.sends(typed));
      expect(team.dewi.lastText()).toContain(why);
      expect(team.dewi.lastText()).toContain("Nomor teleponnya?");
    }
    await town.does(team.dewi.taps("Batal"));
    expect(await opens()).not.toContain("Pak Budi");
  });

  test("stands on the help screen, not tried yet, until somebody has", async () => {
    await opens("➕ Tambah nomor orang");
    await town.does(team.dewi.sends(`Pak ${"Budi ".repeat(20)}`));
    expect(team.dewi.lastText()).toContain("Terlalu panjang");
    for (const text of ["Pak Budi", "0811 222 333"]) await town.does(team.dewi.sends(text));
    // Typed instead of tapped it is the same.
    await town.does(team.dewi.sends("24 jam sehari"));
    expect(await opens()).toMatch(/Pak Budi: 0811 222 333\n.*24 jam\nbelum dicoba/);
    await town.does(team.dewi.taps("✔ Pak Budi sudah dicoba"));
    expect(team.dewi.lastText()).toMatch(/Pak Budi: 0811 222 333\n.*24 jam\n✔ dicoba Sen, 23 Nov/);
    await isOnRecord("number", "add-number", "confirm-number");
  });

  test("is refused when there are twelve, with the reason, until one is removed", async () => {
    const { coordinator } = team;
    const where = { id: coordinator.programmeId };
    const { settings } = await town.world.db.programme.findUniqueOrThrow({ where });
    await opens("➕ Tambah nomor orang");
    for (const text of ["Bu Tri", "0811 222 444"]) await town.does(team.dewi.sends(text));
    // Meanwhile another coordinator adds the last ones that there is room for.
    for (let index = 0; index < 6; index++) {
      const number = { label: `Kak ${index}`, number: `0811 333 44${index}`, hours: "08.00–16.00" };
      expect(await addHumanNumber(town.world.app.deps, coordinator, number, town.world.clock.now())).toEqual({
        kind: "changed",
      });
    }
    // Typed instead of tapped it is the same.
    await town.does(team.dewi.sends("24 jam sehari"));
    expect(team.dewi.lastText()).toContain("Sudah ada 12 nomor");
    expect(await opens()).toContain("Sudah ada 12 nomor");
    expect(await opens()).not.toContain("Bu Tri");
    await town.does(team.dewi.tapsData("m:add-number"));
    expect(team.dewi.lastText()).toContain("Sudah ada 12 nomor");
    await opens("🗑 Hapus nomor", "🗑 Kak 0", "Ya, hapus");
    await opens("➕ Tambah nomor orang", "Batal");
    await town.world.db.programme.update({ where, data: { settings: settings ?? {} } });
  });

  test("is neither confirmed nor removed by a button of an old message that was about another one", async () => {
    const adds = async (label: string, number: string) => {
      await opens("➕ Tambah nomor orang");
      for (const text of [label, number, "24 jam sehari"]) await town.does(team.dewi.sends(text));
    };
    const leavesOpen = async (...steps: readonly string[]) => {
      await opens(...steps);
      return team.dewi.sees().at(-1)?.messageId ?? 0;
    };
    await adds("Pak Joko", "0811 555 111");
    const list = await leavesOpen();
    const question = await leavesOpen("🗑 Hapus nomor", "🗑 Pak Joko");
    await opens("🗑 Hapus nomor", "🗑 Pak Joko", "Ya, hapus");
    await town.world.advance({ minutes: 1 });
    await adds("Bu Sari", "0811 555 222");

    const changes = async () => await onRecord(town, { action: { contains: "number" } });
    const before = await changes();
    expect(before.slice(-3)).toEqual(
      ["add-number", "remove-number", "add-number"].map((action) => `staff:${team.ids.dewi} ${action}`),
    );
    await town.does(team.dewi.tapsOn(list, "✔ Pak Joko sudah dicoba"));
    expect(team.dewi.answers().at(-1)?.text).toBe("Tombol ini sudah tidak berlaku.");
    await town.does(team.dewi.tapsOn(question, "Ya, hapus"));
    expect(team.dewi.answers().at(-1)?.text).toBe("Tombol ini sudah tidak berlaku.");
    expect(await changes()).toEqual(before);
    expect(await opens()).toMatch(/Bu Sari: 0811 555 222\n.*\nbelum dicoba/);
    await opens("🗑 Hapus nomor", "🗑 Bu Sari", "Ya, hapus");
  });

  test("is removed when it answers no more; the last one for emergencies stays, which the overdose card names", async () => {
    const citra = await enrol(town, team, { code: "BPN-002" });
    const overdoseCard = async () => {
      await town.world.app.tick();
      await town.does(citra.sends("/overdosis"));
      return citra.lastText();
    };
    await opens("🗑 Hapus nomor", "🗑 Pak Budi");
    expect(team.dewi.lastText()).toContain("Hapus Pak Budi (0811 222 333)");
    await town.does(team.dewi.taps("Ya, hapus"));
    expect(team.dewi.lastText()).not.toContain("Pak Budi");
    for (const label of ["Pujasera", "112", "119", "Healing119"])
      await opens("🗑 Hapus nomor", `🗑 ${label}`, "Ya, hapus");
    await opens("🗑 Hapus nomor", "🗑 119", "Ya, hapus");
    expect(team.dewi.answers().at(-1)?.text).toBe("Nomor darurat terakhir tidak bisa dihapus.");
    expect(await opens()).toMatch(/0812-3456-7890[\s\S]*📞 119/);
    expect(await overdoseCard()).toMatch(/^Telepon dulu.*\n\n📞 119\n/);
    const leaver = await enrol(town, team, { code: "BPN-003" });
    for (const step of ["🔒 Data & izinku", "Hapus semua dataku", "Ya, hapus semua"]) {
      if (step.startsWith("🔒")) await town.does(leaver.sends("/menu"));
      await town.does(leaver.taps(step));
    }
    expect(leaver.lastText()).toMatch(/butuh seseorang, 119 bisa dihubungi\.$/);

    // What the bot cannot add, whoever runs the system puts back: untried, and beside what is there.
    const builtIn = (wanted: string) => defaultSettings.crisisNumbers.filter(({ id }) => id === wanted);
    expect(await sets(builtIn("pujasera"))).toMatchObject({ code: 1, errors: expect.stringMatching(/kind/) });
    const tried = builtIn("112").map((number) => ({ ...number, confirmedOn: "2026-11-23", confirmedBy: 1 }));
    expect(await sets(tried)).toMatchObject({ code: 1, errors: expect.stringContaining("tried in the bot") });
    const mistyped = builtIn("112").map((number) => ({ ...number, number: "12" }));
    expect(await sets(mistyped)).toMatchObject({ code: 1, errors: expect.stringContaining("three digits") });
    expect(await sets(builtIn("119"))).toMatchObject({
      code: 1,
      errors: expect.stringContaining("crisisNumbers: id 119 stands twice"),
    });
    const twelve = Array.from({ length: 12 }, (_, n) => ({ ...builtIn("112")[0], id: `city-${n}` }));
    expect(await sets(twelve)).toMatchObject({ code: 1, errors: expect.stringContaining("at most 12") });
    expect(await opens()).not.toContain("📞 112");
    expect(await sets([...builtIn("112"), ...builtIn("healing119")])).toMatchObject({ code: 0 });
    expect(await opens()).toMatch(/📞 112\n.*24 jam\n.*\nbelum dicoba/);
    expect(await opens()).toMatch(/0812-3456-7890\n.*\n✔ dicoba/);
    expect(await overdoseCard()).toMatch(/^Telepon dulu.*\n\n📞 119\n[\s\S]*📞 112\n/);

    // Chosen on the command line, which asks only that there is one.
    const where = { id: team.programmeId };
    const stored = await readSettings(town.world.db, team.programmeId);
    const crisisNumbers = stored.crisisNumbers.filter(({ kind }) => kind === "human");
    await town.world.db.programme.update({
      where,
      data: { settings: JSON.parse(JSON.stringify({ ...stored, crisisNumbers })) },
    });
    expect(await overdoseCard()).toMatch(/^Telepon dulu.*\n\n📞 112\n[\s\S]*📞 119\n/);
    await opens("🗑 Hapus nomor", "🗑 Bu Dewi", "Ya, hapus");
    expect(team.dewi.answers().at(-1)?.text).toBe("Nomor terakhir tidak bisa dihapus.");
    expect(await opens()).toContain("0812-3456-7890");
    expect(await opens()).toContain("Belum ada nomor 24 jam");
  });
});

test("after ninety days coordinators are asked once for each number and period to try it again", async () => {
  const { clock, app } = town.world;
  const on = async (day: string) => {
    clock.moveTo(new Date(`${day}T16:00:00+08:00`));
    await app.tick();
    await town.world.settle();
  };
  const list = () => team.dewi.sees().findLast(({ text }) => text?.startsWith("Nomor yang dilihat"))?.text;
  // Nobody takes part, so nothing else happens meanwhile.
  await town.world.db.participant.updateMany({ data: { status: "withdrawn", nextPromptAt: null } });
  await on("2027-02-21");
  expect(reminders()).toEqual([]);
  await on("2027-02-22");
  await on("2027-02-23");
  expect(reminders()).toEqual(["1 nomor terakhir dicoba Sen, 23 Nov 2026. Coba telepon lagi, lalu tandai."]);
  await town.does(team.dewi.taps("Buka daftar nomor"));
  expect(list()).toContain("lebih dari 90 hari lalu");
  await town.does(team.dewi.taps("✔ Bu Dewi sudah dicoba"));
  expect(list()).toContain("✔ dicoba");
  expect(list()).not.toContain("lebih dari 90 hari");
  await on("2027-05-23");
  expect(reminders()).toHaveLength(1);
  await on("2027-05-25");
  expect(reminders()).toHaveLength(2);
  await on("2027-08-24");
  expect(reminders()).toHaveLength(3);
  for (const phone of [team.rina, team.agus])
    expect(phone.notifications().some((text) => text?.includes("terakhir dicoba"))).toBe(false);
}, 60_000);
