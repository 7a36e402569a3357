import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { askForExtra } from "../../src/check-ins/ask-for-extra.ts";
import { correctRelease } from "../../src/own-data/profile.ts";
import { answerConsent } from "../../src/people/answer-consent.ts";
import { consentedPurposes, recordConsent } from "../../src/people/consent.ts";
import { consentVersion } from "../../src/people/consent-wording.ts";
import { decline } from "../../src/people/decline.ts";
import { freezeParticipant } from "../../src/people/freeze.ts";
import { identify } from "../../src/people/identify.ts";
import { redeemInvite } from "../../src/people/redeem-invite.ts";
import { reinvite } from "../../src/people/reinvite.ts";
import { activate, pause } from "../../src/people/schedule.ts";
import { withdraw } from "../../src/people/withdraw.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { countWaiting, holding } from "../support/database.ts";
import { answers, buildTeam, enrol, forgetEverybody, linkFor, newToken, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

const PATIENCE = { timeout: 20_000 };

let town: Town;
let team: Team;
beforeAll(async () => {
  town = await startTown();
  team = await buildTeam(town);
});
afterAll(async () => await town.close());

const person = async (code: string) => await town.world.db.participant.findFirstOrThrow({ where: { code } });
const ledger = async (code: string) =>
  (await town.world.db.consent.findMany({ where: { participant: { code } }, orderBy: { id: "asc" } })).map(
    ({ purpose, granted, manner }) => `${purpose} ${granted ? "yes" : "no"} ${manner}`,
  );

/** As if what they agreed to had been worded otherwise. */
async function agreedToOlderText(code: string, purpose: "checkIn" | "counselor" | "summary"): Promise<void> {
  const { id: participantId } = await person(code);
  await town.world.db.consent.create({
    data: {
      participantId,
      purpose,
      granted: true,
      textHash: "older",
      locale: "id",
      at: town.world.clock.now(),
    },
  });
}

test("the ledger takes no change and no deletion, whoever asks", async () => {
  const { db } = town.world;
  await enrol(town, team, { code: "BPN-001" });
  await expect(db.consent.updateMany({ data: { granted: false } })).rejects.toThrow(/append-only/);
  await expect(db.consent.deleteMany()).rejects.toThrow(/append-only/);
  await expect(db.$executeRaw`TRUNCATE consents`).rejects.toThrow(/append-only/);
  expect(await ledger("BPN-001")).toEqual(["checkIn yes bot", "counselor yes bot", "summary yes bot"]);
});

describe("asking again", () => {
  test("a changed text comes before the next check-in, that purpose alone, in the person's language", async () => {
    const phone = await enrol(town, team, { code: "BPN-010", language: "English" });
    await agreedToOlderText("BPN-010", "summary");
    await town.does(phone.sends("/cek"));
    expect(phone.lastText()).toContain("This text has changed since you agreed");
    expect(phone.lastText()).toContain("Saying no has no consequence");
    expect(phone.lastText()).toContain("3 of 3 · Weekly summary");
    await town.does(phone.taps("I do not agree"));
    expect(phone.lastText()).toContain("1 of 12");
    expect((await ledger("BPN-010")).at(-1)).toBe("summary no bot");
    await town.does(phone.taps("2"));
    expect(phone.lastText()).toContain("2 of 12");
  });

  test("what was agreed inside is asked again on the first day out, purpose by purpose", async () => {
    const phone = await enrol(town, team, { code: "BPN-011", hour: "12:00", releaseDate: "2026-11-25" });
    await town.world.advanceTo(new Date("2026-11-25T12:00:00+08:00"));
    expect(phone.lastText()).toBe("Hai, waktunya cek harian 🙂 Siap?");
    await town.does(phone.taps("Siap"));
    for (const part of ["1 dari 3", "2 dari 3", "3 dari 3"]) {
      expect(phone.lastText()).toContain("Sekarang kamu sudah di luar");
      expect(phone.lastText()).toContain(part);
      await town.does(phone.taps("Setuju"));
    }
    expect(phone.lastText()).toContain("Pertanyaan 1 dari 12");
    await town.does(phone.sends("/cek"));
    expect(phone.lastText()).toContain("Pertanyaan 1 dari 12");
  });

  test("a no to what the bot needs says what follows and asks, and a stale or doubled button records nothing", async () => {
    const phone = await enrol(town, team, { code: "BPN-012" });
    await agreedToOlderText("BPN-012", "counselor");
    await town.does(phone.sends("/cek"));
    expect(phone.lastText()).toContain("Kalau tidak setuju, cek harian berhenti. Pendampingmu diberi tahu");
    const screen = phone.sees().at(-1)?.messageId ?? 0;
    const { id } = await town.world.db.checkIn.findFirstOrThrow({
      where: { participant: { code: "BPN-012" } },
    });
    const before = await ledger("BPN-012");
    await town.does(phone.tapsData(`cs:${id}:counselor:00000000:yes`, screen));
    expect(await ledger("BPN-012")).toEqual(before);
    await Promise.all([phone.tapsOn(screen, "Tidak setuju"), phone.tapsOn(screen, "Tidak setuju")]);
    await town.world.settle();
    expect(phone.lastText()).toMatch(/Yakin mau berhenti\?.* Pendampingmu diberi tahu/);
    expect((await person("BPN-012")).status).toBe("active");
    expect(await ledger("BPN-012")).toEqual(before);
    await town.does(phone.taps("← Kembali"));
    expect(phone.lastText()).toContain("2 dari 3 · Berbagi");
    await town.does(phone.taps("Tidak setuju"));
    await town.does(phone.taps("Ya, berhenti"));
    expect(await person("BPN-012")).toMatchObject({ status: "withdrawn", nextPromptAt: null });
    expect((await ledger("BPN-012")).slice(before.length)).toEqual([
      "checkIn no bot",
      "counselor no bot",
      "summary no bot",
    ]);
    expect(team.rina.notifications().filter((text) => text.includes("BPN-012"))).toEqual([
      "BPN-012 tidak ikut cek harian lagi.",
    ]);
  });
});

describe("leaving", () => {
  test("leaves nothing to agree to: a question that still stands in the chat records nothing", async () => {
    const phone = await enrol(town, team, { code: "BPN-018", summary: false });
    await agreedToOlderText("BPN-018", "counselor");
    await town.does(phone.sends("/menu"));
    for (const step of ["🔒 Data & izinku", "Izinku", "Ikut ringkasan"]) await town.does(phone.taps(step));
    const summary = phone.sees().at(-1)?.messageId ?? 0;
    await town.does(phone.sends("/cek"));
    expect(phone.lastText()).toContain("2 dari 3 · Berbagi");
    const counselor = phone.sees().at(-1)?.messageId ?? 0;
    await town.does(phone.sends("/berhenti"));
    expect(phone.lastText()).toContain("Pendampingmu diberi tahu bahwa kamu berhenti");
    await town.does(phone.taps("Ya, berhenti"));
    await town.does(phone.sends("/berhenti"));
    expect(phone.lastText()).toBe("Yakin mau berhenti? Tidak akan ada pertanyaan lagi. Tidak ada akibatnya.");
    const left = await ledger("BPN-018");
    for (const question of [summary, counselor]) {
      await town.does(phone.tapsOn(question, "Setuju"));
      expect(phone.answers().at(-1)?.text).toBe("Tombol ini sudah tidak berlaku.");
    }
    expect(await ledger("BPN-018")).toEqual(left);
  });

  /** Holds the next message to a phone on its way, lets the person leave meanwhile, and lets it go. */
  async function leavesDuring(code: string, to: Phone, cause: () => Promise<unknown>): Promise<void> {
    const { telegram, app, clock } = town.world;
    const { id: participantId } = await person(code);
    const { promise: hang, resolve: letGo } = Promise.withResolvers<void>();
    telegram.faults.next({ method: "sendMessage", chatId: to.id }, { hang });
    await cause();
    await vi.waitFor(() => {
      const held = telegram.calls("sendMessage").some((call) => {
        return call.outcome === undefined && String(call.params.chat_id) === String(to.id);
      });
      expect(held).toBe(true);
    }, PATIENCE);
    await withdraw(app.deps, { participantId, locale: "id" }, clock.now());
    letGo();
    await vi.waitFor(() => {
      const deleted = telegram.calls("deleteMessage").some((call) => {
        return call.outcome?.ok === true && String(call.params.chat_id) === String(to.id);
      });
      expect(deleted).toBe(true);
    }, PATIENCE);
    await town.world.settle();
  }

  test("is read by somebody: while Rina cannot be told, Agus is, also of a pause and of another release", async () => {
    await enrol(town, team, { code: "BPN-019" });
    const { id: participantId } = await person("BPN-019");
    const { db, app, clock } = town.world;
    const marked = async (unreachableSince: Date | null) =>
      await db.staff.update({ where: { id: team.ids.rina }, data: { unreachableSince } });
    await marked(clock.now());
    await pause(app.deps, { participantId, days: 3 }, clock.now());
    await correctRelease(app.deps, participantId, "2026-11-21", clock.now());
    await withdraw(app.deps, { participantId, locale: "id" }, clock.now());
    await town.world.settle();
    const read = team.agus.notifications().filter((text) => text.includes("BPN-019"));
    for (const what of ["istirahat sampai", "21 Nov", "tidak ikut cek harian lagi"])
      expect(read.filter((text) => text.includes(what))).toHaveLength(1);
    await marked(null);
  });

  test("and back on the same day, after its hour: what was open is asked about again", async () => {
    const phone = await enrol(town, team, { code: "BPN-025", hour: "13:00" });
    const { id } = await person("BPN-025");
    await town.world.advanceTo(new Date("2026-11-25T13:30:00+08:00"));
    const asked = () => phone.notifications().filter((text) => text.includes("waktunya cek harian")).length;
    const before = asked();
    expect(before).toBeGreaterThan(0);
    await town.does(phone.sends("/berhenti"));
    await town.does(phone.taps("Ya, berhenti"));
    await town.does(phone.sends("/start"));
    for (const step of ["Bahasa Indonesia", "Lanjut", "Setuju", "Setuju", "Setuju"])
      await town.does(phone.taps(step));
    await town.does(phone.sends("13:00"));
    await town.world.advance({ minutes: 1 });
    expect(asked()).toBe(before + 1);
    const checkIn = await town.world.db.checkIn.findFirstOrThrow({
      where: { participantId: id },
      orderBy: { localDay: "desc" },
    });
    expect(checkIn).toMatchObject({ state: "prompted", nudgeAt: new Date("2026-11-25T16:00:00+08:00") });
  });

  test.each([
    ["left", "BPN-026"],
    ["locked", "BPN-027"],
  ])("%s meanwhile, nobody is brought back by the last step of enrolment", async (how, code) => {
    const { app, db, clock } = town.world;
    await enrol(town, team, { code });
    const { id: participantId } = await person(code);
    await db.participant.update({ where: { id: participantId }, data: { status: "consenting" } });
    if (how === "left") await withdraw(app.deps, { participantId, locale: "id" }, clock.now());
    else await freezeParticipant(app.deps, team.coordinator, participantId, clock.now());
    const gone = await person(code);
    for (const purpose of ["checkIn", "counselor"] as const)
      await recordConsent(app.deps, { participantId, purpose, granted: true, locale: "id" }, clock.now());
    const chosen = { participantId, minute: 8 * 60 };
    expect(await activate(app.deps, chosen, clock.now())).toEqual({ kind: "not-taking-part" });
    if (how === "left") await decline(app.deps, participantId);
    expect(await person(code)).toEqual(gone);
  });

  test("takes back what they agree to in that moment", async () => {
    const { app, db, clock } = town.world;
    await enrol(town, team, { code: "BPN-028", summary: false });
    const { id: participantId } = await person("BPN-028");
    const shown = consentVersion("summary", "id");
    const yes = { participantId, purpose: "summary", granted: true, locale: "id", shown } as const;
    let both: Promise<unknown> | undefined;
    await holding(db, async (tx) => {
      await tx.$executeRaw`LOCK TABLE consents IN SHARE MODE`;
      // What they agree to is about to be put down while they leave.
      const agreeing = answerConsent(app.deps, yes, clock.now());
      await vi.waitFor(async () => expect(await countWaiting(db)).toBe(1), PATIENCE);
      both = Promise.all([agreeing, withdraw(app.deps, { participantId, locale: "id" }, clock.now())]);
      await vi.waitFor(async () => expect(await countWaiting(db)).toBe(2), PATIENCE);
    });
    await both;
    expect([...(await consentedPurposes(db, participantId))]).toEqual([]);
    expect(await ledger("BPN-028")).toContain("summary yes bot");
  });

  test("takes back a prompt that is being sent in that moment", async () => {
    const phone = await enrol(town, team, { code: "BPN-020", hour: "18:00" });
    town.world.clock.moveTo(new Date("2026-11-25T18:00:00+08:00"));
    await leavesDuring("BPN-020", phone, async () => void town.world.app.tick());
    expect(phone.sees().filter(({ text }) => text?.includes("waktunya cek harian"))).toEqual([]);
    const rows = await town.world.db.outboxMessage.findMany({ where: { participant: { code: "BPN-020" } } });
    expect(rows.map(({ kind, state }) => ({ kind, state }))).toEqual([
      { kind: "prompt", state: "cancelled" },
    ]);
  });

  test("takes back what they had written and was just being handed over", async () => {
    const phone = await enrol(town, team, { code: "BPN-021", hour: "18:00" });
    await town.does(phone.sends("jangan dibaca lagi"));
    await leavesDuring("BPN-021", team.rina, async () => await phone.taps("Kirim"));
    expect(team.rina.sees().filter(({ text }) => text === "Pesan dari BPN-021")).toEqual([]);
  });

  test("leaves an open alert with its people, marked, without the answers; danger stays to be read", async () => {
    const { db } = town.world;
    const orange = await enrol(town, team, { code: "BPN-022", hour: "23:00" });
    await town.does(orange.sends("/cek"));
    await answers(town, orange, { S8: 4 });
    const red = await enrol(town, team, { code: "BPN-023", hour: "23:00" });
    await town.does(red.sends("/bantuan"));
    const both = await enrol(town, team, { code: "BPN-024", hour: "23:00" });
    await town.does(both.sends("/cek"));
    await answers(town, both, { S3: 3, S8: 4, SAFETY: 2 });
    for (const [phone, code, shown] of [
      [orange, "BPN-022", false],
      [red, "BPN-023", true],
    ] as const) {
      await town.does(phone.sends("/berhenti"));
      await town.does(phone.taps("Ya, berhenti"));
      const copy = team.rina.sees().findLast(({ text }) => text?.includes(`dilihat · ${code}`));
      expect(copy?.text).toContain("Orangnya berhenti ikut.");
      expect(await db.alert.count({ where: { participant: { code }, state: "open" } })).toBe(1);
      await town.does(team.rina.tapsOn(copy?.messageId ?? 0, "Lihat"));
      const opened = team.rina.sees().find(({ messageId }) => messageId === copy?.messageId)?.text ?? "";
      expect(opened).toContain("Orangnya berhenti ikut.");
      expect(opened.includes("menekan tombol bantuan")).toBe(shown);
      expect(opened.includes("rinciannya tidak ditampilkan lagi")).toBe(!shown);
      expect(opened).not.toContain("7 hari terakhir");
      await town.does(team.rina.tapsOn(copy?.messageId ?? 0, "Saya tangani"));
      expect(await db.alert.count({ where: { participant: { code }, state: "acknowledged" } })).toBe(1);
      const { id } = await db.alert.findFirstOrThrow({ where: { participant: { code } } });
      await town.does(team.dewi.tapsData(`al:${id}`));
      const hidden = shown ? "minta bantuan, atau ada jawaban" : "rinciannya tidak ditampilkan lagi";
      expect(team.dewi.lastText()).toContain(hidden);
    }
    // Beside the danger, what else was answered is hidden from the counselor because the person left, not because of who reads.
    await town.does(both.sends("/berhenti"));
    await town.does(both.taps("Ya, berhenti"));
    const { id } = await db.alert.findFirstOrThrow({ where: { participant: { code: "BPN-024" } } });
    await town.does(team.rina.tapsData(`al:${id}`));
    expect(team.rina.lastText()).toMatch(/• R1 — .*\n• lainnya: rinciannya tidak ditampilkan lagi\n/);
    await town.does(team.dewi.tapsData(`al:${id}`));
    expect(team.dewi.lastText()).toMatch(/• Merah: minta bantuan, .*pendamping yang ditugaskan\n/);
  });
});

describe("whoever takes part and whose newest word on the check-in is no", () => {
  let participantId: number;
  beforeEach(async () => {
    await forgetEverybody(town);
    await enrol(town, team, { code: "BPN-031", hour: "21:00" });
    ({ id: participantId } = await person("BPN-031"));
    const no = { participantId, purpose: "checkIn", granted: false, locale: "id" } as const;
    await recordConsent(town.world.app.deps, no, town.world.clock.now());
    return async () => void (await town.world.db.participant.delete({ where: { id: participantId } }));
  });

  test("gets no check-in when their hour comes, nor another hour", async () => {
    const { nextPromptAt } = await person("BPN-031");
    if (nextPromptAt === null) throw new Error("they have no hour");
    await town.world.advanceTo(nextPromptAt);
    expect(await town.world.db.checkIn.count({ where: { participantId } })).toBe(0);
    expect(await person("BPN-031")).toMatchObject({ status: "active", nextPromptAt: null });
  });

  test("is not asked because a counselor would like to know", async () => {
    const { app, db, clock } = town.world;
    const rina = await identify(db, team.rina.id);
    if (rina.kind !== "staff") throw new Error("Rina is not staff");
    const asked = await askForExtra(app.deps, rina, participantId, clock.now());
    expect(asked).toEqual({ kind: "not-taking-part" });
  });

  test("does not go on where they were with another phone, nor begins by choosing an hour", async () => {
    const { app, clock } = town.world;
    await freezeParticipant(app.deps, team.coordinator, participantId, clock.now());
    const link = await reinvite(app.deps, team.coordinator, participantId, clock.now());
    const opened = { token: link?.token ?? "", telegramId: town.phone("another phone").id };
    expect(await redeemInvite(app.deps, opened, clock.now())).toEqual({ kind: "participant", participantId });
    expect(await person("BPN-031")).toMatchObject({ status: "consenting", nextPromptAt: null });
    const chosen = { participantId, minute: 8 * 60 };
    expect(await activate(app.deps, chosen, clock.now())).toEqual({ kind: "not-taking-part" });
    expect(await person("BPN-031")).toMatchObject({ status: "consenting", nextPromptAt: null });
  });
});

test("what was signed on paper is in the ledger as such, and replaces nothing", async () => {
  const { dewi } = team;
  const token = await newToken(town, team, "AAA-030");
  await town.does(dewi.sends("/menu"));
  await town.does(dewi.taps("Peserta"));
  await town.does(dewi.taps("AAA-030"));
  await town.does(dewi.taps("📄 Izin di kertas"));
  await town.does(dewi.taps("Tanpa ringkasan"));
  const paper = ["checkIn yes paper", "counselor yes paper", "summary no paper"];
  expect(await ledger("AAA-030")).toEqual(paper);
  const { id } = await person("AAA-030");
  const audited = await town.world.db.auditEvent.findMany({
    where: {
      actor: `staff:${team.ids.dewi}`,
      subject: `participant:${id}`,
      action: { startsWith: "consent-" },
    },
  });
  expect(audited).toHaveLength(3);
  // Once, and only by a coordinator.
  for (const phone of [dewi, team.rina]) await town.does(phone.tapsData(`pc:${id}:all`));
  expect(await ledger("AAA-030")).toEqual(paper);
  const phone = town.phone("AAA-030");
  await town.does(phone.opensLink(linkFor(token)));
  for (const tap of ["Bahasa Indonesia", "Lanjut", "Setuju", "Setuju", "Setuju", "19:30"])
    await town.does(phone.taps(tap));
  expect(await ledger("AAA-030")).toEqual([
    ...paper,
    "checkIn yes bot",
    "counselor yes bot",
    "summary yes bot",
  ]);
});
