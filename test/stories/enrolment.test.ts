import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inTransaction } from "../../src/db/client.ts";
import { sealedColumns } from "../../src/db/sealed-columns.ts";
import { changeRelease } from "../../src/people/change-release.ts";
import { enrolParticipant } from "../../src/people/enrol-participant.ts";
import { enrolStaff } from "../../src/people/enrol-staff.ts";
import { hashToken } from "../../src/people/invite.ts";
import { reinvite } from "../../src/people/reinvite.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { caseButton, caseloadButton, peopleButton, personButton } from "../../src/screens/callback-data.ts";
import { dumpDatabase } from "../support/dump-database.ts";
import { DATA_KEY } from "../support/keys.ts";
import { operator } from "../support/operator.ts";
import { buildTeam, enrolByTaps, forgetEverybody, linkFor, type Team, tapsTwice } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
beforeAll(async () => {
  town = await startTown();
  team = await buildTeam(town);
  // Of weeks in which nobody checks in; one is asked for below.
  await town.world.db.programme.updateMany({ data: { summaryDueAt: null } });
});
afterAll(async () => await town.close());

/** A link as a coordinator would hand it over. */
async function newLink(code: string, releaseDate = "2026-11-20"): Promise<string> {
  const enrolled = await enrolParticipant(
    town.world.app.deps,
    team.coordinator,
    { code, counselorId: team.ids.rina, backupId: team.ids.agus, releaseDate },
    town.world.clock.now(),
  );
  if (enrolled.kind !== "enrolled") throw new Error(enrolled.kind);
  return linkFor(enrolled.invitation.token);
}

const person = async (code: string) => await town.world.db.participant.findFirstOrThrow({ where: { code } });

async function consents(phone: Phone, ...replies: readonly string[]): Promise<void> {
  await town.does(phone.taps("Bahasa Indonesia"));
  await town.does(phone.taps("Lanjut"));
  for (const reply of replies) await town.does(phone.taps(reply));
}

describe("links", () => {
  test("work once, and only for the one who opened them", async () => {
    const link = await newLink("BPN-001");
    const [first, second] = [town.phone("first"), town.phone("second")];
    await town.does(first.opensLink(link));
    await town.does(second.opensLink(link));
    expect(second.lastText()).toContain("sudah pernah dipakai");
    await town.does(first.opensLink(link));
    expect(first.lastText()).toContain("Pilih bahasa");
  });

  test("of two phones that open the same link at once, one is linked", async () => {
    const link = await newLink("BPN-002");
    const phones = [town.phone("left"), town.phone("right")];
    await Promise.all(phones.map((phone) => phone.opensLink(link)));
    await town.world.settle();
    const texts = phones.map((phone) => phone.lastText()?.split(" ")[0]).toSorted();
    expect(texts).toEqual(["Pilih", "Tautan"]);
  });

  test("expire after a week", async () => {
    const link = await newLink("BPN-003");
    const { clock } = town.world;
    clock.moveTo(new Date(clock.now().getTime() + 7 * 86_400_000));
    const late = town.phone("late");
    await town.does(late.opensLink(link));
    expect(late.lastText()).toContain("lewat waktunya");
    expect((await person("BPN-003")).telegramId).toBeNull();
  });

  test("unknown ones, and accounts that are somebody already, are told so", async () => {
    const stranger = town.phone("stranger", "en");
    await town.does(stranger.sends("/start"));
    expect(stranger.lastText()).toContain("only for people who were invited");
    await town.does(stranger.opensLink(linkFor("not-a-token")));
    expect(stranger.lastText()).toContain("not known");
    await town.does(team.rina.opensLink(await newLink("BPN-004")));
    expect(team.rina.lastText()).toContain("sudah terdaftar");
  });

  test("a stranger who tries one link after another is asked to wait, and then let in", async () => {
    const [guesser, other] = [town.phone("guesser"), town.phone("other")];
    for (let index = 0; index < 5; index += 1) {
      await town.does(guesser.opensLink(linkFor(`guess-${index}`)));
      expect(guesser.lastText()).toContain("tidak dikenal");
    }
    const [link, another] = [await newLink("BPN-024"), await newLink("BPN-025")];
    await town.does(guesser.opensLink(link));
    expect(guesser.lastText()).toContain("lima belas menit");
    expect((await person("BPN-024")).telegramId).toBeNull();
    await town.does(other.opensLink(another));
    expect(other.lastText()).toContain("Pilih bahasa");
    await town.world.advance({ minutes: 15 });
    await town.does(guesser.opensLink(link));
    expect(guesser.lastText()).toContain("Pilih bahasa");
  });

  test("are stored as hashes only", async () => {
    const { token } = await inTransaction(town.world.db, async (tx) =>
      enrolStaff(
        tx,
        { programmeId: team.programmeId, role: "counselor", name: "Sari", actor: "operator" },
        town.world.clock.now(),
      ),
    );
    const stored = await dumpDatabase(town.world.db, town.world.app.deps.sealer, sealedColumns);
    expect(stored).toContain(hashToken(token));
    expect(stored).not.toContain(token);
    expect(Buffer.from(token, "base64url")).toHaveLength(16);
  });

  test("two coordinators at once leave one, and whoever is linked is replaced by none", async () => {
    const { db, clock, app } = town.world;
    await newLink("BPN-006");
    const { id } = await person("BPN-006");
    const now = clock.now();
    const again = async () => await reinvite(app.deps, team.coordinator, id, now);
    const made = await Promise.all([again(), again()]);
    const live = { participantId: id, usedAt: null, expiresAt: { gt: now } };
    const [only, ...others] = await db.invite.findMany({ where: live });
    expect(others).toEqual([]);
    const token = made.map((one) => one?.token ?? "").find((one) => hashToken(one) === only?.tokenHash) ?? "";
    const phone = town.phone("BPN-006");
    await town.does(phone.opensLink(linkFor(token)));
    const week = new Date(now.getTime() + 7 * 86_400_000);
    const stray = { createdAt: now, expiresAt: week };
    await db.invite.create({ data: { ...stray, participantId: id, tokenHash: hashToken("stray") } });
    await db.invite.create({ data: { ...stray, staffId: team.ids.rina, tokenHash: hashToken("astray") } });
    for (const lost of ["stray", "astray"]) {
      const other = town.phone("other");
      await town.does(other.opensLink(linkFor(lost)));
      expect(other.lastText()).toContain("sudah pernah dipakai");
    }
    expect((await person("BPN-006")).telegramId).toBe(BigInt(phone.id));
    const rina = await db.staff.findUniqueOrThrow({ where: { id: team.ids.rina } });
    expect(rina.telegramId).toBe(BigInt(team.rina.id));
  });

  test("a new one makes the old one worthless", async () => {
    const old = await newLink("BPN-005");
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("Peserta"));
    await town.does(team.dewi.taps("BPN-005"));
    const invites = async () => await town.world.db.invite.count();
    const before = await invites();
    await town.does(team.dewi.taps("Buat tautan baru"));
    expect(team.dewi.lastText()).toContain("Tautan baru untuk BPN-005?");
    expect(await invites()).toBe(before);
    await town.does(team.dewi.taps("← Kembali"));
    await town.does(team.dewi.taps("Buat tautan baru"));
    const seen = team.dewi.sees().length;
    await tapsTwice(town, team.dewi, "Ya, buat");
    // An impatient thumb gets one: of two the first would be dead.
    const [fresh = "", ...more] = team.dewi
      .sees()
      .slice(seen)
      .flatMap(({ caption = "" }) => /https:\S+/.exec(caption)?.[0] ?? []);
    expect(more).toEqual([]);
    expect(team.dewi.answers().at(-1)?.text).toBe("Tombol ini sudah tidak berlaku.");
    // Nor does a tap make another that comes to an instance whose clock is behind.
    const { app, clock } = town.world;
    const behind = new Date(clock.now().getTime() - 2000);
    expect(await reinvite(app.deps, team.coordinator, (await person("BPN-005")).id, behind)).toBeUndefined();
    expect(fresh).not.toBe(old);
    const phone = town.phone("BPN-005");
    await town.does(phone.opensLink(old));
    expect(phone.lastText()).toContain("lewat waktunya");
    await town.does(phone.opensLink(fresh));
    expect(phone.lastText()).toContain("Pilih bahasa");
  });
});

describe("consent", () => {
  test("is kept per purpose with the hash of the text, its language and the time", async () => {
    await enrolByTaps(town, team, { code: "BPN-010", language: "English", summary: false });
    const { id } = await person("BPN-010");
    const ledger = await town.world.db.consent.findMany({
      where: { participantId: id },
      orderBy: { id: "asc" },
    });
    expect(ledger.map(({ purpose, granted, locale }) => ({ purpose, granted, locale }))).toEqual([
      { purpose: "checkIn", granted: true, locale: "en" },
      { purpose: "counselor", granted: true, locale: "en" },
      { purpose: "summary", granted: false, locale: "en" },
    ]);
    expect(new Set(ledger.map(({ textHash }) => textHash)).size).toBe(3);
    expect((await person("BPN-010")).status).toBe("active");
  });

  test("refused: no prompt, nobody is told; a later change of mind begins again", async () => {
    const heard = () => [team.rina, team.agus, team.dewi].map((staff) => staff.notifications().length);
    const phone = town.phone("BPN-011");
    await town.does(phone.opensLink(await newLink("BPN-011")));
    await consents(phone, "Setuju");
    const { id: participantId } = await person("BPN-011");
    const asked = await shown();
    let told = heard();
    await town.does(phone.taps("Tidak setuju"));
    expect(phone.lastText()).toContain("Tidak ada akibatnya");
    expect(await person("BPN-011")).toMatchObject({ status: "declined", nextPromptAt: null });
    expect(heard()).toEqual(told);
    expect(await shown()).toEqual(asked);
    expect(asked.join()).toContain("BPN-011 · sedang mendaftar");
    told = heard();
    await town.does(phone.blocksBot());
    expect(heard()).toEqual(told);

    await town.does(phone.unblocksBot());
    await town.does(phone.sends("/start"));
    await consents(phone, "Setuju", "Setuju", "Setuju");
    await town.does(phone.taps("19:30"));
    expect(await person("BPN-011")).toMatchObject({ status: "active", checkInMinute: 19 * 60 + 30 });

    /** Their pages, and the lists on which they stand, with what can be tapped there. */
    async function shown(): Promise<readonly string[]> {
      const screens: (readonly [Phone, string])[] = [
        [team.dewi, personButton.pack({ participantId })],
        [team.rina, caseButton.pack({ participantId })],
        ...[0, 1].flatMap((page): (readonly [Phone, string])[] => [
          [team.dewi, peopleButton.pack({ page })],
          [team.rina, caseloadButton.pack({ page })],
        ]),
      ];
      const texts: string[] = [];
      for (const [staff, data] of screens) {
        await town.does(staff.sends("/menu"));
        await town.does(staff.tapsData(data));
        const { text = "", buttons = [] } = staff.sees().at(-1) ?? {};
        texts.push([text, ...buttons.flat().map(({ label }) => label)].join("\n"));
      }
      return texts;
    }
  });

  test("given up half-way through enrolment: nobody is told either", async () => {
    const told = [team.rina, team.agus, team.dewi].map((phone) => phone.notifications().length);
    const phone = town.phone("BPN-013");
    await town.does(phone.opensLink(await newLink("BPN-013")));
    await consents(phone, "Setuju");
    const question = phone.sees().at(-1)?.messageId ?? 0;
    await town.does(phone.sends("/berhenti"));
    await town.does(phone.taps("Ya, berhenti"));
    expect((await person("BPN-013")).status).toBe("withdrawn");
    expect([team.rina, team.agus, team.dewi].map((staff) => staff.notifications().length)).toEqual(told);
    await town.does(phone.tapsOn(question, "Setuju"));
    expect(phone.answers().at(-1)?.text).toContain("Langkah ini sudah tidak berlaku");
    const ledger = await town.world.db.consent.findMany({
      where: { participant: { code: "BPN-013" } },
      orderBy: { id: "asc" },
    });
    expect(ledger.map(({ granted }) => granted)).toEqual([true, false]);
  });

  test("taken back: everything stops at once", async () => {
    await forgetEverybody(town);
    const phone = await enrolByTaps(town, team, { code: "BPN-012", hour: "20:00" });
    await town.does(phone.sends("/berhenti"));
    const askedBefore = phone.sees().at(-1)?.messageId ?? 0;
    await town.does(phone.sends("/berhenti"));
    await town.does(phone.taps("Ya, berhenti"));
    expect(await person("BPN-012")).toMatchObject({ status: "withdrawn", nextPromptAt: null });
    const told = [team.rina, team.agus, team.dewi].map((staff) => staff.notifications().length);
    await town.does(phone.blocksBot());
    expect([team.rina, team.agus, team.dewi].map((staff) => staff.notifications().length)).toEqual(told);
    await town.does(phone.unblocksBot());
    const before = phone.notifications().length;
    await town.world.advance({ days: 2 });
    expect(phone.notifications()).toHaveLength(before);
    for (const text of ["/cek", "aku masih di sini"]) {
      await town.does(phone.sends(text));
      expect(phone.lastText()).toBe("Kamu sedang tidak ikut cek harian. Ketik /start kalau mau ikut.");
    }
    await town.does(phone.tapsOn(askedBefore, "Tidak jadi"));
    expect(phone.sees().find(({ messageId }) => messageId === askedBefore)?.text).toContain("Ketik /start");
    expect(await town.world.db.checkIn.count({ where: { participant: { code: "BPN-012" } } })).toBe(0);
  });
});

describe("the dialogue", () => {
  test("takes a tap that comes twice for the question it was made on, and for no other", async () => {
    const phone = town.phone("BPN-026");
    await town.does(phone.opensLink(await newLink("BPN-026")));
    const ledger = async () =>
      (await town.world.db.consent.findMany({ where: { participant: { code: "BPN-026" } } })).length;
    await tapsTwice(town, phone, "Bahasa Indonesia");
    expect(phone.lastText()).not.toContain("1 dari 3");
    await tapsTwice(town, phone, "Lanjut");
    expect(phone.lastText()).toContain("1 dari 3");
    for (const [given, next] of [
      [1, "2 dari 3"],
      [2, "3 dari 3"],
      [3, "Jam berapa"],
    ] as const) {
      await tapsTwice(town, phone, "Setuju");
      expect(await ledger()).toBe(given);
      expect(phone.lastText()).toContain(next);
    }
    await tapsTwice(town, phone, "19:30");
    expect(phone.lastText()).toContain("1 dari 2");
    expect(await person("BPN-026")).toMatchObject({ status: "active", checkInMinute: 19 * 60 + 30 });
    expect(phone.answers()).toHaveLength(12);
  });

  test("begun twice takes no answer to the text of the other language", async () => {
    const phone = town.phone("BPN-028");
    await town.does(phone.opensLink(await newLink("BPN-028")));
    await town.does(phone.taps("Bahasa Indonesia"));
    await town.does(phone.taps("Lanjut"));
    const { messageId } = phone.sees().findLast(({ text }) => text?.includes("1 dari 3")) ?? {};
    await town.does(phone.sends("/start"));
    await town.does(phone.taps("English"));
    await town.does(phone.taps("Continue"));
    await town.does(phone.tapsOn(messageId ?? 0, "Setuju"));
    const ledger = async () =>
      await town.world.db.consent.findMany({ where: { participant: { code: "BPN-028" } } });
    expect(await ledger()).toEqual([]);
    await town.does(phone.taps("I agree"));
    expect(await ledger()).toMatchObject([{ locale: "en" }]);
  });

  test("that waits for a tap leaves words that give cause to who asks about them, and they are asked about once", async () => {
    const phone = town.phone("BPN-027");
    await town.does(phone.opensLink(await newLink("BPN-027")));
    await consents(phone, "Setuju", "Setuju", "Setuju");
    await town.does(phone.taps("19:30"));
    await town.does(phone.sends("aku ingin mati"));
    expect(phone.sees().filter(({ text }) => text === "Apakah kamu aman sekarang?")).toHaveLength(1);
    await town.does(phone.taps("Aman"));
    expect(phone.lastText()).toMatch(/^Syukurlah\..*\n\nKirim ke Rina\?$/);
  });

  test("goes on after a restart", async () => {
    const phone = town.phone("BPN-020");
    await town.does(phone.opensLink(await newLink("BPN-020")));
    await town.does(phone.taps("Bahasa Indonesia"));
    await town.does(phone.taps("Lanjut"));
    await town.world.restart();
    await town.does(phone.taps("Setuju"));
    expect(phone.lastText()).toContain("2 dari 3");
  });

  test("starts over when its state is lost, and nothing is counted twice", async () => {
    const phone = town.phone("BPN-021");
    await town.does(phone.opensLink(await newLink("BPN-021")));
    await consents(phone, "Setuju");
    await town.world.db.conversationState.deleteMany();
    await town.does(phone.taps("Setuju"));
    expect(phone.lastText()).toContain("Pilih bahasa");
    await consents(phone, "Setuju", "Setuju", "Setuju");
    await town.does(phone.sends("7"));
    expect((await person("BPN-021")).checkInMinute).toBe(7 * 60);
  });

  test("is stored sealed", async () => {
    const phone = town.phone("BPN-022");
    await town.does(phone.opensLink(await newLink("BPN-022")));
    await town.does(phone.taps("English"));
    const [row] = await town.world.db.conversationState.findMany({ where: { key: String(phone.id) } });
    expect(row?.sealed.byteLength).toBeGreaterThan(100);
    expect(Buffer.from(row?.sealed ?? []).toString("latin1")).not.toMatch(/enrol|English|participantId/);
  });

  test("lets the help button through in the middle", async () => {
    const phone = town.phone("BPN-023");
    await town.does(phone.opensLink(await newLink("BPN-023")));
    await town.does(phone.taps("Bahasa Indonesia"));
    await town.does(phone.taps("🆘"));
    expect(phone.sees().some(({ text }) => text?.includes("112"))).toBe(true);
    await town.does(phone.taps("Lanjut"));
    expect(phone.sees().filter(({ text }) => text?.includes("1 dari 3"))).toHaveLength(1);
  });

  test("no prompt before the release date", async () => {
    await forgetEverybody(town);
    const phone = await enrolByTaps(town, team, {
      code: "BPN-044",
      hour: "12:00",
      releaseDate: "2026-12-04",
    });
    expect(phone.lastText()).toMatch(/Cek pertamamu datang Jum, 4 Des, 12\.00/);
    await town.does(phone.sends("/cek"));
    expect(phone.lastText()).toContain("Cek harianmu mulai lagi");
    await town.world.advanceTo(new Date("2026-12-04T11:59:00+08:00"));
    expect(await town.world.db.checkIn.count({ where: { participant: { code: "BPN-044" } } })).toBe(0);
    const { db } = town.world;
    // Put off, once it is written down wrongly first.
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("Peserta"));
    const { id } = await db.participant.findFirstOrThrow({ where: { code: "BPN-044" } });
    await town.does(team.dewi.tapsData(`pp:${id}`));
    await town.does(team.dewi.taps("Ganti tanggal bebas"));
    await town.does(team.dewi.sends("4-3-2062"));
    expect(team.dewi.lastText()).toContain("tahunnya sudah benar");
    await town.does(team.dewi.sends("4-3-2027"));
    expect(team.dewi.lastText()).toContain("BPN-044: tanggal bebas sekarang Kam, 4 Mar 2027");
    expect(team.rina.notifications().at(-1)).toContain(
      "BPN-044: tanggalnya diperbaiki menjadi Kam, 4 Mar 2027",
    );
    // Its update comes again.
    const told = team.rina.notifications().length;
    const { app, clock } = town.world;
    clock.moveTo(new Date(clock.now().getTime() + 1000));
    const same = { participantId: id, day: "2027-03-04" } as const;
    expect(await changeRelease(app.deps, team.coordinator, same, clock.now())).toBe("done");
    await town.world.settle();
    expect(team.rina.notifications()).toHaveLength(told);
    await town.does(team.dewi.taps("← Kembali"));
    expect(team.dewi.lastText()).toContain("Bebas: Kam, 4 Mar 2027");
    const noted = { action: "correct-release", actor: `staff:${team.ids.dewi}` };
    expect(await db.auditEvent.count({ where: noted })).toBe(1);
    await town.world.advance({ hours: 2 });
    expect(await db.checkIn.count({ where: { participant: { code: "BPN-044" } } })).toBe(0);
    expect(await db.participant.findFirstOrThrow({ where: { code: "BPN-044" } })).toMatchObject({
      nextPromptAt: new Date("2027-03-04T12:00:00+08:00"),
    });
    await town.does(team.dewi.taps("Ganti tanggal bebas"));
    await town.does(team.dewi.taps("Hari ini"));
    await town.world.advanceTo(new Date("2026-12-05T12:00:00+08:00"));
    expect(phone.lastText()).toContain("waktunya cek harian");
  });
});

describe("the coordinator", () => {
  test("sees who is enrolled and who has not opened the link", async () => {
    await newLink("AAA-001");
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("Peserta"));
    const labels =
      team.dewi
        .sees()
        .at(-1)
        ?.buttons.flat()
        .map(({ label }) => label) ?? [];
    expect(labels[0]).toBe("AAA-001 · belum membuka tautan");
    expect(labels).toContain("BPN-001 · sedang mendaftar");
  });

  test("moves the release of the person named in the question; a question above it about another moves nothing", async () => {
    const { db } = town.world;
    const releases = async () => {
      const people = await db.participant.findMany({
        where: { code: { startsWith: "AAE" } },
        orderBy: { code: "asc" },
      });
      return people.map(({ releaseDate }) => releaseDate.toISOString().slice(0, 10));
    };
    const questions: number[] = [];
    for (const code of ["AAE-001", "AAE-002"]) {
      await newLink(code);
      await town.does(team.dewi.sends("/menu"));
      await town.does(team.dewi.tapsData(`pp:${(await person(code)).id}`));
      await town.does(team.dewi.taps("Ganti tanggal bebas"));
      expect(team.dewi.lastText()).toContain(`Kapan ${code} bebas?`);
      questions.push(team.dewi.sees().at(-1)?.messageId ?? 0);
    }
    const [above = 0, below = 0] = questions;
    await town.does(team.dewi.tapsOn(above, "Besok"));
    expect(team.dewi.answers().at(-1)?.text).toBe("Tombol ini sudah tidak berlaku.");
    expect(await releases()).toEqual(["2026-11-20", "2026-11-20"]);
    await town.does(team.dewi.tapsOn(below, "Besok"));
    expect(await releases()).toMatchObject(["2026-11-20", expect.not.stringMatching("2026-11-20")]);
  });

  test("gives a participant to another counselor; both are told, and alerts go to the new one", async () => {
    const phone = await enrolByTaps(town, team, { code: "AAB-001", hour: "12:00" });
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("Peserta"));
    await town.does(team.dewi.taps("AAB-001"));
    await town.does(team.dewi.taps("Ganti pendamping"));
    await town.does(team.dewi.taps("Agus"));
    expect(team.dewi.lastText()).toContain("Pendamping: Agus");
    expect(team.agus.notifications().at(-1)).toContain("AAB-001 sekarang bersamamu");
    expect(team.rina.notifications().at(-1)).toContain("AAB-001 sekarang bersama rekan lain");
    await town.does(phone.sends("/bantuan"));
    expect(team.agus.notifications().at(-1)).toBe("1 hal perlu dilihat · AAB-001");
  });

  test("taps a name twice on an invitation: the backup is somebody else, and the day is asked for", async () => {
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("➕ Undang peserta"));
    await town.does(team.dewi.sends("AAC-001"));
    await tapsTwice(town, team.dewi, "Rina");
    expect(team.dewi.lastText()).toContain("penggantinya");
    await tapsTwice(town, team.dewi, "Agus");
    expect(team.dewi.lastText()).toContain("bebas");
    await town.does(team.dewi.taps("Hari ini"));
    expect(await person("AAC-001")).toMatchObject({ counselorId: team.ids.rina, backupId: team.ids.agus });
    const alone = { code: "AAC-002", counselorId: team.ids.rina, backupId: team.ids.rina };
    const { deps } = town.world.app;
    const now = town.world.clock.now();
    const refused = enrolParticipant(deps, team.coordinator, { ...alone, releaseDate: "2026-11-20" }, now);
    expect(await refused).toEqual({ kind: "unknown-staff" });
  });

  test("types a release in a wrong year: refused with the reason, or the year is there to be seen", async () => {
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("➕ Undang peserta"));
    await town.does(team.dewi.sends("AAD-001"));
    for (const name of ["Rina", "Agus"]) await town.does(team.dewi.taps(name));
    for (const typed of ["1-12-2062", "1-12-2016"]) {
      await town.does(team.dewi.sends(typed));
      expect(team.dewi.lastText()).toMatch(/1 Des 20(62|16): tahunnya sudah benar.* 2023 sampai .* 2028/);
    }
    expect(await town.world.db.participant.count({ where: { code: "AAD-001" } })).toBe(0);
    // By habit, in January: nothing says that it is wrong, so it has to be seen.
    await town.does(team.dewi.sends("15-1-2025"));
    expect(
      team.dewi.sees().some(({ text }) => text?.includes("AAD-001") && text.includes("15 Jan 2025")),
    ).toBe(true);
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("Peserta"));
    await town.does(team.dewi.taps("AAD-001"));
    expect(team.dewi.lastText()).toContain("Bebas: Rab, 15 Jan 2025");
    const { deps } = town.world.app;
    const wrong = { code: "AAD-002", counselorId: team.ids.rina, backupId: null, releaseDate: "2062-12-01" };
    expect(await enrolParticipant(deps, team.coordinator, wrong, town.world.clock.now())).toMatchObject({
      kind: "release-out-of-range",
    });
  });

  test("invites a colleague again whose picture did not come: they are on the list once, with the newest link", async () => {
    const { db, telegram } = town.world;
    const invites = async () => {
      await town.does(team.dewi.sends("/menu"));
      await town.does(team.dewi.taps("➕ Pendamping"));
      await town.does(team.dewi.sends("Sari"));
      return /https:\S+/.exec(team.dewi.sees().at(-1)?.caption ?? "")?.[0] ?? "";
    };
    const called = async () => await db.staff.count({ where: { name: "Sari" } });
    telegram.faults.next({ method: "sendPhoto", chatId: team.dewi.id }, { status: 500 }, 3);
    expect(await invites()).toBe("");
    expect(team.dewi.lastText()).toContain("ada gangguan");
    const link = await invites();
    expect(await called()).toBe(1);
    const sari = town.phone("Sari");
    await town.does(sari.opensLink(link));
    expect(sari.lastText()).toContain("Halo Sari");
    // Whoever has opened theirs is somebody else than the next of that name.
    await invites();
    expect(await called()).toBe(2);
  });

  test("so does the operator whose link was lost", async () => {
    const { db, telegram, database } = town.world;
    const env = {
      BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.apiRoot,
      DATABASE_URL: database.url,
      DATA_KEY,
    };
    const invites = async () => {
      const command = ["invite", "--role", "coordinator", "--name", "Tuti"];
      return (await operator(command, env, town.world.clock.now())).output.split("\n")[0] ?? "";
    };
    const [lost, newest] = [await invites(), await invites()];
    expect(await db.staff.count({ where: { name: "Tuti" } })).toBe(1);
    const tuti = town.phone("Tuti");
    await town.does(tuti.opensLink(lost));
    expect(tuti.lastText()).not.toContain("Tuti");
    await town.does(tuti.opensLink(newest));
    expect(tuti.lastText()).toContain("Halo Tuti");
  });

  describe("whose last answer comes again, as the end of the dialogue could not be written down,", () => {
    beforeEach(async () => {
      const { db } = town.world;
      await db.$executeRaw`CREATE SEQUENCE endings`;
      await db.$executeRawUnsafe(
        `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF nextval('endings') = 1 THEN RAISE 'No space left on device' USING ERRCODE = '53100'; END IF; RETURN OLD; END $$`,
      );
      await db.$executeRaw`
        CREATE TRIGGER full_disk BEFORE DELETE ON conversation_states FOR EACH ROW EXECUTE FUNCTION full_disk()`;
      return async () => {
        await db.$executeRaw`DROP FUNCTION full_disk CASCADE`;
        await db.$executeRaw`DROP SEQUENCE endings`;
      };
    });

    const linksAfter = async (answers: () => Promise<unknown>) => {
      const before = team.dewi.sees().length;
      await town.does(answers());
      expect(town.log()).toContain("the database is away; the update waits");
      const seen = team.dewi.sees().slice(before);
      return seen.flatMap(({ caption }) => caption?.match(/https:\S+/) ?? []);
    };

    test("has the link of the one participant who was enrolled", async () => {
      await town.does(team.dewi.sends("/menu"));
      await town.does(team.dewi.taps("➕ Undang peserta"));
      await town.does(team.dewi.sends("AAF-001"));
      await town.does(team.dewi.taps("Rina"));
      await town.does(team.dewi.taps("Agus"));
      const [link, again, ...more] = await linksAfter(async () => await team.dewi.taps("Hari ini"));
      expect([again, more]).toEqual([link, []]);
      const phone = town.phone("AAF-001");
      await town.does(phone.opensLink(link ?? ""));
      expect((await person("AAF-001")).telegramId).toBe(BigInt(phone.id));
    });

    test("has the link of the colleague who was invited, and no dead one above it", async () => {
      await town.does(team.dewi.sends("/menu"));
      await town.does(team.dewi.taps("➕ Pendamping"));
      const [link, again, ...more] = await linksAfter(async () => await team.dewi.sends("Wati"));
      expect([again, more]).toEqual([link, []]);
      expect(await town.world.db.staff.count({ where: { name: "Wati" } })).toBe(1);
    });
  });

  test("a name that is too long is asked for again, and not cut", async () => {
    const { db } = town.world;
    const names = async () => (await db.staff.findMany({ select: { name: true } })).map(({ name }) => name);
    const before = await names();
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("➕ Pendamping"));
    await town.does(team.dewi.sends("Siti ".repeat(13)));
    expect(team.dewi.lastText()).toMatch(/Terlalu panjang\. Paling banyak 60 huruf\.\n\n/);
    expect(await names()).toEqual(before);
    const longest = "Siti ".repeat(12).trim();
    await town.does(team.dewi.sends(longest));
    expect(await names()).toContain(longest);
  });

  test("leaves an invitation half-way with a button or with /batal", async () => {
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("➕ Pendamping"));
    await town.does(team.dewi.taps("Batal"));
    expect(team.dewi.lastText()).toBe("Dibatalkan.");
    await town.does(team.dewi.taps("☰ Menu"));
    expect(team.dewi.lastText()).toContain("Halo Dewi");
    await town.does(team.dewi.taps("➕ Pendamping"));
    await town.does(team.dewi.sends("/batal"));
    const staff = await town.world.db.staff.count();
    await town.does(team.dewi.sends("Budi"));
    expect(await town.world.db.staff.count()).toBe(staff);
  });

  test("asks for any week and gets message, picture and workbook in that order", async () => {
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("Ringkasan minggu"));
    const before = team.dewi.sees().length;
    const weeks = team.dewi.sees().at(-1)?.buttons.flat() ?? [];
    await town.does(team.dewi.taps(weeks[1]?.label ?? ""));
    const kinds = team.dewi
      .sees()
      .slice(before)
      .map(({ media }) => media?.kind ?? "text");
    expect(kinds).toEqual(["text", "photo", "document"]);
  });
});
