import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { audit, wholeProgramme } from "../../src/audit.ts";
import { addNote } from "../../src/caseload/notes.ts";
import { addDays, dbDate, localDayAt } from "../../src/domain/calendar.ts";
import { formatWholeInstant } from "../../src/format.ts";
import { removeTypedLater } from "../../src/outbox/remove-typed.ts";
import { answerConsent } from "../../src/people/answer-consent.ts";
import { recordConsent } from "../../src/people/consent.ts";
import { shownVersion } from "../../src/people/consent-wording.ts";
import { identify } from "../../src/people/identify.ts";
import { withdraw } from "../../src/people/withdraw.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { answers, buildTeam, enrol, type Team, tapsTwice } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let bayu: Phone;
let citra: Phone;
const CODE = "BPN-031";

beforeAll(async () => {
  town = await startTown();
  team = await buildTeam(town);
  bayu = await enrol(town, team, { code: CODE, hour: "23:00" });
  citra = await enrol(town, team, { code: "BPN-032", hour: "23:00", language: "English" });
});
afterAll(async () => await town.close());

const person = async () => await town.world.db.participant.findFirstOrThrow({ where: { code: CODE } });
const labels = (phone: Phone) =>
  phone
    .sees()
    .at(-1)
    ?.buttons.flat()
    .map(({ label }) => label) ?? [];
async function opens(phone: Phone, ...taps: readonly string[]): Promise<string> {
  await town.does(phone.sends("/menu"));
  for (const tap of taps) await town.does(phone.taps(tap));
  return phone.lastText() ?? "";
}

test("everything is two taps from the menu, in both languages, with help on every page", async () => {
  const english = ["📝", "🧭", "🌱", "⏰", "🔒"];
  for (const [phone, entries] of [
    [bayu, ["📝", "🧭", "🌱", "⏰", "🔒"]],
    [citra, english],
  ] as const) {
    await opens(phone);
    expect(labels(phone).map((label) => label.split(" ")[0])).toEqual([...entries, "🆘"]);
    for (const entry of ["🌱", "⏰", "🔒"]) {
      await opens(phone, entry);
      const pages = labels(phone);
      expect(pages.at(-1)).toContain("🆘");
      for (const page of pages.slice(0, -2)) {
        const text = await opens(phone, entry, page);
        expect(text !== "" || phone.sees().at(-1)?.photo !== undefined, page).toBe(true);
        expect(phone.answers().at(-1)?.text ?? "", page).not.toMatch(/tidak berlaku|no longer/);
      }
    }
  }
});

test("the journey counts as far back as somebody turned up, and knows them after months away", async () => {
  const { db, clock } = town.world;
  const phone = await enrol(town, team, { code: "BPN-036", hour: "23:00" });
  const { id: participantId } = await db.participant.findFirstOrThrow({ where: { code: "BPN-036" } });
  const today = localDayAt(clock.now(), "Asia/Makassar");
  const ago = (days: number) => dbDate(addDays(today, -days));
  await db.checkIn.createMany({
    data: Array.from({ length: 60 }, (_, index) => ({
      ...{ participantId, localDay: ago(index + 1), instrument: "recovery-dangers@1", form: "full" },
      ...{ s6Form: "soft", state: "completed" as const },
      ...{ openedAt: ago(index + 1), startedAt: ago(index + 1), closesAt: ago(index) },
    })),
  });
  expect(await opens(phone, "🌱")).toContain("60 cek berturut-turut");
  await db.checkIn.updateMany({
    where: { participantId, localDay: { gte: ago(50) } },
    data: { state: "closed", startedAt: null },
  });
  const text = await opens(phone, "🌱");
  expect(text).toContain("sempat bolong");
  expect(text).not.toContain("Belum ada cek harian");
});

describe("after a hard day", () => {
  beforeAll(async () => {
    await town.does(bayu.sends("/cek"));
    await answers(town, bayu, { S8: 4, S6: 3 }, 2);
  });

  test("the journey speaks of turning up, without a score", async () => {
    const text = await opens(bayu, "🌱");
    expect(text).toContain("Kamu sudah hadir satu kali.");
    expect(text).toContain("Belum cukup hari");
    expect(text).not.toMatch(/\d/);
    await town.does(bayu.taps("Lihat gambar"));
    const picture = bayu.sees().at(-1);
    expect(
      Buffer.from(picture?.photo ?? [])
        .subarray(1, 4)
        .toString(),
    ).toBe("PNG");
    expect(picture?.caption).toBeUndefined();
    town.world.telegram.faults.next(
      { method: "deleteMessage", chatId: bayu.id },
      { status: 400, description: "Bad Request: message can't be deleted for everyone" },
    );
    await town.does(bayu.tapsOn(picture?.messageId ?? 0, "🗑"));
    expect(bayu.answers().at(-1)?.text).toContain("Tahan pesannya");
    await town.does(bayu.tapsOn(picture?.messageId ?? 0, "🗑"));
    expect(bayu.sees().some(({ messageId }) => messageId === picture?.messageId)).toBe(false);
  });

  test("why somebody was told, who, when, and what came of it", async () => {
    let text = await opens(bayu, "🌱", "Kenapa");
    expect(text).toContain("dorongan atau kenangan sangat kuat");
    expect(text).toMatch(/Rina dikabari Sen, 23 Nov,? 09\.00/);
    expect(text).toContain("Belum ada yang menangani.");
    await town.does(team.rina.taps("Saya tangani"));
    text = await opens(bayu, "🌱", "Kenapa");
    expect(text).toContain("Rina menanganinya.");
    await town.does(team.rina.taps("Sudah bicara"));
    text = await opens(bayu, "🌱", "Kenapa");
    expect(text).toContain("Rina sudah bicara denganmu.");
    expect(await opens(citra, "🌱", "Why")).toBe("Nobody has ever been told about you.");
  });

  test("what is stored, and who has seen it", async () => {
    await town.does(team.rina.sends("/menu"));
    await town.does(team.rina.taps("Pesertaku"));
    await town.does(team.rina.tapsData(`ca:${(await person()).id}:answers`));
    const stored = await opens(bayu, "🔒");
    expect(stored).toContain(`Kodemu ${CODE}`);
    expect(stored).toContain("• 13 jawaban");
    const seen = await opens(bayu, "🔒", "Siapa yang melihat");
    expect(seen).toMatch(/09\.00 · Rina · jawabanmu/);
    expect(seen).toMatch(/09\.00 · Rina · kabar tentangmu/);
    expect(await opens(citra, "🔒", "Who has seen it")).toMatch(
      /^Nobody has opened your data in the last 90 days\.\n\nNot included here: the team's working lists/,
    );
  });

  test("the export is asked about, complete, to be read by machines and people, and only for them", async () => {
    await town.does(bayu.sends("titip salam <b>untuk</b> semua"));
    await town.does(bayu.taps("Kirim"));
    const ask = await opens(bayu, "🔒", "Unduh dataku");
    expect(ask).toContain("tinggal di chat ini sampai dihapus");
    expect(bayu.sees().some(({ document }) => document)).toBe(false);
    const screen = bayu.sees().at(-1)?.messageId ?? 0;
    const { db } = town.world;
    const over = dbDate("2026-11-23");
    await db.participant.updateMany({
      where: { code: CODE },
      data: {
        ...{ reenteredOn: [over], threeAWeekSince: dbDate("2026-11-22"), pausedUntil: over },
        ...{ snoozedUntil: over, expectedTotal: 12, expectedUntil: over },
      },
    });
    const { id: participantId } = await person();
    await db.checkIn.updateMany({
      where: { participantId },
      data: { feedbackFits: false, amberSeenAt: over, wishMetAt: over },
    });
    await db.alert.updateMany({ where: { participantId }, data: { referredTo: "clinic" } });
    await town.does(bayu.tapsOn(screen, "Ya, kirim"));
    await town.does(bayu.tapsData("ow:export", screen));
    const files = bayu.sees().flatMap((message) => (message.document ? [message] : []));
    expect(files.map(({ document }) => document?.fileName).toSorted()).toEqual(["data.html", "data.json"]);
    for (const { caption, protectContent, buttons } of files) {
      expect(caption).toContain("tinggal di chat");
      expect(protectContent).toBe(false);
      expect(buttons.flat().map(({ label }) => label)).toEqual([
        "🗑 Hapus dari chat",
        "🆘 Butuh bantuan sekarang",
      ]);
    }
    const content = (name: string) =>
      Buffer.from(
        files.find(({ document }) => document?.fileName === name)?.document?.bytes ?? [],
      ).toString();
    const data = JSON.parse(content("data.json"));
    expect(data.person).toMatchObject({ code: CODE, telegramId: String(bayu.id), counselor: "Rina" });
    expect(data.checkIns[0].answers).toHaveLength(13);
    expect(
      data.checkIns[0].answers.find(({ question }: { question: string }) => question === "S6").answer,
    ).toBe(3);
    expect(data.alerts[0].causes[0].reasons.length).toBeGreaterThan(0);
    expect(data.messages[0]).toMatchObject({
      from: "you",
      to: "Rina",
      text: "titip salam <b>untuk</b> semua",
    });
    expect(data.seenBy.map(({ action }: { action: string }) => action)).toContain("read-answers");
    expect(data.consents).toHaveLength(3);
    const page = content("data.html");
    expect(page).toContain("titip salam &lt;b&gt;untuk&lt;/b&gt; semua");
    expect(page).toContain("tidak boleh meneruskannya tanpa izinmu");
    expect(page).not.toMatch(/<script|https?:/);
    expect(page).toContain("<td>Bahasa Indonesia</td>");
    expect(page).toMatch(/<td>Hasil<\/td><td>[^<]* [^<]*<\/td>/);
    expect(page).toContain("hal penting baru");
    expect(page).toContain("<td>jawabanmu</td>");
    for (const answer of ["2 Lumayan", "3 Hampir", "4 Sangat yakin", "0 Tidak dulu", "0 Tidak"])
      expect(page).toContain(`<td>${answer}</td>`);
    expect(page).toContain("<h3>Sen, 23 Nov 2026</h3>");
    expect(page).toMatch(/Dibuat Sen, 23 Nov 2026,? 09\./);
    expect(page).toContain("<td>Jum, 20 Nov 2026</td>");
    for (const cell of ["ikut cek harian", "WITA (Makassar)", "Tautan untukmu", "dibuka Sen, 23 Nov 2026"])
      expect(page).toContain(cell);
    expect(page).toMatch(/<td>Fase mulai lagi<\/td><td>Sen, 23 Nov 2026<\/td>/);
    expect(page).toMatch(/<h3>Sen, 23 Nov 2026<\/h3>\n<p>Oranye · ditanya [^·]* · selesai /);
    expect(page).toMatch(
      /<td>Sen, 23 Nov 2026[^<]*<\/td><td>apakah pesanmu sudah sampai<\/td><td>terkirim<\/td>/,
    );
    for (const past of ["Istirahat sampai", "Tiga kali seminggu", "dikurangi sampai", "dianggap biasa"])
      expect(page).not.toContain(past);
    expect(page).toMatch(
      /perbandingannya kurang cocok menurutmu · hari kuning ini dilihat Sen, 23 Nov 2026[^·]* · kamu dihubungi Sen, 23 Nov 2026/,
    );
    expect(page).toContain("<td>Dirujuk ke</td><td>Puskesmas / RS</td>");
    // Nothing of what only the machine calls it.
    expect(page).not.toMatch(/read-|>opened|· opened|· told|false-alarm/);
    for (const file of files) await town.does(bayu.tapsOn(file.messageId, "🗑"));
    expect(bayu.sees().some(({ document }) => document)).toBe(false);

    // Every page of the menu is the same message. What could not be sent can be asked for again at once.
    const arrived = () => bayu.sees().filter(({ document }) => document).length;
    await town.world.advance({ minutes: 3 });
    const { faults } = town.world.telegram;
    faults.next({ method: "sendDocument", chatId: bayu.id }, { status: 400, description: "Bad Request" }, 2);
    await town.does(bayu.tapsData("ow:export", screen));
    expect(arrived()).toBe(0);
    await town.does(bayu.tapsData("ow:export", screen));
    expect(arrived()).toBe(2);
    await town.world.advance({ minutes: 1 });
    await town.does(bayu.tapsData("ow:export", screen));
    expect(arrived()).toBe(2);
    for (const other of [citra, team.rina, team.dewi])
      expect(other.sees().some(({ document }) => document?.fileName.startsWith("data."))).toBe(false);
  });
});

test("what is damaged is named in the export, and stops neither that nor the menu nor the other notes", async () => {
  const { db, clock, app } = town.world;
  const { id: participantId } = await person();
  await db.relayMessage.deleteMany();
  await town.does(bayu.sends("titip salam"));
  await town.does(bayu.taps("Kirim"));
  const [sealed, at] = [Uint8Array.of(9, 9), clock.now()];
  await db.participant.update({ where: { id: participantId }, data: { nickname: sealed } });
  await db.note.createMany({ data: [{ participantId, sealed, at, authorId: team.ids.rina }] });
  await db.planPart.create({ data: { participantId, part: "signs", sealed, updatedAt: at } });
  await db.relayMessage.updateMany({ where: { participantId }, data: { sealed } });
  await removeTypedLater(app.deps, { participantId }, 1, at);
  const ahead = dbDate(addDays(localDayAt(at, "Asia/Makassar"), 3));
  await db.participant.update({
    where: { id: participantId },
    data: { pausedUntil: ahead, snoozedUntil: ahead, expectedTotal: 12, expectedUntil: ahead },
  });
  expect(await opens(bayu)).toBe("Mau apa?");
  // Files that were just sent are not sent again.
  await town.world.advance({ minutes: 5 });
  await opens(bayu, "🔒", "Unduh dataku", "Ya, kirim");
  const bytes = (name: string) =>
    bayu.sees().findLast(({ document }) => document?.fileName === name)?.document?.bytes ?? [];
  const data = JSON.parse(Buffer.from(bytes("data.json")).toString());
  expect(data).toMatchObject({
    person: { nickname: "unreadable" },
    plan: [{ part: "signs", text: "unreadable" }],
    notesAboutYou: [{ text: "unreadable" }],
    messages: [{ kind: "text", text: "unreadable" }],
  });
  const page = Buffer.from(bytes("data.html")).toString();
  expect(page.match(/>tidak terbaca</g)).toHaveLength(4);
  for (const holds of ["Istirahat sampai", "dikurangi sampai", "dianggap biasa"])
    expect(page).toContain(holds);
  expect(page).toMatch(/<h3>[^<]*Tanda awal dariku · Sen, 23 Nov 2026/);
  const removed = formatWholeInstant(new Date(at.getTime() + 30 * 60_000), "Asia/Makassar", "id");
  expect(page).toContain(`<td>${removed}</td><td>chat dirapikan</td>`);
  const rina = await identify(db, team.rina.id);
  if (rina.kind !== "staff") throw new Error("Rina is not linked");
  await addNote(app.deps, rina, { participantId, text: "Called.", sourceMessageId: 1 }, clock.now());
  await town.does(team.rina.sends("/menu"));
  await town.does(team.rina.taps("Pesertaku"));
  await town.does(team.rina.taps(labels(team.rina).find((label) => label.includes(CODE)) ?? ""));
  await town.does(team.rina.taps("Catatan"));
  expect(team.rina.lastText()).toMatch(/Called\.[\s\S]*tidak terbaca/);
  await db.note.deleteMany();
  await db.planPart.deleteMany();
  await db.relayMessage.deleteMany();
  await db.participant.update({
    where: { id: participantId },
    data: {
      ...{ nickname: null, pausedUntil: null, snoozedUntil: null },
      expectedTotal: null,
      expectedUntil: null,
    },
  });
});

describe("correcting", () => {
  test("the name stays between the bot and the person", async () => {
    await opens(bayu, "🔒", "Perbaiki", "Panggilan");
    await town.does(bayu.sends("nama yang jauh lebih panjang dari yang boleh"));
    expect(bayu.lastText()).toContain("terlalu panjang");
    await town.does(bayu.sends("  Jang "));
    await town.does(bayu.taps("☰ Menu"));
    expect(bayu.lastText()).toBe("Hai Jang 👋 Mau apa?");
    expect(await opens(bayu)).toBe("Hai Jang 👋 Mau apa?");
    expect(Buffer.from((await person()).nickname ?? []).toString("latin1")).not.toContain("Jang");
    // What comes long after it was asked for rings on a phone that somebody else may hold.
    town.world.telegram.hold(bayu.id);
    await bayu.sends("/menu");
    await town.world.advance({ hours: 1 });
    await town.does(Promise.resolve(town.world.telegram.release(bayu.id, "as-sent")));
    expect(bayu.lastText()).toBe("Mau apa?");
    await opens(bayu, "🔒", "Perbaiki", "Panggilan", "Tanpa panggilan");
    expect((await person()).nickname).toBeNull();
  });

  test("the language changes at once, and back", async () => {
    await opens(bayu, "🔒", "Perbaiki", "Bahasa Indonesia ⇄ English");
    expect(await opens(bayu)).toBe("What would you like to do?");
    await opens(bayu, "🔒", "Correct", "Bahasa Indonesia ⇄ English");
    expect(bayu.lastText()).toBe("Sekarang dalam Bahasa Indonesia.");
    expect(await opens(bayu)).toBe("Mau apa?");
  });

  test("a language tapped twice is the one that was wanted", async () => {
    await opens(bayu, "🔒", "Perbaiki");
    await tapsTwice(town, bayu, "Bahasa Indonesia ⇄ English");
    expect(bayu.lastText()).toBe("Now in English.");
    expect(await opens(bayu)).toBe("What would you like to do?");
    await opens(bayu, "🔒", "Correct", "Bahasa Indonesia ⇄ English");
    expect(await opens(bayu)).toBe("Mau apa?");
  });

  test("the day of release is moved within bounds, and the counselor is told", async () => {
    await opens(bayu, "🔒", "Perbaiki", "Tanggal bebas");
    await town.does(bayu.sends("besok"));
    expect(bayu.lastText()).toContain("tidak bisa dipakai");
    await town.does(bayu.sends("1-1-2028"));
    expect(bayu.lastText()).toContain("tidak bisa dipakai");
    await town.does(bayu.sends("18-11-2026"));
    expect(bayu.lastText()).toContain("Tanggal bebasmu sekarang Rab, 18 Nov");
    expect((await person()).releaseDate).toEqual(new Date("2026-11-18"));
    expect(await opens(bayu, "🔒", "Perbaiki")).toMatch(/Tanggal bebas: Rab, 18 Nov$/m);
    expect(team.rina.notifications().at(-1)).toBe(`${CODE}: tanggalnya diperbaiki menjadi Rab, 18 Nov.`);
    // Another year than this one is said everywhere.
    await opens(bayu, "🔒", "Perbaiki", "Tanggal bebas");
    await town.does(bayu.sends("18-11-2025"));
    expect(bayu.lastText()).toContain("Tanggal bebasmu sekarang Sel, 18 Nov 2025");
    expect(team.rina.notifications().at(-1)).toContain("Sel, 18 Nov 2025");
    expect(await opens(bayu, "🔒", "Perbaiki")).toContain("Tanggal bebas: Sel, 18 Nov 2025");
    await opens(bayu, "🔒", "Perbaiki", "Tanggal bebas");
    await town.does(bayu.sends("18-11-2026"));
  });

  test("the summary alone is left in two taps, and joined again after reading what it is", async () => {
    const newest = async () =>
      await town.world.db.consent.findFirst({
        where: { participant: { code: CODE } },
        orderBy: { id: "desc" },
        select: { purpose: true, granted: true },
      });
    await opens(bayu, "🔒", "Izinku");
    await town.does(bayu.taps("Keluar dari ringkasan"));
    expect(await newest()).toEqual({ purpose: "summary", granted: false });
    expect(bayu.lastText()).toContain("✖ Ringkasan mingguan");
    expect((await person()).status).toBe("active");
    await town.does(bayu.taps("Ikut ringkasan"));
    expect(bayu.lastText()).toContain("3 dari 3 · Ringkasan mingguan");
    await town.does(bayu.taps("Setuju"));
    expect(await newest()).toEqual({ purpose: "summary", granted: true });
  });

  test("what was worded otherwise when it was shown is asked anew; whoever has left meanwhile agrees to nothing", async () => {
    const { db, clock, app } = town.world;
    const consents = async () => await db.consent.count({ where: { participant: { code: CODE } } });
    const before = await consents();
    await opens(bayu);
    for (const [data, question] of [
      ["ag:summary:00000000", "3 dari 3 · Ringkasan mingguan"],
      ["ag:plan:00000000", "Boleh Rina dan penggantinya"],
    ] as const) {
      await town.does(bayu.tapsData(data));
      expect(bayu.lastText()).toContain(question);
    }
    const { id: participantId } = await person();
    await db.participant.update({ where: { id: participantId }, data: { status: "consenting" } });
    for (const purpose of ["summary", "plan"] as const) {
      const yes = { participantId, purpose, granted: true, locale: "id" } as const;
      const shown = shownVersion(purpose, "id");
      expect(await answerConsent(app.deps, { ...yes, shown }, clock.now())).toEqual({
        kind: "not-taking-part",
      });
    }
    await db.participant.update({ where: { id: participantId }, data: { status: "active" } });
    expect(await consents()).toBe(before);
  });
});

test("whoever has left still sees, takes along and erases what is theirs", async () => {
  const phone = await enrol(town, team, { code: "BPN-033", hour: "23:00" });
  await opens(phone, "🔒", "Berhenti ikut", "Ya, berhenti");
  await opens(phone, "🔒", "Unduh dataku", "Ya, kirim");
  expect(phone.sees().filter(({ document }) => document)).toHaveLength(2);
  await opens(phone, "🔒", "Hapus semua dataku", "Ya, hapus semua");
  expect(phone.lastText()).toContain("Semua datamu sudah dihapus");
  expect(await town.world.db.participant.count({ where: { code: "BPN-033" } })).toBe(0);
});

test("buttons of one's own data do nothing in other hands", async () => {
  for (const phone of [team.rina, team.dewi, town.phone("stranger")]) {
    if (phone.sees().length === 0) await town.does(phone.sends("/start"));
    for (const data of ["ow:export", "ow:erase", "ow:freeze", "ow:freeze-yes", "ow:picture", "m:data", "dm"])
      await town.does(phone.tapsData(data));
    expect(phone.sees().some(({ document, photo }) => document ?? photo)).toBe(false);
  }
  expect((await person()).status).toBe("active");
});

test("help stands on every screen that somebody can come to see, but on the one that is help itself", async () => {
  const phone = await enrol(town, team, { code: "BPN-034", hour: "20:00" });
  const without = new Set<string>();
  const look = () => {
    for (const { from, buttons, text, caption, media } of phone.sees())
      if (from.isBot && !buttons.flat().some(({ data }) => data === "help"))
        without.add(text ?? caption ?? media?.kind ?? "?");
  };
  const types = async (...texts: readonly string[]) => {
    for (const text of texts) {
      await town.does(phone.sends(text));
      look();
    }
  };
  const taps = async (...all: readonly string[]) => {
    await types("/menu");
    for (const label of all) {
      await town.does(phone.taps(label));
      look();
    }
  };
  look();
  await types("/start", "/batal", "/cek");
  await answers(town, phone, { S8: 4 });
  look();
  await taps("🌱", "Lihat gambar");
  await taps("🌱", "Kenapa");
  await taps("🔒", "Perbaiki", "Panggilan");
  await types("Bay");
  await taps("🔒", "Perbaiki", "Tanggal");
  await types("xx");
  await town.does(phone.taps("Batal"));
  await taps("🔒", "Unduh", "Ya, kirim");
  for (const label of ["Siapa", "Izinku", "Perbaiki", "Hapus semua"]) await taps("🔒", label);
  await types("/kunci");
  await town.does(phone.taps("Pilih"));
  await types("abc", "kata rahasia", "/kunci X-1 abc abc", "/jam", "/jam 25", "/jam 20:30", "/jeda");
  await town.does(phone.taps("3 hari"));
  await types("/cek", "halo");
  await town.does(phone.taps("Jangan"));
  await types("/overdosis", "/langkah", "/rencana");
  await town.does(phone.taps("✍️ Mulai"));
  await types("tes", "/bantuan");
  const { id } = await town.world.db.participant.findFirstOrThrow({ where: { code: "BPN-034" } });
  await town.does(team.rina.sends("/menu"));
  await town.does(team.rina.tapsData(`rw:${id}:0`));
  await town.does(team.rina.sends("hai"));
  await town.does(phone.taps("Baca"));
  look();
  await types("/berhenti");
  await town.does(phone.taps("Ya"));
  await types("/cek", "/menu", "hai");
  expect([...without].map((text) => text.split("\n")[0])).toEqual([
    "Kamu tidak sendiri. Ini yang bisa dihubungi sekarang:",
  ]);
});

test("who had everybody's data is seen by whoever had agreed to it then, one line for all summaries", async () => {
  const { db, clock, app } = town.world;
  const phone = await enrol(town, team, { code: "BPN-035", hour: "23:00" });
  const { id: participantId } = await db.participant.findFirstOrThrow({ where: { code: "BPN-035" } });
  const { programmeId } = team;
  const after = (hours: number) => new Date(clock.now().getTime() + hours * 3_600_000);
  const looks = async (hours: number, action: string, actor = `staff:${team.ids.dewi}`) =>
    await audit(db, { at: after(hours), actor, action, subject: wholeProgramme(team), programmeId });
  await looks(-1, "receive-summary");
  await looks(-1, "export", "operator");
  await looks(1, "receive-summary");
  await looks(2, "receive-summary");
  await looks(2.5, "back-test-agreed");
  const no = { participantId, purpose: "summary", granted: false, locale: "id" } as const;
  await recordConsent(app.deps, no, after(3));
  await looks(4, "receive-summary");
  await looks(5, "export", "operator");
  await looks(6, "back-test");
  await looks(6.5, "back-test-agreed");
  await looks(7, "read-caseload");
  await withdraw(app.deps, { participantId, locale: "id" }, after(8));
  await looks(9, "export-with-sealed-answers", "operator");
  const [, lines = "", lists] = (await opens(phone, "🔒", "Siapa yang melihat")).split("\n\n");
  expect(lines.split("\n").map((line) => line.slice(line.indexOf(" · ")))).toEqual([
    " · Dewi · uji coba aturan lain, dengan data semua peserta",
    " · pengelola sistem · salinan data seluruh program",
    " · Dewi · uji coba aturan lain, dengan data semua yang ada di ringkasan mingguan",
    " · Dewi · ringkasan mingguan (2 kali, ini yang terbaru)",
  ]);
  expect(lists).toContain("Tidak termasuk di sini: daftar kerja tim");
});
