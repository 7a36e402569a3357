import { afterAll, beforeAll, expect, test } from "vitest";
import { answersIn } from "../../src/sandbox/simulator/app-log.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { readTables } from "../support/read-tables.ts";
import { answers, endOfCheckIn } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let dewi: Phone;
let rina: Phone;
let bayu: Phone;

beforeAll(async () => {
  town = await startTown({ at: "2026-11-28T09:00:00+08:00", fresh: true });
  [dewi, rina, bayu] = [town.phone("Dewi"), town.phone("Rina"), town.phone("Bayu")];
});
afterAll(async () => await town.close());

const link = (text: string): string => /https:\/\/t\.me\/\S+/.exec(text)?.[0] ?? "no link";

/** The caption below the newest QR picture. */
function invitation(phone: Phone): string {
  const picture = phone.sees().findLast(({ media }) => media?.kind === "photo");
  return link(picture?.caption ?? "");
}

test("the first start logs the link that makes Dewi the coordinator", async () => {
  const line =
    town
      .log()
      .split("\n")
      .find((entry) => entry.includes("no coordinator yet")) ?? "{}";
  await town.does(dewi.opensLink(JSON.parse(line).link));
  expect(dewi.lastText()).toContain("sudah tersambung");
});

test("Dewi cannot invite a participant before a person's and a 24-hour number were tried", async () => {
  await town.does(dewi.sends("/menu"));
  await town.does(dewi.taps("➕ Undang peserta"));
  expect(dewi.lastText()).toContain("Belum ada nomor orang yang sudah dicoba");
  expect(dewi.lastText()).toContain("Belum ada nomor 24 jam yang sudah dicoba");

  await town.does(dewi.taps("➕ Tambah nomor orang"));
  await town.does(dewi.sends("Bu Dewi"));
  await town.does(dewi.sends("0812-3456-7890"));
  await town.does(dewi.taps("24 jam"));
  await town.does(dewi.sends("/menu"));
  await town.does(dewi.taps("Nomor bantuan"));
  await town.does(dewi.taps("✔ Bu Dewi sudah dicoba"));
  await town.does(dewi.taps("✔ 112 sudah dicoba").catch(() => dewi.taps("✔ Nomor darurat")));
  expect(dewi.lastText()).not.toContain("⚠️");
});

test("Dewi invites Rina as counselor and hands over a QR picture", async () => {
  await town.does(dewi.sends("/menu"));
  await town.does(dewi.taps("➕ Pendamping"));
  await town.does(dewi.sends("Rina"));
  await town.does(rina.opensLink(invitation(dewi)));
  expect(rina.lastText()).toContain("Halo Rina");
});

test("Dewi invites a participant by buttons", async () => {
  await town.does(dewi.sends("/menu"));
  await town.does(dewi.taps("➕ Undang peserta"));
  await town.does(dewi.taps("BPN-001"));
  await town.does(dewi.taps("Rina"));
  await town.does(dewi.taps("Tanpa pengganti"));
  await town.does(dewi.sends("20-11-2026"));
  expect(invitation(dewi)).toMatch(/^https:\/\/t\.me\/cek_harian_bot\?start=[\w-]{22}$/);
});

test("Bayu opens the link: language, three consents, the hour, a practice round that leaves no trace", async () => {
  await town.does(bayu.opensLink(invitation(dewi)));
  await town.does(bayu.taps("Bahasa Indonesia"));
  expect(bayu.lastText()).toContain("bukan layanan darurat");
  await town.does(bayu.taps("Lanjut"));
  await town.does(bayu.taps("Setuju"));
  await town.does(bayu.taps("Setuju"));
  await town.does(bayu.taps("Setuju"));
  await town.does(bayu.sends("25:00"));
  expect(bayu.lastText()).toContain("belum kebaca");
  await town.does(bayu.sends("19.30"));
  await town.does(bayu.taps("3"));
  await town.does(bayu.taps("1"));
  expect(bayu.lastText()).toMatch(/Cek pertamamu datang .*19\.30/);
  expect(await town.world.db.answer.count()).toBe(0);
  expect(await town.world.db.consent.count({ where: { granted: true } })).toBe(3);
});

test("the prompt comes at his local hour and says nothing on a lock screen", async () => {
  await town.world.advanceTo(new Date("2026-11-28T19:29:00+08:00"));
  expect(bayu.lastText()).toContain("Cek pertamamu");
  await town.world.advance({ minutes: 1 });
  expect(bayu.lastText()).toBe("Hai, waktunya cek harian 🙂 Siap?");
});

test("ten signs, one message, one tap each; strong craving with little confidence brings help, and reaches Rina", async () => {
  const messages = bayu.sees().length;
  await town.does(bayu.taps("Siap"));
  expect(bayu.lastText()).toContain("Pertanyaan 1 dari 12");
  await answers(town, bayu, { S1: 3, S8: 4, S6: "skip", C1: 1 });
  const [help, ...more] = bayu.sees().slice(messages);
  expect(help?.text).toContain("0812-3456-7890");
  expect(more).toEqual([]);
  expect(endOfCheckIn(bayu)).toContain("Terima kasih, cek harian selesai ✔");
  expect(endOfCheckIn(bayu)).toContain("Rina sudah dikabari");
  expect(rina.notifications().at(-1)).toBe("1 hal perlu dilihat · BPN-001");
});

test("Rina opens it: tier, reasons in words, the last days; and takes it", async () => {
  await town.does(rina.taps("Lihat"));
  expect(rina.lastText()).toContain("BPN-001 · Merah");
  expect(rina.lastText()).toMatch(/R2 — dorongan sangat kuat dengan keyakinan rendah \(.* 4, .* 1\)/);
  expect(rina.lastText()).toContain("7 hari terakhir");
  await town.does(rina.taps("Saya tangani"));
  expect(rina.lastText()).toContain("Ditangani Rina");
  await town.does(rina.taps("Sudah bicara"));
  await town.does(rina.taps("Cukup bicara"));
  expect(rina.lastText()).toContain("Sudah bicara (Rina");
});

test("on Monday at eight Dewi has the week: message, picture, workbook", async () => {
  await town.world.advanceTo(new Date("2026-11-30T08:00:00+08:00"));
  const [picture, workbook] = dewi.sees().slice(-2);
  expect(dewi.sees().at(-3)?.text).toContain("BPN-001");
  expect(picture?.media?.kind).toBe("photo");
  expect(workbook?.media?.fileName).toBe("2026-11-23.xlsx");
  const sheets = await readTables(workbook?.document?.bytes);
  expect(sheets.get("Orang")?.rows.flat()).toContain("BPN-001");
});

test("no line of the log holds an answer, a name or a token", () => {
  expect(town.log()).not.toMatch(/Bayu|Rina|0812-3456|110201543/);
  expect(answersIn(town.log())).toEqual([]);
});
