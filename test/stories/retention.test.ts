import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyAudit } from "../../src/audit-chain/verify.ts";
import { addNote } from "../../src/caseload/notes.ts";
import { withClient } from "../../src/db/key-check.ts";
import { checkNightly } from "../../src/doctor/check-nightly.ts";
import { decline } from "../../src/people/decline.ts";
import { inviteColleague } from "../../src/people/enrol-staff.ts";
import { freezeParticipant } from "../../src/people/freeze.ts";
import { identify } from "../../src/people/identify.ts";
import { reinvite } from "../../src/people/reinvite.ts";
import { relinkStaff } from "../../src/people/relink-staff.ts";
import { withdraw } from "../../src/people/withdraw.ts";
import { purgeOneDue } from "../../src/retention/purge-one-due.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { caseActionButton, openAlertButton } from "../../src/screens/callback-data.ts";
import { DATA_KEY } from "../support/keys.ts";
import { operator } from "../support/operator.ts";
import {
  answers,
  buildTeam,
  enrol,
  linkFor,
  moveToAnotherProgramme,
  newToken,
  type Team,
} from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

const DAY = 86_400_000;
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

let town: Town;
let team: Team;
let bayu: Phone;
let sari: Phone;
let ids: { bayu: number; sari: number; citra: number };
const monday = new Date("2026-11-23T20:00:00+08:00");

/**
 * One evening: all three answer in a way that alerts Rina, who talks to each, writes it down and closes the alerts. Citra goes
 * to another programme then, which keeps everything for ten years.
 */
beforeAll(async () => {
  // Nothing is in the chain yet: the old events have to be its first.
  town = await startTown({ fresh: true });
  // The oldest events of the chain: from so long ago that the last night of this file takes them.
  await town.world.db.$executeRaw`
    INSERT INTO audit_events (id, at, actor, action, programme_id)
    SELECT -n, ${monday}::timestamptz - interval '549 days', 'system', 'old', min(id) FROM programmes, generate_series(1, 4500) n GROUP BY n`;
  team = await buildTeam(town);
  // Of two years of weeks nobody reads the summary.
  await town.world.db.programme.updateMany({ data: { summaryDueAt: null } });
  bayu = await enrol(town, team, { code: "BPN-001", hour: "19:00" });
  sari = await enrol(town, team, { code: "BPN-002", hour: "19:30" });
  const citra = await enrol(town, team, { code: "BPN-007", hour: "19:30" });
  const { db, app } = town.world;
  const of = async (code: string) => (await db.participant.findFirstOrThrow({ where: { code } })).id;
  ids = { bayu: await of("BPN-001"), sari: await of("BPN-002"), citra: await of("BPN-007") };
  await town.world.advanceTo(new Date("2026-11-23T19:40:00+08:00"));
  const rina = await identify(db, team.rina.id);
  if (rina.kind !== "staff") throw new Error("Rina is not linked");
  for (const [phone, participantId] of [
    [bayu, ids.bayu],
    [sari, ids.sari],
    [citra, ids.citra],
  ] as const) {
    await town.does(phone.taps("Siap"));
    await answers(town, phone, { S8: 4, C1: 0, S6: 3 });
    await town.does(phone.taps("Perbaiki jawaban"));
    await town.does(phone.taps("ajakan & tempat"));
    await town.does(phone.taps("2"));
    await town.does(team.rina.taps("Saya tangani"));
    await town.does(team.rina.taps("Sudah bicara"));
    await town.does(team.rina.taps("Cukup bicara"));
    const note = { participantId, text: "Called, will visit.", sourceMessageId: 1 };
    expect(await addNote(app.deps, rina, note, town.world.clock.now())).toEqual({ kind: "added" });
    await town.does(phone.sends("Terima kasih"));
    await town.does(phone.taps("Kirim"));
  }
  await db.alert.updateMany({ data: { state: "closed", closedAt: monday, escalateAt: null } });
  const told = { amberSeenAt: monday, amberQuiet: true, wishMetAt: monday, feedbackFits: true };
  await db.checkIn.updateMany({ data: { ...told, safety: "last" } });
  const until = new Date("2026-11-23");
  await db.participant.updateMany({ data: { snoozedUntil: until, expectedTotal: 9, expectedUntil: until } });
  const { programmeId } = await moveToAnotherProgramme(town, citra);
  const tenYears = { answersDays: 3650, alertContentDays: 3650, messagesDays: 3650, deliveriesDays: 3650 };
  await db.programme.update({
    where: { id: programmeId },
    data: { summaryDueAt: null, settings: { retention: { ...tenYears, auditDays: 3650 } } },
  });
  await db.participant.update({ where: { id: ids.citra }, data: { nextPromptAt: null } });
  await isReadInChats();
  await town.world.advanceTo(monday);
});
afterAll(async () => await town.close());

/** What Sari wrote is open in Rina's chat, also below a picture, beside why she was told of her, and what Rina answered in Sari's. */
async function isReadInChats(): Promise<void> {
  const { rina } = team;
  const newest = (phone: Phone, text: string) =>
    phone.sees().findLast((seen) => seen.text?.includes(text))?.messageId ?? 0;
  await town.does(rina.tapsOn(newest(rina, "Pesan dari BPN-002"), "Baca"));
  await town.does(rina.taps("Balas"));
  await town.does(rina.sends("Sampai ketemu di pasar"));
  await town.does(sari.tapsOn(newest(sari, "Ada pesan dari Rina"), "Baca"));
  await town.does(sari.sendsPhoto(PNG, "ini pasarnya"));
  await town.does(sari.taps("Kirim"));
  await town.does(rina.taps("Baca"));
}

const textsOf = (phone: Phone) => phone.sees().map(({ text, caption }) => text ?? caption ?? "");
const details = () => textsOf(team.rina).filter((text) => text.includes("BPN-002 · Merah"));

async function daysLater(days: number): Promise<void> {
  town.world.clock.moveTo(new Date(monday.getTime() + days * DAY));
  await town.world.app.tick();
  await town.world.settle();
}

async function whatIsLeft(participantId: number) {
  const { db } = town.world;
  const checkIn = { participantId };
  const alert = await db.alert.findFirstOrThrow({
    where: checkIn,
    include: { events: true },
    orderBy: { id: "asc" },
  });
  const first = await db.checkIn.findFirstOrThrow({
    where: checkIn,
    orderBy: { localDay: "asc" },
    include: { participant: true },
  });
  const { amberSeenAt, amberQuiet, wishMetAt, feedbackFits, safety } = first;
  const { snoozedUntil, expectedTotal, expectedUntil } = first.participant;
  return {
    answers: (await db.answer.count({ where: { checkIn } })) > 0,
    corrections: await db.answerRevision.count({ where: { checkIn } }),
    tier: first.tier,
    told: [amberSeenAt, amberQuiet || null, wishMetAt, feedbackFits, safety].filter((fact) => fact !== null)
      .length,
    expected: [snoozedUntil, expectedTotal, expectedUntil].filter((fact) => fact !== null).length,
    reds: first.participant.reenteredOn.length,
    notes: await db.note.count({ where: checkIn }),
    messages: await db.relayMessage.count({ where: checkIn }),
    alertContent: alert.reasons.length > 0,
    alertFacts: { tier: alert.tier, state: alert.state, events: alert.events.length > 0 },
  };
}

/** Deliveries of that evening, but for those to Citra and of what she wrote. */
const ownOld = () => ({
  intendedAt: { lt: new Date(monday.getTime() + DAY) },
  participant: { isNot: { id: ids.citra } },
  relay: { isNot: { participantId: ids.citra } },
});

const alertFacts = { tier: "red", state: "closed", events: true };
const everything = {
  answers: true,
  corrections: 1,
  tier: "red",
  told: 5,
  expected: 3,
  reds: 1,
  notes: 1,
  messages: 1,
  alertContent: true,
  alertFacts,
};

test("what is young stays", async () => {
  await daysLater(59);
  expect(await whatIsLeft(ids.bayu)).toEqual(everything);
  expect(await town.world.db.invite.count()).toBe(0);
});

test("that a message was opened is known as long as the message, whatever is kept of other deliveries", async () => {
  const { db } = town.world;
  const where = { id: team.programmeId };
  const { settings } = await db.programme.findUniqueOrThrow({ where });
  const given = settings as Record<string, unknown>;
  const asked = { kind: "notice", dedupeKey: "numbers-old", params: { notice: "numbers-old" } };
  const dates = { intendedAt: monday, dueAt: monday, sentAt: monday };
  await db.outboxMessage.create({
    data: { ...asked, ...dates, staffId: team.ids.dewi, priority: 10, state: "sent" },
  });
  await db.programme.update({ where, data: { settings: { ...given, retention: { deliveriesDays: 60 } } } });
  expect(details()).toHaveLength(1);
  await daysLater(61);
  const left = await db.outboxMessage.groupBy({ by: ["kind"], where: ownOld(), orderBy: { kind: "asc" } });
  expect(left.map(({ kind }) => kind)).toEqual(["notice", "relay", "relay-content", "relay-status"]);
  // Where the details of an alert lie open is not known afterwards.
  expect(details()).toEqual([]);
  // Such a question is asked once in ninety days.
  expect(await db.outboxMessage.deleteMany({ where: { dedupeKey: "numbers-old" } })).toEqual({ count: 1 });
  expect(await whatIsLeft(ids.bayu)).toEqual(everything);
  await db.programme.update({ where, data: { settings: given as object } });
});

test("once their invitation is gone a colleague who waits for a new link is still nobody else's namesake", async () => {
  const { db, clock, app } = town.world;
  const now = clock.now();
  const link = await relinkStaff(app.deps, team.coordinator, team.ids.agus, now);
  await inviteColleague(app.deps, team.coordinator, { role: "counselor", name: "Agus" }, now);
  expect(await db.staff.count({ where: { name: "Agus" } })).toBe(2);
  const agus = town.phone("Agus again");
  await town.does(agus.opensLink(linkFor(link?.token ?? "")));
  expect(await identify(db, agus.id)).toMatchObject({ kind: "staff", id: team.ids.agus });
});

test("after 90 days an alert is what happened, without why; messages and records of deliveries are gone, and words from the chats", async () => {
  await daysLater(89);
  expect(textsOf(team.rina)).toEqual(expect.arrayContaining(["Terima kasih", "ini pasarnya"]));
  expect(textsOf(sari)).toContain("Sampai ketemu di pasar");
  expect(await whatIsLeft(ids.bayu)).toEqual(everything);
  const { db } = town.world;
  const { rina } = team;
  const oldest = { where: { participantId: ids.bayu }, orderBy: { id: "asc" } } as const;
  const { id: alertId } = await db.alert.findFirstOrThrow(oldest);
  const opens = async (data: string) => {
    await town.does(rina.tapsData(data));
    return rina.lastText();
  };
  const list = caseActionButton.pack({ participantId: ids.bayu, action: "alerts" });
  expect(await opens(list)).toMatch(/^🔴 .*23 Nov.* — sudah bicara \(Rina\)$/m);
  expect(await opens(openAlertButton.pack({ alertId }))).toContain("R2 —");
  expect(await db.outboxMessage.count({ where: ownOld() })).toBeGreaterThan(0);
  await daysLater(91);
  expect(await whatIsLeft(ids.bayu)).toEqual({ ...everything, messages: 0, alertContent: false });
  expect(await db.outboxMessage.count({ where: ownOld() })).toBe(0);
  expect(textsOf(rina)).not.toContain("Terima kasih");
  expect(textsOf(rina)).not.toContain("ini pasarnya");
  expect(textsOf(sari)).not.toContain("Sampai ketemu di pasar");
  for (const phone of [rina, sari]) expect(textsOf(phone)).toContain("Isi pesan ini tidak tersimpan lagi.");
  // The counselor's list of alerts still opens, and the alert itself from a button that is still in the chat.
  expect(await opens(list)).toContain("BPN-001 · alarm 90 hari terakhir");
  const left = await opens(openAlertButton.pack({ alertId }));
  expect(left).toContain("BPN-001 · Merah");
  expect(left).toContain("Alasan alarm ini tidak tersimpan lagi");
});

test("answers go 180 days after the person's own last check-in, nobody else's", async () => {
  await daysLater(178);
  await town.does(sari.sends("/cek"));
  await answers(town, sari, {});
  await daysLater(179);
  expect(await whatIsLeft(ids.bayu)).toMatchObject({ answers: true, tier: "red", reds: 1, notes: 1 });
  await daysLater(181);
  expect(await whatIsLeft(ids.bayu)).toMatchObject({
    answers: false,
    corrections: 0,
    tier: null,
    told: 0,
    expected: 0,
    reds: 0,
    notes: 0,
    alertFacts,
  });
  expect(await whatIsLeft(ids.sari)).toMatchObject({ answers: true, tier: "red", reds: 1, notes: 1 });
});

test("what another programme keeps longer stays there", async () => {
  const where = { participantId: ids.citra, kind: "prompt" };
  const prompts = await town.world.db.outboxMessage.count({ where });
  expect({ ...(await whatIsLeft(ids.citra)), prompts }).toEqual({ ...everything, prompts: 1 });
});

test("a night's work is done in shares, and is on record", async () => {
  const { db, clock } = town.world;
  expect(await db.auditEvent.count({ where: { action: "old" } })).toBe(4500);
  await daysLater(182);
  expect(await db.auditEvent.count({ where: { action: "old" } })).toBe(0);
  expect(await db.auditEvent.count({ where: { action: "purge", actor: "system", at: clock.now() } })).toBe(3);
  expect(await db.auditEvent.count({ where: { action: "activate" } })).toBe(3);
});

test("the operator can look first, and do it by hand", async () => {
  const { url } = town.world.database;
  const env = { DATABASE_URL: url, DATA_KEY };
  const { db } = town.world;
  await db.$executeRaw`INSERT INTO audit_events (at, actor, action) VALUES ('2020-01-01', 'system', 'old')`;
  await town.world.app.tick();
  const purge = async (...args: string[]) => await operator(["purge", ...args], env);
  const nowhere = await purge("--programme", "9", "--dry-run");
  expect(nowhere).toMatchObject({ code: 1, errors: expect.stringContaining("Which programme?") });
  const { output: looked } = await purge("--dry-run");
  expect(looked).toMatch(/audit\s+730\s+1\s+0\s+1\n/);
  expect(looked).toContain("Nothing was deleted");
  expect(await db.auditEvent.count({ where: { action: "old" } })).toBe(1);
  expect((await purge()).output).toMatch(/audit\s+730\s+1\s+1\s+0\n/);
  expect(await db.auditEvent.count({ where: { action: "old" } })).toBe(0);
  const { sealer } = town.world.app.deps;
  const verified = await withClient(url, async (client) => await verifyAudit(client, { sealer }));
  expect(verified).toMatchObject({ kind: "whole", beforeLoss: 0 });
});

test("who never answers keeps the day of a red and what A4 leaves of unanswered days as long as anybody", async () => {
  const { db, clock } = town.world;
  const dian = await enrol(town, team, { code: "BPN-003", hour: "19:00" });
  const { id } = await db.participant.findFirstOrThrow({ where: { code: "BPN-003" } });
  await town.does(dian.taps("🆘 Butuh bantuan sekarang"));
  // It is about her day alone, not about who is told.
  await db.alert.deleteMany({ where: { participantId: id } });
  await db.participant.updateMany({ where: { id: { not: id } }, data: { nextPromptAt: null } });
  await town.world.advanceTo(new Date(clock.now().getTime() + DAY));
  const day = await db.checkIn.findFirstOrThrow({ where: { participantId: id } });
  await db.checkIn.update({ where: { id: day.id }, data: { tier: "amber" } });
  const left = async () => {
    const { reenteredOn } = await db.participant.findUniqueOrThrow({ where: { id } });
    const { tier } = await db.checkIn.findUniqueOrThrow({ where: { id: day.id } });
    return { reds: reenteredOn.length, tier };
  };
  await town.world.advanceTo(day.closesAt);
  expect(await left()).toEqual({ reds: 1, tier: "amber" });
  await daysLater(182 + 179);
  expect(await left()).toEqual({ reds: 1, tier: "amber" });
  await daysLater(182 + 183);
  expect(await left()).toEqual({ reds: 0, tier: null });
});

test("what cannot be deleted keeps nothing else, is tried again, and is said to the operator", async () => {
  const { db, clock, database } = town.world;
  const chains = await db.auditChain.findMany();
  const inOrder = { where: { programmeId: team.programmeId }, orderBy: { position: "asc" } } as const;
  const { id: oldest } = await db.auditEvent.findFirstOrThrow(inOrder);
  for (const { id: chain, key } of chains) {
    const damaged = key.with(-1, (key.at(-1) ?? 0) ^ 1);
    await db.auditChain.update({ where: { id: chain }, data: { key: damaged } });
  }
  const used = { tokenHash: "old", createdAt: monday, expiresAt: monday, participantId: ids.bayu };
  await db.invite.create({ data: used });
  const logged = town.log().length;
  await daysLater(735);
  expect(town.log().slice(logged)).toContain("where the audit stands");
  expect(await db.invite.count({ where: { tokenHash: "old" } })).toBe(0);
  expect(await db.auditEvent.findUnique({ where: { id: oldest } })).not.toBeNull();
  const { purgeDueAt } = await db.programme.findUniqueOrThrow({ where: { id: team.programmeId } });
  expect(purgeDueAt).toEqual(new Date(clock.now().getTime() + 15 * 60_000));
  expect(await checkNightly(db, clock.now())).toMatchObject([
    { state: "fail", says: "programmes whose daily checks are late: 1" },
    {
      state: "fail",
      name: `retention (programme ${team.programmeId})`,
      says: expect.stringMatching(/^audit \(\d+\) were due for deletion/),
    },
  ]);
  expect(await operator(["purge"], { DATABASE_URL: database.url, DATA_KEY })).toMatchObject({
    code: 1,
    errors: expect.stringContaining("chaining the audit: SealError damaged"),
  });

  for (const { id: chain, key } of chains)
    await db.auditChain.update({ where: { id: chain }, data: { key } });
  await daysLater(736);
  expect(await db.auditEvent.findUnique({ where: { id: oldest } })).toBeNull();
  expect(await checkNightly(db, clock.now())).toEqual([]);
});

test("where it cannot be seen at one look what is over, each kind is tried all the same, and that is told", async () => {
  const { db, clock, app } = town.world;
  const used = { tokenHash: "older", createdAt: monday, expiresAt: monday, participantId: ids.bayu };
  await db.invite.create({ data: used });
  await db.programme.update({ where: { id: team.programmeId }, data: { purgeDueAt: clock.now() } });
  const tooSlow = async () => await Promise.reject(new Error("canceling statement due to statement timeout"));
  const $queryRaw = async (words: TemplateStringsArray, ...values: unknown[]) =>
    words.join("").startsWith("SELECT ARRAY[") ? await tooSlow() : await db.$queryRaw(words, ...values);
  const partly = Object.create(db, { $queryRaw: { value: $queryRaw } });
  const logged = town.log().length;
  expect(await purgeOneDue({ ...app.deps, db: partly }, clock.now())).toBe(true);
  expect(town.log().slice(logged)).toContain("could not be seen at one look");
  expect(await db.invite.count({ where: { tokenHash: "older" } })).toBe(0);
});

test("nickname, lock word and account go with whoever left or was locked long ago, also when they looked in since; who only fell silent keeps them, and who left or was locked just now", async () => {
  const { db, clock } = town.world;
  const at = clock.now();
  const set = async (participantId: number) => {
    await db.participant.update({ where: { id: participantId }, data: { nickname: Uint8Array.of(1) } });
    const lock = { word: Uint8Array.of(1), setAt: monday, triesSince: monday, participantId };
    await db.lock.upsert({ where: { participantId }, create: lock, update: lock });
  };
  const has = async (participantId: number) => {
    const person = await db.participant.findUniqueOrThrow({
      where: { id: participantId },
      include: { lock: true },
    });
    return [person.nickname, person.lock, person.telegramId, person.linkedAt].map((kept) => kept !== null);
  };
  for (const code of ["BPN-005", "BPN-006"]) await enrol(town, team, { code, hour: "19:00" });
  const of = async (code: string) => (await db.participant.findFirstOrThrow({ where: { code } })).id;
  const [gita, hadi] = [await of("BPN-005"), await of("BPN-006")];
  const locks = async (id: number) =>
    await freezeParticipant(town.world.app.deps, team.coordinator, id, clock.now());
  for (const id of [ids.bayu, ids.sari, gita, hadi]) await set(id);
  await locks(gita);
  await withdraw(town.world.app.deps, { participantId: ids.bayu, locale: "id" }, at);
  // Opens the invitation, reads what is asked and never answers.
  const eka = town.phone("Eka");
  await town.does(eka.opensLink(linkFor(await newToken(town, team, "BPN-004"))));
  const ekaId = await of("BPN-004");
  // Reads it and says no.
  await town.does(town.phone("Fajar").opensLink(linkFor(await newToken(town, team, "BPN-008"))));
  const fajarId = await of("BPN-008");
  await decline(town.world.app.deps, fajarId);
  const later = (days: number) => daysLater((at.getTime() - monday.getTime()) / DAY + days);
  const [everything, nothing] = [Array(4).fill(true), Array(4).fill(false)];
  await later(30);
  // Looks in, and leaves it at that.
  await town.does(bayu.sends("/start"));
  expect(await db.participant.findUniqueOrThrow({ where: { id: ids.bayu } })).toMatchObject({
    status: "consenting",
  });
  // A whole day on which Hadi says nothing: one over which the clock leaps is none that he was asked on.
  await later(177);
  await town.world.advanceTo(new Date(clock.now().getTime() + DAY));
  await later(179);
  expect([await has(ids.bayu), await has(ids.sari)]).toEqual([everything, everything]);
  for (const id of [ekaId, fajarId]) expect(await has(id)).toEqual([false, false, true, true]);
  expect(await has(gita)).toEqual(everything);
  // Has never answered, and was asked until now.
  await locks(hadi);
  await later(182);
  expect([await has(gita), await has(hadi)]).toEqual([nothing, everything]);
  expect([await has(ids.bayu), await has(ids.sari)]).toEqual([nothing, everything]);
  expect([await has(ekaId), await has(fajarId)]).toEqual([nothing, nothing]);
  await town.does(bayu.sends("/start"));
  expect(bayu.lastText()).toContain("hanya untuk orang yang diundang");
  const link = await reinvite(town.world.app.deps, team.coordinator, ids.bayu, clock.now());
  await town.does(bayu.opensLink(linkFor(link?.token ?? "")));
  expect(bayu.lastText()).toContain("Pilih bahasa");
});
