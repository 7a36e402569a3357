import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addNote } from "../../src/caseload/notes.ts";
import { readMonth } from "../../src/caseload/read-month.ts";
import { storeAnswer } from "../../src/check-ins/stored-answers.ts";
import { inTransaction } from "../../src/db/client.ts";
import type { Prisma } from "../../src/db/generated/client.ts";
import { addDays, dbDate, type LocalDay } from "../../src/domain/calendar.ts";
import { comeBack, goAway } from "../../src/duty/go-away.ts";
import { instrumentOf } from "../../src/instruments/index.ts";
import { enrolStaff } from "../../src/people/enrol-staff.ts";
import { identify } from "../../src/people/identify.ts";
import { pause } from "../../src/people/schedule.ts";
import { withdraw } from "../../src/people/withdraw.ts";
import { foundProgramme } from "../../src/programme/found-programme.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { snoozeButton } from "../../src/screens/callback-data.ts";
import { onRecord } from "../support/on-record.ts";
import { answers, buildTeam, enrol, linkFor, newToken, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let bayu: Phone;
let citra: Phone;
const ids = new Map<string, number>();

const at = async (iso: string) => await town.world.advanceTo(new Date(iso));
const lastButtons = (phone: Phone) =>
  (phone.sees().findLast(({ buttons }) => buttons.length > 0)?.buttons ?? [])
    .flat()
    .map(({ label }) => label);
const idOf = (code: string) => ids.get(code) ?? 0;
const accesses = async (action: string) => await town.world.db.auditEvent.count({ where: { action } });
const toast = (phone: Phone) => phone.answers().at(-1)?.text;

async function opensCaseload(phone: Phone): Promise<void> {
  await town.does(phone.sends("/menu"));
  await town.does(phone.taps("Pesertaku"));
}

async function opens(phone: Phone, code: string): Promise<void> {
  await opensCaseload(phone);
  const label = lastButtons(phone).find((text) => text.includes(code));
  if (label === undefined) throw new Error(`${code} is not on ${phone.name}'s list`);
  await town.does(phone.taps(label));
}

async function staffId(phone: Phone): Promise<number> {
  const person = await identify(town.world.db, phone.id);
  if (person.kind !== "staff") throw new Error(`${phone.name} is not staff`);
  return person.id;
}

/** Monday: BPN-001 ends amber, BPN-002 red, BPN-003 has not opened the link, BPN-004 does not answer. */
async function settle(): Promise<void> {
  town = await startTown({ at: "2026-11-23T07:30:00+08:00" });
  team = await buildTeam(town);
  bayu = await enrol(town, team, { code: "BPN-001", hour: "08:00" });
  citra = await enrol(town, team, { code: "BPN-002", hour: "08:00" });
  await newToken(town, team, "BPN-003");
  await at("2026-11-23T08:00:00+08:00");
  await town.does(bayu.taps("Siap"));
  await answers(town, bayu, { S1: 4, S6: 1 });
  await town.does(citra.taps("Siap"));
  await answers(town, citra, { S8: 4, C1: 0 });
  const people = await town.world.db.participant.findMany({ select: { id: true, code: true } });
  for (const { id, code } of people) ids.set(code, id);
}

const SIGNS = ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10"];

/** A day of the past in the database, completed and green unless said otherwise. */
async function lived(
  participantId: number,
  day: LocalDay,
  given: Readonly<Record<string, number>>,
  more: Partial<Pick<Prisma.CheckInUncheckedCreateInput, "tier" | "state" | "form">> = {},
): Promise<void> {
  const { db, app } = town.world;
  const { sealer, instruments } = app.deps;
  const [opened, instrument] = [dbDate(day), "recovery-dangers@1"];
  const { state = "completed" } = more;
  const { id } = await db.checkIn.create({
    data: {
      ...{ participantId, localDay: opened, instrument, form: "full", s6Form: "soft", state, tier: "green" },
      ...{ openedAt: opened, closesAt: new Date(opened.getTime() + 72_000_000), startedAt: opened },
      ...(state === "completed" && { completedAt: opened }),
      ...more,
    },
  });
  const { questions } = instrumentOf(instruments, instrument);
  await db.answer.createMany({
    data: questions
      .filter((question) => question.id in given)
      .map((question) => ({
        ...{ checkInId: id, questionId: question.id, answeredAt: opened },
        ...storeAnswer(sealer, id, question, given[question.id] ?? 0),
      })),
  });
}

describe("a counselor's people", () => {
  beforeAll(settle);
  afterAll(async () => await town.close());

  test("stand in the order of need, with mark, last check-in and what is open", async () => {
    await opensCaseload(team.rina);
    expect(team.rina.lastText()).toContain("Pesertaku (3)");
    const [first, second, third] = lastButtons(team.rina);
    expect(first).toBe("🔴 BPN-002 · hari ini · ❗");
    expect(second).toBe("🟡 BPN-001 · hari ini · 🟡1");
    expect(third).toBe("⚪ BPN-003 · belum membuka tautan");
  });

  test("the yellow list says why, worked out from the answers, and that it was read", async () => {
    await town.does(team.rina.sends("/menu"));
    await town.does(team.rina.taps("Daftar kuning"));
    expect(lastButtons(team.rina).filter((label) => label.startsWith("🟡"))).toEqual([
      "🟡 BPN-001 · Sen, 23 Nov",
    ]);
    await town.does(team.rina.taps("🟡 BPN-001"));
    expect(team.rina.lastText()).toContain("A2");
    expect(team.rina.lastText()).toMatch(/tingkat tertinggi \(.* 4\)/);
    expect(await accesses("read-reasons")).toBe(1);
  });

  test("what was looked at leaves the list, and can be put back", async () => {
    const onTheList = async () => {
      await town.does(team.rina.sends("/menu"));
      await town.does(team.rina.taps("Daftar kuning"));
      return lastButtons(team.rina).filter((label) => label.startsWith("🟡"));
    };
    await onTheList();
    await town.does(team.rina.taps("🟡 BPN-001"));
    await town.does(team.rina.taps("✔ Sudah kulihat"));
    expect(await onTheList()).toEqual([]);
    await town.does(team.rina.taps("Tampilkan lagi"));
    expect(await onTheList()).toHaveLength(1);
  });

  test("a day that became amber for other reasons, or again, is on the list again", async () => {
    await opensCaseload(team.rina);
    const where = { participantId: idOf("BPN-001") };
    const { id } = await town.world.db.checkIn.findFirstOrThrow({ where });
    const seen = async () => {
      await town.does(team.rina.tapsData(`ay:${id}:yes`));
      return await stillSeen();
    };
    const stillSeen = async () =>
      (await town.world.db.checkIn.findUniqueOrThrow({ where: { id } })).amberSeenAt !== null;
    const corrects = async (sign: string, value: string) => {
      await town.does(bayu.tapsData(`q:${id}:${sign}`));
      await town.does(bayu.taps(value));
    };
    expect(await seen()).toBe(true);
    await corrects("S2", "1");
    expect(await stillSeen()).toBe(true);
    await corrects("S2", "4");
    expect(await stillSeen()).toBe(false);
    expect(await seen()).toBe(true);
    await corrects("S1", "0");
    await corrects("S2", "0");
    await corrects("S1", "4");
    expect(await stillSeen()).toBe(false);
    await corrects("S2", "0");
  });

  test("what nobody has looked at for a week stays on the list, marked, and can still be cleared", async () => {
    const where = { participantId: idOf("BPN-001") };
    const { id } = await town.world.db.checkIn.findFirstOrThrow({ where });
    const moved = async (day: string) =>
      await town.world.db.checkIn.update({ where: { id }, data: { localDay: new Date(`${day}T00:00:00Z`) } });
    await moved("2026-11-12");
    await town.does(team.rina.sends("/menu"));
    await town.does(team.rina.taps("Daftar kuning"));
    expect(lastButtons(team.rina)[0]).toBe("🟡 BPN-001 · Kam, 12 Nov ⏰");
    await opensCaseload(team.rina);
    expect(lastButtons(team.rina)[1]).toContain("🟡1");
    await town.does(team.rina.tapsData(`am:${id}`));
    await town.does(team.rina.taps("✔ Sudah kulihat"));
    await town.does(team.rina.tapsData("wl:0"));
    expect(team.rina.lastText()).toBe("Daftar kuning kosong.");
    await town.does(team.rina.tapsData(`ay:${id}:no`));
    await moved("2026-11-23");
  });

  test("'yes, any time' pings nobody and stays an open item until somebody was in touch or it is taken back", async () => {
    const { id } = await town.world.db.checkIn.findFirstOrThrow({
      where: { participantId: idOf("BPN-001") },
    });
    const pinged = team.rina.notifications().length;
    const wishes = async (value: string) => {
      await town.does(bayu.tapsData(`q:${id}:C2`));
      await town.does(bayu.taps(value));
    };
    const listed = async () => {
      await town.does(team.rina.sends("/menu"));
      await town.does(team.rina.tapsData("wl:0"));
      return lastButtons(team.rina).filter((label) => label.includes("Ingin dihubungi"));
    };
    await wishes("1 Ya");
    expect(team.rina.notifications()).toHaveLength(pinged);
    expect(await listed()).toEqual(["💬 Ingin dihubungi: BPN-001 · Sen, 23 Nov"]);
    await opensCaseload(team.rina);
    expect(lastButtons(team.rina)[1]).toContain("💬");
    await wishes("0 Tidak");
    expect(await listed()).toEqual([]);
    await wishes("1 Ya");
    await listed();
    await town.does(team.rina.taps("💬 Ingin dihubungi"));
    expect(team.rina.lastText()).toContain("💬 Ingin dihubungi, kapan saja (Sen, 23 Nov)");

    await town.world.advance({ minutes: 1 });
    await town.does(team.rina.taps("Tulis pesan"));
    await town.does(bayu.blocksBot());
    await town.does(team.rina.sends("Kapan bisa kutelepon?"));
    expect(await listed()).toEqual(["💬 Ingin dihubungi: BPN-001 · Sen, 23 Nov"]);
    await town.does(bayu.unblocksBot());
    await town.does(team.rina.taps("Coba lagi"));
    expect(await listed()).toEqual([]);
    // Also when the message is gone for its age.
    await town.world.db.relayMessage.deleteMany({ where: { participantId: idOf("BPN-001") } });
    expect(await listed()).toEqual([]);

    await town.world.advance({ minutes: 1 });
    await wishes("0 Tidak");
    await wishes("1 Ya");
    // Nobody writes to a locked account, and what was said before stays.
    const person = { where: { id: idOf("BPN-001") } };
    await town.world.db.participant.update({ ...person, data: { status: "frozen" } });
    await listed();
    await town.does(team.rina.taps("💬 Ingin dihubungi"));
    await town.does(team.rina.taps("✔ Sudah kuhubungi"));
    await town.world.db.participant.update({ ...person, data: { status: "active" } });
    expect(team.rina.lastText()).not.toContain("💬");
    expect(await listed()).toEqual([]);
    await town.does(team.agus.tapsData(`ca:${idOf("BPN-001")}:wish-met`));
    expect(toast(team.agus)).toContain("Bukan pesertamu");
    const met = { action: "wish-met", subject: `participant:${idOf("BPN-001")}` };
    expect(await onRecord(town, met)).toEqual([`staff:${team.ids.rina} wish-met`]);
  });

  test("one person at a glance", async () => {
    await opens(team.rina, "BPN-002");
    const page = team.rina.lastText() ?? "";
    expect(page).toMatch(/^Hari ke-3 sejak bebas; fase mulai lagi .*: hari ke-0 \(dua minggu pertama\)$/m);
    expect(page).toContain("7 hari: · · · · · · 🔴");
    expect(page).toContain("🔴 Merah: belum ada yang menangani");
    expect(page).toContain("Bisa dikirimi pesan.");
    expect(page).toContain("Cek berikutnya: Sel, 24 Nov");
  });

  test("their answers by sign and value, put on record", async () => {
    await opens(team.rina, "BPN-001");
    await town.does(team.rina.taps("Jawaban"));
    const text = team.rina.lastText() ?? "";
    expect(text).toContain("🟡 Sen, 23 Nov · total 5 dari 40");
    // In words what has a scale of its own.
    expect(text).toContain("zat di sekitar: Terlihat");
    expect(text).toMatch(/keyakinan 24 jam: Sangat yakin · mau dihubungi: (Tidak dulu|Ya,)/);
    expect(text.split(" · ").filter((part) => / [0-4]$/.test(part)).length).toBeGreaterThan(8);
    expect(team.rina.sees().at(-1)?.protectContent).toBe(true);
    const event = await town.world.db.auditEvent.findFirstOrThrow({ where: { action: "read-answers" } });
    expect(event).toMatchObject({
      actor: `staff:${team.ids.rina}`,
      subject: `participant:${idOf("BPN-001")}`,
    });
  });

  test("thirty days as a picture, put on record", async () => {
    await opens(team.rina, "BPN-001");
    await town.does(team.rina.taps("Gambar 30 hari"));
    const picture = team.rina.sees().at(-1);
    expect(Buffer.from(picture?.photo ?? []).toString("latin1", 1, 4)).toBe("PNG");
    expect(picture?.photo?.length).toBeGreaterThan(5_000);
    expect(picture?.protectContent).toBe(true);
    expect(await accesses("read-month")).toBe(1);
  });

  test("alerts with how they ended", async () => {
    await opens(team.rina, "BPN-002");
    await town.does(team.rina.taps("🔴 Lihat"));
    await town.does(team.rina.taps("Sudah bicara"));
    await town.does(team.rina.taps("Cukup bicara"));
    await opens(team.rina, "BPN-002");
    expect(team.rina.lastText()).toContain("Tidak ada yang terbuka.");
    await town.does(team.rina.taps("Riwayat alarm"));
    expect(team.rina.lastText()).toContain("alarm 90 hari terakhir: 1");
    expect(team.rina.lastText()).toMatch(/🔴 Sen, 23 Nov.* — sudah bicara \(Rina\)/);
  });

  test("notes are sealed, the newest first; too long a one is asked again", async () => {
    await opens(team.rina, "BPN-001");
    await town.does(team.rina.taps("➕ Catatan"));
    expect(team.rina.lastText()).toContain("dan BPN-001 sendiri lewat unduhan datanya");
    await town.does(team.rina.sends("x".repeat(701)));
    expect(team.rina.lastText()).toContain("paling banyak 700");
    await town.does(team.rina.sends("Sedang cari kerja di bengkel."));
    expect(team.rina.lastText()).toContain("tersimpan");
    const chat = team.rina.sees().map(({ text }) => text ?? "");
    expect(chat.filter((text) => /bengkel|xxx/.test(text))).toEqual([]);
    await opens(team.rina, "BPN-001");
    await town.does(team.rina.taps("➕ Catatan"));
    await town.does(team.rina.sends("Ibunya sakit."));
    await opens(team.rina, "BPN-001");
    await town.does(team.rina.taps("Catatan"));
    const text = team.rina.lastText() ?? "";
    expect(text.indexOf("Ibunya sakit.")).toBeGreaterThan(0);
    expect(text.indexOf("Ibunya sakit.")).toBeLessThan(text.indexOf("bengkel"));
    expect(text).toContain("Rina");
    const rows = await town.world.db.note.findMany();
    expect(rows.map(({ sealed }) => Buffer.from(sealed).toString("latin1")).join()).not.toContain("bengkel");
    expect(town.log()).not.toContain("bengkel");
    expect(await accesses("write-note")).toBe(2);
    // The update of the last comes again, as after a commit whose answer was lost.
    const typed = await town.world.db.note.findFirstOrThrow({ orderBy: { id: "desc" } });
    const { participantId, sourceMessageId } = typed;
    const rina = await identify(town.world.db, team.rina.id);
    if (rina.kind !== "staff" || sourceMessageId === null) throw new Error("it was not typed by Rina");
    const again = { participantId, sourceMessageId, text: "Ibunya sakit." };
    const { app, clock } = town.world;
    expect(await addNote(app.deps, rina, again, clock.now())).toEqual({ kind: "added" });
    expect(await town.world.db.note.count()).toBe(2);
    expect(await accesses("write-note")).toBe(2);
    expect(await accesses("read-notes")).toBe(1);
    // Given up, it leaves the chat all the same.
    await opens(team.rina, "BPN-001");
    await town.does(team.rina.taps("➕ Catatan"));
    await town.does(team.rina.sends("x".repeat(701)));
    await town.does(team.rina.sends("/batal"));
    await town.world.advance({ minutes: 31 });
    expect(team.rina.sees().some((message) => message.text?.includes("xxx"))).toBe(false);
  });

  test("a note, or a day of release, that was begun about one is not kept once another was opened", async () => {
    const notes = await town.world.db.note.count();
    await opens(team.rina, "BPN-001");
    await town.does(team.rina.taps("➕ Catatan"));
    const question = team.rina.sees().at(-1)?.messageId;
    await opens(team.rina, "BPN-002");
    await town.does(team.rina.sends("Pakai lagi kemarin."));
    expect(team.rina.lastText()).toContain("tidak dikirim ke siapa pun");
    const now = team.rina.sees().find(({ messageId }) => messageId === question);
    expect(now?.text).toContain("tentang BPN-001 ditutup");
    expect(await town.world.db.note.count()).toBe(notes);
    const release = async () =>
      (await town.world.db.participant.findUniqueOrThrow({ where: { id: idOf("BPN-001") } })).releaseDate;
    const before = await release();
    await town.does(team.dewi.tapsData(`rz:${idOf("BPN-001")}`));
    await town.does(team.dewi.tapsData(`pp:${idOf("BPN-002")}`));
    await town.does(team.dewi.sends("1-12-2026"));
    expect(team.dewi.lastText()).toContain("tidak dikirim ke siapa pun");
    expect(await release()).toEqual(before);
  });

  test("a coordinator gets the weeks that are offered, and no other seven days", async () => {
    const asked = async () => await town.world.db.outboxMessage.count({ where: { kind: "summary" } });
    const before = await asked();
    for (const day of ["2026-11-24", "2026-11-17", "2026-11-30", "2026-10-12"]) {
      await town.does(team.dewi.tapsData(`w:${day}`));
      expect(toast(team.dewi)).toContain("sudah tidak berlaku");
    }
    expect(await asked()).toBe(before);
    await town.does(team.dewi.tapsData("w:2026-10-19"));
    expect(await asked()).toBe(before + 1);
  });

  test("ordinary alerts can be quietened for a while, and it can be ended", async () => {
    await opens(team.rina, "BPN-001");
    await town.does(team.rina.taps("Redam alarm"));
    expect(team.rina.lastText()).toContain("Daftar kuning ikut diredam.");
    await town.does(team.rina.taps("7 hari"));
    expect(team.rina.lastText()).toContain("🔕 Alarm biasa ditunda sampai Sen, 30 Nov");
    await town.does(team.rina.taps("Redam alarm"));
    await town.does(team.rina.taps("sampai 15"));
    expect(team.rina.lastText()).toContain("🔕 Total sampai 15 dari 40 dianggap wajar sampai Sen, 7 Des");
    const where = { id: idOf("BPN-001") };
    expect(await town.world.db.participant.findUniqueOrThrow({ where })).toMatchObject({ expectedTotal: 15 });
    await town.does(team.rina.tapsData(`qt:${where.id}:snooze:0:31`));
    expect(toast(team.rina)).toContain("Bukan pesertamu");
    await town.does(team.rina.taps("Redam alarm"));
    await town.does(team.rina.taps("Akhiri"));
    expect(team.rina.lastText()).not.toContain("🔕");
    expect(await town.world.db.participant.findUniqueOrThrow({ where })).toMatchObject({
      snoozedUntil: null,
      expectedTotal: null,
      expectedUntil: null,
    });
  });

  test("nobody else opens them by guessing ids: backup, coordinator, another programme, a participant", async () => {
    const { db, clock } = town.world;
    const elsewhere = town.phone("Sari");
    const { token } = await inTransaction(db, async (tx) => {
      const programmeId = await foundProgramme(
        tx,
        { name: "Lain", zone: "Asia/Makassar", locale: "id" },
        clock.now(),
      );
      return await enrolStaff(
        tx,
        { programmeId, role: "counselor", name: "Sari", actor: "operator" },
        clock.now(),
      );
    });
    await town.does(elsewhere.opensLink(linkFor(token)));
    const amber = await db.checkIn.findFirstOrThrow({ where: { tier: "amber" } });
    const before = await db.auditEvent.count();
    const id = idOf("BPN-001");
    const actions = ["picture", "answers", "alerts", "notes", "add-note", "extra", "quiet"].map(
      (name) => `ca:${id}:${name}`,
    );
    for (const phone of [team.agus, team.dewi, elsewhere])
      for (const data of [`cp:${id}`, `am:${amber.id}`, `qt:${id}:end:0:0`, ...actions]) {
        await town.does(phone.tapsData(data));
        expect(toast(phone), `${phone.name} ${data}`).toContain("Bukan pesertamu");
      }
    for (const data of [`cp:${id}`, ...actions]) {
      await town.does(citra.tapsData(data));
      expect(toast(citra)).toContain("tidak berlaku");
    }
    for (const phone of [team.agus, elsewhere]) {
      await opensCaseload(phone);
      expect(phone.lastText()).toBe("Belum ada peserta bersamamu.");
    }
    expect(await db.auditEvent.count()).toBe(before);
  });

  test("whoever stands in sees them, and only meanwhile: a note begun then is not saved later", async () => {
    const { deps } = town.world.app;
    const now = town.world.clock.now();
    const rina = await identify(town.world.db, team.rina.id);
    if (rina.kind !== "staff") throw new Error("Rina is not staff");
    await goAway(deps, rina, { until: "2026-11-30", coverId: team.ids.agus }, now);
    await town.world.settle();
    await opensCaseload(team.agus);
    expect(lastButtons(team.agus)[0]).toContain("↪");
    await opens(team.agus, "BPN-001");
    await town.does(team.agus.taps("Jawaban"));
    expect(team.agus.lastText()).toContain("total 5");
    await opens(team.agus, "BPN-001");
    await town.does(team.agus.taps("➕ Catatan"));
    const notes = await town.world.db.note.count();
    await comeBack(deps, rina, now);
    await town.world.settle();
    await town.does(team.agus.sends("Terlambat."));
    expect(team.agus.lastText()).toContain("sudah tidak bersamamu");
    expect(await town.world.db.note.count()).toBe(notes);
    await town.does(team.agus.tapsData(`ca:${idOf("BPN-001")}:answers`));
    expect(toast(team.agus)).toContain("Bukan pesertamu");
  });

  test("more than eight: page by page, everybody once", async () => {
    const { db, clock } = town.world;
    await db.participant.createMany({
      data: Array.from({ length: 8 }, (_, index) => ({
        programmeId: team.programmeId,
        code: `BPN-1${index}0`,
        status: "active" as const,
        locale: "id",
        zone: "Asia/Makassar",
        checkInMinute: 480,
        releaseDate: new Date(`2026-11-${10 + index}T00:00:00Z`),
        counselorId: team.ids.rina,
        createdAt: clock.now(),
      })),
    });
    await opensCaseload(team.rina);
    const first = lastButtons(team.rina).filter((label) => label.includes("BPN-"));
    expect(first).toHaveLength(8);
    // Silence counts from the release where nothing was ever answered.
    expect(first.find((label) => label.startsWith("⚪"))).toContain("BPN-100");
    await town.does(team.rina.taps("›"));
    const second = lastButtons(team.rina).filter((label) => label.includes("BPN-"));
    expect(second).toHaveLength(3);
    const codes = [...first, ...second].map((label) => /BPN-\d+/.exec(label)?.[0]);
    expect(new Set(codes).size).toBe(11);
    // Back from whatever was opened leads to the page that it stood on.
    const [last = ""] = second;
    await town.does(team.rina.taps(last));
    await town.does(team.rina.taps("Redam alarm"));
    await town.does(team.rina.taps("7 hari"));
    await town.does(team.rina.taps("Catatan"));
    await town.does(team.rina.taps("➕ Catatan"));
    await town.does(team.rina.taps("Batal"));
    for (const _ of ["to the person", "to the list"]) await town.does(team.rina.taps("← Kembali"));
    const quiet = second.map((label) => (label === last ? `${label} · 🔕` : label));
    expect(lastButtons(team.rina).filter((label) => label.includes("BPN-"))).toEqual(quiet);
    await town.does(team.rina.taps("‹"));
    expect(lastButtons(team.rina).filter((label) => label.includes("BPN-"))).toEqual(first);
    // A page that the list has grown too short for is the first one.
    for (const data of ["cl:9", "wl:9"]) {
      await town.does(team.rina.tapsData(data));
      expect(lastButtons(team.rina)[0], data).toMatch(/BPN-/);
    }
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("Peserta"));
    await town.does(team.dewi.taps("›"));
    const people = lastButtons(team.dewi);
    await town.does(team.dewi.taps(people[0] ?? ""));
    await town.does(team.dewi.taps("Ganti pengganti"));
    for (const _ of ["to the person", "to the list"]) await town.does(team.dewi.taps("← Kembali"));
    expect(lastButtons(team.dewi)).toEqual(people);
  });

  test("an arrow says where the last days go against those before", async () => {
    const { db } = town.world;
    // One sign a day up to yesterday, the oldest first; the others at 0.
    const calm = Object.fromEntries(SIGNS.map((sign) => [sign, 0]));
    const lives = [
      { code: "BPN-100", values: [1, 1, 0, 1, 1, 3, 3, 4], shown: "⚪ BPN-100 · kemarin · ↑" },
      { code: "BPN-110", values: [3, 3, 4, 3, 3, 1, 0, 1], shown: "⚪ BPN-110 · kemarin · ↓" },
      { code: "BPN-120", values: [1, 2, 1, 2, 2, 3, 3, 3], shown: "⚪ BPN-120 · kemarin · →" },
      // Two days before the last ones are too few to say.
      { code: "BPN-130", values: [0, 0, 4, 4, 4], shown: "⚪ BPN-130 · kemarin" },
    ];
    for (const { code, values } of lives) {
      const { id } = await db.participant.findFirstOrThrow({ where: { code } });
      for (const [index, value] of values.entries())
        await lived(id, `2026-11-${23 - values.length + index}`, { ...calm, S1: value });
    }
    await opensCaseload(team.rina);
    const labels = lastButtons(team.rina);
    await town.does(team.rina.taps("›"));
    labels.push(...lastButtons(team.rina));
    for (const { code, shown } of lives) expect(labels.find((label) => label.includes(code))).toBe(shown);
  });

  test("a month knows what was answered, missed or left half done, what runs still, and what is usual", async () => {
    const { db, app, clock } = town.world;
    const rina = await identify(db, team.rina.id);
    if (rina.kind !== "staff") throw new Error("Rina is not staff");
    const { id } = await db.participant.findFirstOrThrow({ where: { code: "BPN-140" } });
    const every = (value: number) => Object.fromEntries(SIGNS.map((sign) => [sign, value]));
    for (let day = 10; day < 20; day++) await lived(id, `2026-10-${day}`, every(1));
    for (let day = 25; day < 31; day++) await lived(id, `2026-10-${day}`, { ...every(1), S6: 3 });
    await lived(id, "2026-11-13", every(4), { tier: "red" });
    await lived(id, "2026-11-14", {}, { tier: null, state: "closed" });
    await lived(id, "2026-11-15", { S1: 4 }, { tier: "amber", state: "closed" });
    await lived(id, "2026-11-17", { S1: 1, S6: 0, S8: 0, C1: 4, C2: 0 }, { form: "short" });
    await lived(id, "2026-11-23", { S1: 1 }, { tier: null, state: "started" });
    const month = await readMonth(app.deps, rina, id, clock.now());
    expect(month?.code).toBe("BPN-140");
    expect(month?.days.map(({ day }) => day)).toEqual(
      Array.from({ length: 30 }, (_, index) => addDays("2026-10-25", index)),
    );
    expect(month?.days.map(({ cell, total }) => [cell, total].join(" ").trim())).toEqual([
      ...Array<string>(6).fill("green 12"),
      ...Array<string>(13).fill("not-due"),
      ...["red 40", "missing", "amber", "not-due", "green"],
      ...Array<string>(5).fill("not-due"),
      "open",
    ]);
    // Six weeks, so eight days before the picture, too; not the red one, and none without a total.
    expect(month?.baseline).toMatchObject({
      kind: "known",
      mean: (8 * 10 + 6 * 12) / 14,
      deviation: 2,
    });
    const agus = await identify(db, team.agus.id);
    if (agus.kind !== "staff") throw new Error("Agus is not staff");
    expect(await readMonth(app.deps, agus, id, clock.now())).toBeUndefined();
  });

  test("a coordinator who looks after nobody has no such list; one who does, has", async () => {
    await town.does(team.dewi.sends("/menu"));
    expect(lastButtons(team.dewi)).not.toContain("Pesertaku");
    await town.world.db.participant.update({
      where: { id: idOf("BPN-003") },
      data: { counselorId: await staffId(team.dewi) },
    });
    await town.does(team.dewi.sends("/menu"));
    expect(lastButtons(team.dewi)).toContain("Pesertaku");
  });
});

describe("asking for a check-in now", () => {
  beforeEach(async () => {
    await settle();
    // The ladder of Citra's alert would go on through each night, and has its own stories.
    await town.world.db.alert.deleteMany();
    return async () => await town.close();
  });

  const asks = async (code: string) => {
    await town.does(team.rina.tapsData(`ca:${idOf(code)}:extra`));
    return toast(team.rina);
  };
  const prompts = (phone: Phone) =>
    phone.notifications().filter((text) => text.startsWith("Hai, waktunya")).length;

  test("sends today's prompt, once an hour, until it is answered", async () => {
    await town.does(team.rina.sends("/menu"));
    expect(await asks("BPN-001")).toContain("sudah diisi");
    await at("2026-11-24T07:10:00+08:00");
    const before = prompts(bayu);
    await Promise.all([
      team.rina.tapsData(`ca:${idOf("BPN-001")}:extra`),
      team.rina.tapsData(`ca:${idOf("BPN-001")}:extra`),
    ]);
    await town.world.settle();
    expect(prompts(bayu)).toBe(before + 1);
    expect(await asks("BPN-001")).toContain("Belum satu jam");
    await at("2026-11-24T08:11:00+08:00");
    const later = prompts(bayu);
    expect(await asks("BPN-001")).toContain("Terkirim");
    expect(prompts(bayu)).toBe(later + 1);
    expect(await town.world.db.checkIn.count({ where: { participantId: idOf("BPN-001") } })).toBe(2);
    await town.does(bayu.taps("Siap"));
    await answers(town, bayu, {});
    expect(await asks("BPN-001")).toContain("sudah diisi");
    const asked = { action: "ask-for-extra", subject: `participant:${idOf("BPN-001")}` };
    const once = `staff:${team.ids.rina} ask-for-extra`;
    expect(await onRecord(town, asked)).toEqual([once, once]);
  });

  test("leaves the person their own hour: what is unanswered then is asked once more, unless they wait for another", async () => {
    await town.does(team.rina.sends("/menu"));
    await at("2026-11-24T07:10:00+08:00");
    await asks("BPN-001");
    await asks("BPN-002");
    const { id: checkInId } = await town.world.db.checkIn.findFirstOrThrow({
      where: { participantId: idOf("BPN-002") },
      orderBy: { localDay: "desc" },
    });
    await town.does(citra.tapsData(snoozeButton.pack({ checkInId })));
    const [own, put] = [prompts(bayu), prompts(citra)];
    await at("2026-11-24T08:05:00+08:00");
    expect([prompts(bayu), prompts(citra)]).toEqual([own + 1, put]);
    await at("2026-11-24T08:10:00+08:00");
    expect([prompts(bayu), prompts(citra)]).toEqual([own + 1, put + 1]);
    // Nor twice where they move the hour themselves.
    await town.does(bayu.sends("/jam 09.00"));
    await at("2026-11-24T09:30:00+08:00");
    expect(prompts(bayu)).toBe(own + 2);
    await town.does(bayu.taps("Siap"));
    await answers(town, bayu, {});
    expect(await asks("BPN-001")).toContain("sudah diisi");
  });

  test("kindly says why not: night, a break, blocked, not taking part, not released", async () => {
    const { deps } = town.world.app;
    await town.does(team.rina.sends("/menu"));
    expect(await asks("BPN-003")).toContain("tidak ikut cek harian");
    await at("2026-11-23T21:30:00+08:00");
    expect(await asks("BPN-001")).toMatch(/jam tenang.*07\.00/);
    await at("2026-11-24T07:30:00+08:00");
    await pause(deps, { participantId: idOf("BPN-001"), days: 3 }, town.world.clock.now());
    expect(await asks("BPN-001")).toContain("istirahat sampai Jum, 27 Nov");
    await town.does(citra.blocksBot());
    expect(await asks("BPN-002")).toContain("Tidak bisa dikirimi pesan");
    await town.world.db.participant.update({
      where: { id: idOf("BPN-001") },
      data: { pausedUntil: null, releaseDate: new Date("2026-12-01T00:00:00Z") },
    });
    expect(await asks("BPN-001")).toContain("mulai Sel, 1 Des");
    const [began, until] = [new Date("2026-11-23"), new Date("2026-12-07")];
    await town.world.db.participant.update({
      where: { id: idOf("BPN-001") },
      data: {
        ...{ releaseDate: new Date("2026-11-20"), reenteredOn: [began] },
        ...{ snoozedUntil: until, expectedTotal: 15, expectedUntil: until },
      },
    });
    const page = async () => {
      await town.does(team.rina.tapsData(`cp:${idOf("BPN-001")}`));
      return team.rina.lastText();
    };
    expect(await page()).toMatch(/fase mulai lagi.*🔕.*🔕 Total sampai 15/s);
    await withdraw(deps, { participantId: idOf("BPN-001"), locale: "id" }, town.world.clock.now());
    await town.world.settle();
    expect(await page()).toMatch(/^Hari ke-4 sejak bebas \(/m);
    expect(await page()).not.toMatch(/mulai lagi|🔕/);
    expect(await asks("BPN-001")).toContain("tidak ikut cek harian");
    expect(await town.world.db.outboxMessage.count({ where: { dedupeKey: { startsWith: "extra:" } } })).toBe(
      0,
    );
  });
});
