import { afterAll, beforeAll, expect, test } from "vitest";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { operator } from "../support/operator.ts";
import { answers, buildTeam, enrol, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let bayu: Phone;
let citra: Phone;

beforeAll(async () => {
  town = await startTown({ at: "2026-11-23T07:30:00+08:00" });
  team = await buildTeam(town);
  bayu = await enrol(town, team, { code: "BPN-001", hour: "08:00" });
  citra = await enrol(town, team, { code: "BPN-002", hour: "08:30" });
  await town.world.advanceTo(new Date("2026-11-23T08:10:00+08:00"));
  await town.does(bayu.taps("Siap"));
  await answers(town, bayu, { S8: 4, C1: 0 });
  await town.does(team.rina.taps("Saya tangani"));
  // The second prompt leaves late: Telegram asks for three minutes.
  town.world.telegram.faults.next(
    { method: "sendMessage" },
    { status: 429, description: "Too Many Requests: retry after 180", parameters: { retry_after: 180 } },
  );
  await town.world.advanceTo(new Date("2026-11-23T09:00:00+08:00"));
});
afterAll(async () => await town.close());

test("Dewi reads for every prompt and alert when it was meant, sent and answered, and what was late", async () => {
  await town.does(team.dewi.sends("/menu"));
  await town.does(team.dewi.taps("Catatan kirim"));
  const text = team.dewi.lastText() ?? "";
  expect(text).toContain("08.00 cek BPN-001 · terkirim · dijawab 08.10");
  expect(text).toContain("08.10 hal penting BPN-001 → Rina · terkirim · dijawab 08.10");
  expect(text).toContain("08.30 cek BPN-002 · terkirim 08.33, terlambat 3 menit · harus dicoba lagi");
});

/** From the list of people over their page. */
async function opensLedgerOf(code: string): Promise<void> {
  await town.does(team.dewi.sends("/menu"));
  for (const label of ["Peserta", code, "Catatan kirim"]) await town.does(team.dewi.taps(label));
}

test("one person's page, the day before, and somebody of nowhere", async () => {
  await opensLedgerOf("BPN-002");
  expect(team.dewi.lastText()).toContain("08.30 cek BPN-002");
  expect(team.dewi.lastText()).not.toContain("BPN-001");
  await town.does(team.dewi.taps("‹"));
  expect(team.dewi.lastText()).toContain("Tidak ada yang dijadwalkan");
  await town.does(team.dewi.taps("← Kembali"));
  expect(team.dewi.lastText()).toContain("BPN-002 · ");
  await town.does(team.dewi.tapsData("lg:2026-11-23:99999:0"));
  expect(team.dewi.lastText()).toContain("Tidak ada yang dijadwalkan");
});

test("an alert's steps, what people wrote to each other and what was asked later stand beside the messages", async () => {
  await town.world.advanceTo(new Date("2026-11-23T09:30:00+08:00"));
  await town.does(bayu.sends("Kak, besok jadi ketemu?"));
  await town.does(bayu.taps("Kirim"));
  await town.world.advance({ minutes: 5 });
  await town.does(team.rina.taps("Baca"));
  await town.does(team.rina.tapsData(`aa:${(await town.world.db.alert.findFirstOrThrow()).id}:agreed`));
  const { id } = await town.world.db.alert.findFirstOrThrow();
  await town.world.db.alert.update({
    where: { id },
    data: { followUpAt: new Date("2026-11-23T11:00:00+08:00") },
  });
  await town.world.advanceTo(new Date("2026-11-23T11:00:00+08:00"));
  await town.world.advance({ minutes: 2 });
  await town.does(team.rina.taps("Sudah datang"));
  await opensLedgerOf("BPN-001");
  const lines = (team.dewi.lastText() ?? "").split("\n");
  for (const line of [
    "08.10 ▸ BPN-001 hal penting baru",
    "08.10 ▸ BPN-001 ditangani (Rina)",
    "09.30 pesan BPN-001 → Rina · terkirim · dijawab 09.35",
    "09.35 ▸ BPN-001 selesai: setuju dibantu (Rina)",
    "11.00 tanya kelanjutan BPN-001 → Rina · terkirim · dijawab 11.02",
    "11.02 ▸ BPN-001 kelanjutan: sudah datang (Rina)",
  ])
    expect(lines).toContain(line);
  expect(lines.indexOf("08.10 ▸ BPN-001 hal penting baru")).toBeLessThan(
    lines.findIndex((line) => line.startsWith("08.10 hal penting BPN-001")),
  );
});

test("nobody took it: every step, and why the numbers went out again", async () => {
  await town.does(bayu.sends("/bantuan"));
  await town.world.advance({ hours: 2, minutes: 30 });
  await town.does(team.dewi.sends("/catatan"));
  const pages = [team.dewi.lastText()];
  await town.does(team.dewi.taps("Berikutnya"));
  const text = [...pages, team.dewi.lastText()].join("\n");
  expect(text).toContain("nomor lagi BPN-001 · terkirim");
  for (const step of ["‼ belum tersambung, nomor dikirim lagi", "⏰ target kontak terlewat"])
    expect(text).toContain(`▸ BPN-001 ${step}`);
  expect(text).toMatch(/hal penting BPN-001 → Dewi · terkirim(?! · dijawab)/);
});

test("a reminder, and every part of the summary: that the workbook failed can be read", async () => {
  town.world.telegram.faults.next(
    { method: "sendDocument", chatId: team.dewi.id },
    { status: 400, description: "Bad Request: file is too big" },
  );
  await town.does(team.dewi.tapsData("w:2026-11-16"));
  const pages: (string | undefined)[] = [];
  for (const page of [0, 1]) {
    await town.does(team.dewi.tapsData(`lg:2026-11-23:0:${page}`));
    pages.push(team.dewi.lastText());
  }
  const lines = pages.join("\n").split("\n");
  for (const line of [
    "11.30 pengingat BPN-002 · terkirim",
    "13.32 ringkasan Dewi · terkirim",
    "13.32 gambar ringkasan Dewi · terkirim",
    "13.32 tabel ringkasan Dewi · gagal · ditolak Telegram, atau tidak bisa dibuat",
  ])
    expect(lines).toContain(line);
});

test("a counselor has no ledger", async () => {
  const before = team.rina.lastText();
  await town.does(team.rina.tapsData("lg:2026-11-23:0:0"));
  expect(team.rina.lastText()).toBe(before);
});

const reads = async (...args: string[]) =>
  await operator(
    ["ledger", ...args],
    { DATABASE_URL: town.world.database.url, DATA_KEY: Buffer.alloc(32, 1).toString("base64") },
    town.world.clock.now(),
  );

test("the operator reads the same on the command line", async () => {
  const { output } = await reads("--day", "2026-11-23");
  expect(output).toMatch(/08:10\s+step\s+BPN-001\s+Rina\s+taken/);
  expect(output).toMatch(/08:30\s+prompt\s+BPN-002\s+-\s+sent\s+08:33\s+180/);
  expect((await reads()).output).toBe(output);
  const hers = await reads("--code", "BPN-002");
  expect(hers.output.match(/BPN-\d+/g)).not.toContain("BPN-001");
  expect(hers.output).toMatch(/08:30\s+prompt\s+BPN-002/);
  const refused = await reads("--day", "gestern");
  expect(refused).toMatchObject({ code: 1, errors: expect.stringContaining("a day such as") });
});

/** All of today's, or of the day before, over as many pages as it takes. */
async function readsDay(day: "today" | "yesterday"): Promise<readonly string[]> {
  await town.does(team.dewi.sends("/catatan"));
  if (day === "yesterday") await town.does(team.dewi.taps("‹"));
  const pages = [team.dewi.lastText() ?? ""];
  const count = Number(/\((\d+)\)/.exec(pages[0] ?? "")?.[1]);
  for (let page = 1; page * 25 < count; page++) {
    await town.does(team.dewi.taps("Berikutnya"));
    pages.push(team.dewi.lastText() ?? "");
  }
  return pages.join("\n").split("\n");
}

test("what left hours late because we were down stands at its own hour, as late, with the reason; an answer where it was given", async () => {
  const { db, clock } = town.world;
  const downUntil = async (time: string) => {
    clock.moveTo(new Date(`2026-11-24T${time}:00+08:00`));
    await town.world.advance({});
  };
  await town.world.advanceTo(new Date("2026-11-24T07:50:00+08:00"));
  await db.programme.updateMany({ data: { summaryDueAt: new Date("2026-11-24T08:30:00+08:00") } });
  await downUntil("10:00");
  await town.world.advance({ minutes: 5 });
  await town.does(bayu.taps("Siap"));
  await town.does(bayu.taps("0"));
  town.world.telegram.faults.next(
    { method: "sendMessage", chatId: citra.id },
    { status: 429, description: "Too Many Requests: retry after 1800", parameters: { retry_after: 1800 } },
  );
  await downUntil("14:00");
  await town.world.advance({ minutes: 2 });
  await town.does(bayu.taps("Lanjut"));
  await town.does(bayu.taps("0"));
  expect(await readsDay("today")).toContain(
    "13.00 pengingat BPN-002 · menunggu, sudah terlambat 62 menit · kami yang terlambat",
  );
  await town.does(bayu.sends("/bantuan"));
  await downUntil("16:00");
  const lines = await readsDay("today");
  for (const line of [
    "08.00 cek BPN-001 · terkirim 10.00, terlambat 120 menit · kami yang terlambat · dijawab 10.05",
    "08.30 ringkasan Dewi · terkirim 10.00, terlambat 90 menit · kami yang terlambat",
    "08.30 tabel ringkasan Dewi · terkirim 10.00, terlambat 90 menit · kami yang terlambat",
    "13.00 pengingat BPN-001 · terkirim 14.00, terlambat 60 menit · kami yang terlambat · dijawab 14.02",
    "13.00 pengingat BPN-002 · terkirim 16.00, terlambat 180 menit · kami yang terlambat",
    "14.02 hal penting BPN-001 → Rina · terkirim",
    "14.17 hal penting BPN-001 → Agus · terkirim 16.00, terlambat 103 menit · kami yang terlambat",
  ])
    expect(lines).toContain(line);
});

test("what happened on another day stands there with its day", async () => {
  town.world.clock.moveTo(new Date("2026-11-25T09:00:00+08:00"));
  await town.world.advance({});
  const { id } = await town.world.db.alert.findFirstOrThrow({
    where: { participant: { code: "BPN-001" }, state: { not: "closed" } },
  });
  await town.does(team.rina.tapsData(`aa:${id}:take`));
  expect((await readsDay("yesterday")).join("\n")).toMatch(
    /14\.02 hal penting BPN-001 → Rina · terkirim · dijawab Rab, 25 Nov,? 09\.00/,
  );
  const { output } = await reads("--day", "2026-11-24");
  expect(output).toMatch(/14:02\s+alert\s+BPN-001\s+Rina\s+sent\s+14:02\s+-\s+Wed,? 25 Nov,? 09:00/);
});
