import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runAudit } from "../../src/auditor/run-audit.ts";
import { readLives } from "../../src/back-tests/read-lives.ts";
import { readHistory } from "../../src/check-ins/read-history.ts";
import { addDays } from "../../src/domain/calendar.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { lapseButton, snoozeButton } from "../../src/screens/callback-data.ts";
import { answers, buildTeam, enrol, forgetEverybody, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

const MONDAY = "2026-11-23";

let town: Town;
let team: Team;
let bayu: Phone;

/** Until that time of a day, counted from Monday. */
const at = async (day: number, time = "08:00") =>
  await town.world.advanceTo(new Date(`${addDays(MONDAY, day)}T${time}:00+08:00`));

async function checksIn(day: number, digits: Record<string, number> = {}): Promise<void> {
  await at(day);
  await town.does(bayu.taps("Siap"));
  await answers(town, bayu, digits);
}

/** What Rina sees of Bayu. */
async function page(): Promise<string> {
  await town.does(team.rina.sends("/menu"));
  const { id } = await town.world.db.participant.findFirstOrThrow({ where: { code: "BPN-001" } });
  await town.does(team.rina.tapsData(`cp:${id}:0`));
  return team.rina.lastText() ?? "";
}

async function speaksWithBayu(): Promise<void> {
  await town.does(team.rina.taps("Lihat"));
  await town.does(team.rina.taps("Sudah bicara"));
  await town.does(team.rina.taps("Cukup bicara"));
}

const told = () => team.rina.notifications().filter((text) => text.startsWith("1 hal perlu dilihat")).length;

beforeAll(async () => {
  town = await startTown({ at: `${MONDAY}T07:30:00+08:00` });
  team = await buildTeam(town);
  bayu = await enrol(town, team, { code: "BPN-001", hour: "08:00", releaseDate: "2026-08-15" });
});
afterAll(async () => await town.close());

async function ownPage(): Promise<string> {
  await town.does(bayu.sends("/menu"));
  for (const tap of ["🔒", "Unduh dataku", "Ya, kirim"]) await town.does(bayu.taps(tap));
  const file = bayu.sees().findLast(({ document }) => document?.fileName === "data.html");
  return Buffer.from(file?.document?.bytes ?? []).toString();
}

const labels = (phone: Phone) => (phone.sees().at(-1)?.buttons ?? []).flat().map(({ label }) => label);
const daysOf = async (code: string) => {
  const rows = await town.world.db.checkIn.findMany({
    where: { participant: { code } },
    orderBy: { localDay: "asc" },
  });
  return rows.map(({ localDay }) => localDay.toISOString().slice(8, 10));
};

describe("from day 91 three check-ins a week may be chosen", () => {
  test("and come on Monday, Wednesday and Friday from the next day on", async () => {
    await checksIn(0);
    expect(await page()).toContain("Hari ke-100 sejak bebas (sampai hari ke-180)");
    await town.does(bayu.sends("/jam"));
    expect(bayu.lastText()).toContain("Sekarang setiap hari.");
    await town.does(bayu.taps("Tiga kali seminggu"));
    expect(bayu.lastText()).toMatch(/Senin, Rabu, Jumat\. Cek berikutnya Rab, 25 Nov.* 08[.]00/);
    expect(await ownPage()).toContain("<td>Tiga kali seminggu sejak</td><td>Sel, 24 Nov 2026</td>");
    await at(1, "09:00");
    expect(await page()).toContain("Cek tiga kali seminggu: Senin, Rabu, Jumat");
    const { found } = await runAudit(town.world.app.deps, town.world.clock.now());
    expect(found).toEqual([]);
    expect(await daysOf("BPN-001")).toEqual(["23"]);
  });

  test("a free day on which somebody looks in is no missed one; the next due day is asked for", async () => {
    await town.does(bayu.sends("/cek"));
    expect(await daysOf("BPN-001")).toEqual(["23", "24"]);
    const { id: checkInId } = await town.world.db.checkIn.findFirstOrThrow({ orderBy: { localDay: "desc" } });
    await town.does(bayu.tapsData(snoozeButton.pack({ checkInId })));
    const before = bayu.notifications().length;
    await at(1, "10:00");
    // "In an hour" is what they asked for; nothing follows it.
    expect(bayu.notifications()).toHaveLength(before + 1);
    await at(2, "07:30");
    expect(bayu.notifications()).toHaveLength(before + 1);
    expect(await daysOf("BPN-001")).toEqual(["23"]);
    await at(2);
    expect(await daysOf("BPN-001")).toEqual(["23", "25"]);
  });
});

describe("the first phase begins again", () => {
  test("with a red day: it is daily, and after so many days of silence Rina hears of it", async () => {
    await town.does(bayu.taps("Siap"));
    await answers(town, bayu, { S8: 4, C1: 0 });
    await speaksWithBayu();
    await checksIn(3);
    expect(await page()).toContain(
      "Hari ke-103 sejak bebas; fase mulai lagi Rab, 25 Nov: hari ke-1 (dua minggu pertama)",
    );
    await town.does(bayu.sends("/jam"));
    expect(labels(bayu)).not.toContain("Tiga kali seminggu");
    await town.does(bayu.tapsData("rh:three-a-week"));
    expect(bayu.lastText()).toBe("Untuk sekarang cek tetap setiap hari.");
    const before = told();
    await at(5, "07:30");
    expect(told()).toBe(before);
    await at(6, "07:30");
    expect(told()).toBe(before + 1);
    await speaksWithBayu();
  });

  test("with use that was reported, on the day on which it was", async () => {
    await town.does(bayu.tapsData(lapseButton.pack({})));
    expect(await page()).toContain("fase mulai lagi Min, 29 Nov: hari ke-0");
    const { reenteredOn } = await town.world.db.participant.findFirstOrThrow();
    expect(reenteredOn).toHaveLength(2);
    await speaksWithBayu();
  });
});

describe("from day 29 on calm days", () => {
  let sari: Phone;
  const shortly = ["S1", "S6", "S8", "C1", "C2"] as const;
  const calm: Readonly<Record<string, number>> = { C1: 4 };
  const buttons = () => labels(sari);
  const newest = async () =>
    await town.world.db.checkIn.findFirstOrThrow({
      where: { participant: { code: "BPN-002" } },
      orderBy: { localDay: "desc" },
    });
  const answersShortly = async (digits: Readonly<Record<string, number>>) => {
    for (const id of shortly) await town.does(sari.taps(String(digits[id] ?? calm[id] ?? 0)));
  };

  beforeAll(async () => {
    await forgetEverybody(town);
    // Monday is the next day; the week has its own stories.
    await town.world.db.programme.updateMany({ data: { summaryDueAt: null } });
    await at(6, "09:00");
    sari = await enrol(town, team, { code: "BPN-002", hour: "10:00", releaseDate: "2026-09-24" });
  });

  test("the short one is offered once something is known, and either may be chosen until one has begun", async () => {
    await at(6, "10:00");
    expect(buttons()).not.toContain("Yang singkat");
    await town.does(sari.taps("Siap"));
    await answers(town, sari, {});
    await at(7, "10:00");
    expect(buttons()).toContain("Yang singkat");
    expect(sari.notifications().at(-1)).not.toMatch(/singkat/);
    await town.does(sari.taps("Yang singkat"));
    expect(sari.lastText()).toContain("Pertanyaan 1 dari 5");
    await town.does(sari.taps("Yang lengkap"));
    expect(sari.lastText()).toContain("Pertanyaan 1 dari 12");
    await town.does(sari.taps("Yang singkat"));
    await answersShortly({});
    expect(sari.lastText()).toContain("cek harian selesai");
    expect(buttons()).not.toContain("Jawab yang lain juga");
    expect(await newest()).toMatchObject({ form: "short", state: "completed", tier: "green" });
    // A button of the prompt, which some phones still show.
    await town.does(sari.tapsData(`fo:${(await newest()).id}:short`));
    expect(await newest()).toMatchObject({ form: "short", state: "completed" });
  });

  test("after a heavier one the rest is offered; leaving off in the middle takes nothing away", async () => {
    await at(8, "10:00");
    await town.does(sari.taps("Yang singkat"));
    await answersShortly({ S8: 3 });
    expect(sari.lastText()).toContain("jawab 7 pertanyaan lainnya juga");
    await town.does(sari.taps("Jawab yang lain juga"));
    expect(sari.lastText()).toContain("Pertanyaan 2 dari 12");
    await town.does(sari.taps("4"));
    await at(9, "05:00");
    const { participantId, ...ended } = await newest();
    expect(ended).toMatchObject({ form: "full", state: "completed", tier: "amber" });
    expect(sari.lastText()).toContain("cek harian selesai");
    // So it counts as completed for the days after it, and in a trial of other rules.
    const { app, db, clock } = town.world;
    const [today, since] = [addDays(MONDAY, 9), addDays(MONDAY, 8)];
    const { days } = await readHistory(app.deps, db, { participantId, today, windowDays: 1 }, clock.now());
    expect(days).toMatchObject([{ kind: "completed", short: true }]);
    const lives = readLives(app.deps, team.programmeId, "everybody", since);
    expect((await lives.next()).value).toMatchObject({ code: "BPN-002", days: [{ wasComplete: true }] });
  });

  test("people are told when the short one is complete, and of what is new in the rest", async () => {
    await at(9, "10:00");
    await town.does(sari.taps("Yang singkat"));
    const before = told();
    await answersShortly({ C2: 2 });
    await town.does(sari.taps("0"));
    expect(sari.lastText()).toContain("Rina sudah dikabari");
    expect(told()).toBe(before + 1);
    await town.does(sari.taps("Jawab yang lain juga"));
    for (let rest = 0; rest < 7; rest++) await town.does(sari.taps("3"));
    expect(sari.lastText()).toContain("cek harian selesai");
    expect(sari.lastText()).toContain("Rina sudah dikabari");
    await town.does(team.rina.taps("Lihat"));
    const alert = team.rina.lastText() ?? "";
    // When the short one was answered and after the safety question, not once more with the rest.
    expect(alert.split("O2 —")).toHaveLength(3);
    expect(alert).toContain("Cek singkat: tanda yang lain tidak ditanyakan");
    expect(alert).toContain("O3 — ");
    expect(alert).toContain("Sen, 30 Nov: cek singkat");
    expect(alert).toContain("Sel, 1 Des: ▫");
    await town.does(team.rina.taps("Sudah bicara"));
    await town.does(team.rina.taps("Cukup bicara"));
  });

  test("a day that is not calm has the whole one only, also for a button that is still there", async () => {
    await at(10, "10:00");
    expect(buttons()).not.toContain("Yang singkat");
    await town.does(sari.tapsData(`fo:${(await newest()).id}:short`));
    expect(sari.lastText()).toContain("Pertanyaan 1 dari");
    expect(buttons()).not.toContain("Yang singkat");
    expect(await newest()).toMatchObject({ form: "full" });
  });

  test("what Rina reads of the days says which were short, and where a sign was skipped", async () => {
    await answers(town, sari, { S6: "skip" }, 1);
    const { id } = await town.world.db.participant.findFirstOrThrow({ where: { code: "BPN-002" } });
    await town.does(team.rina.tapsData(`ca:${id}:answers:0`));
    const text = team.rina.lastText() ?? "";
    expect(text).toContain("🟢 Sen, 30 Nov · cek singkat");
    expect(text).toContain("Rab, 2 Des · total 21 dari 40");
    expect(text).toContain("Kam, 3 Des · total ≈10 dari 40");
    expect(text).toContain("≈ satu tanda dilewati");
  });

  test("a wish that is said on the way back through the rest is told at once", async () => {
    await forgetEverybody(town);
    const citra = await enrol(town, team, { code: "BPN-003", hour: "10:00", releaseDate: "2026-09-24" });
    await at(11, "10:00");
    await town.does(citra.taps("Siap"));
    await answers(town, citra, {});
    await at(12, "10:00");
    await town.does(citra.taps("Yang singkat"));
    const digits: Readonly<Record<string, number>> = { S8: 3, C1: 2 };
    for (const id of shortly) await town.does(citra.taps(String(digits[id] ?? 0)));
    await town.does(citra.taps("Jawab yang lain juga"));
    for (let rest = 0; rest < 7; rest++) await town.does(citra.taps("3"));
    expect(citra.lastText()).toContain("terpikir untuk menyakiti diri");
    await town.does(citra.taps("← Kembali"));
    await town.does(citra.taps("2 "));
    expect(citra.lastText()).toContain("terpikir untuk menyakiti diri");
    expect(citra.lastText()).toContain("Rina sudah dikabari");
    await town.does(citra.taps("0 "));
    expect(citra.lastText()).toContain("cek harian selesai");
    const { id } = await town.world.db.alert.findFirstOrThrow({
      where: { participant: { code: "BPN-003" } },
    });
    await town.does(team.rina.tapsData(`al:${id}`));
    expect(team.rina.lastText()).toContain("minta dihubungi secepatnya");
  });
});
