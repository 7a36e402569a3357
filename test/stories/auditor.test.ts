import { beforeEach, expect, test, vi } from "vitest";
import type { FindingKind } from "../../src/auditor/finding.ts";
import { inspect } from "../../src/auditor/inspect.ts";
import { repair } from "../../src/auditor/repair.ts";
import { isWell, runAudit } from "../../src/auditor/run-audit.ts";
import { checkWork } from "../../src/doctor/check-work.ts";
import { beginEnrolment } from "../../src/people/begin-enrolment.ts";
import { purposes, recordConsent } from "../../src/people/consent.ts";
import { activate } from "../../src/people/schedule.ts";
import { withdraw } from "../../src/people/withdraw.ts";
import { changeSettings } from "../../src/programme/change-settings.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { answers, buildTeam, enrol, ROUTE, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let bayu: Phone;

beforeEach(async () => {
  town = await startTown({ at: "2026-11-23T07:30:00+08:00" });
  team = await buildTeam(town);
  bayu = await enrol(town, team, { code: "BPN-001", hour: "08:00" });
  return async () => await town.close();
});

const audit = async () => {
  await town.world.app.audit();
  await town.world.settle();
};
const reports = (phone: Phone) => phone.notifications().filter((text) => text.startsWith("🔧"));

test("on a good day the auditor finds nothing and says nothing", async () => {
  await town.world.advance({ hours: 1 });
  await town.does(bayu.taps("Siap"));
  await answers(town, bayu, { S8: 4, C1: 0 });
  await town.does(team.rina.taps("Lihat"));
  await town.does(team.rina.taps("Sudah bicara"));
  await town.world.advance({ days: 1 });
  await audit();
  expect(town.log()).not.toContain("the auditor found something");
  expect(reports(team.dewi)).toEqual([]);
});

test("a person whose next prompt was lost gets one again, at the usual hour", async () => {
  await town.world.db.participant.updateMany({ data: { nextPromptAt: null } });
  await audit();
  // Awake again after a while, and the auditor looks before the tick has done what is due.
  town.world.clock.moveTo(new Date("2026-11-23T08:15:00+08:00"));
  await audit();
  await town.world.advance({});
  expect(bayu.lastText()).toContain("waktunya cek harian");
});

test("a forgotten day is asked for, so is a check-in without a prompt, and silence without an alert is told", async () => {
  const { db, clock } = town.world;
  const prompts = () => bayu.notifications().filter((text) => text.includes("waktunya cek harian")).length;
  await town.world.advanceTo(new Date("2026-11-24T07:50:00+08:00"));
  const before = prompts();
  // As a clock would have left it that was wrong for a moment.
  await db.participant.updateMany({ data: { nextPromptAt: new Date("2027-11-24T00:00:00Z") } });
  clock.moveTo(new Date("2026-11-24T08:09:00+08:00"));
  await audit();
  await town.world.advance({});
  expect(prompts()).toBe(before);
  clock.moveTo(new Date("2026-11-24T08:11:00+08:00"));
  await audit();
  await town.world.advance({});
  expect(prompts()).toBe(before + 1);

  await db.outboxMessage.deleteMany({ where: { kind: "prompt" } });
  await db.checkIn.updateMany({ where: { state: "prompted" }, data: { messageId: null } });
  clock.moveTo(new Date("2026-11-24T08:25:00+08:00"));
  await audit();
  expect(prompts()).toBe(before + 2);

  await town.world.advanceTo(new Date("2026-11-25T07:30:00+08:00"));
  expect(await db.alert.count()).toBe(1);
  expect(await inspect(db, clock.now())).toEqual([]);
  await db.alert.deleteMany();
  // Whatever stands in the worklist: silence is told.
  await db.checkIn.updateMany({ where: { state: "closed" }, data: { tier: "amber" } });
  const told = team.rina.notifications().length;
  await audit();
  expect(team.rina.notifications().slice(told)).toEqual(["1 hal perlu dilihat · BPN-001"]);
  await town.does(team.rina.taps("Lihat"));
  expect(team.rina.lastText()).toContain("2 cek");
  expect(reports(team.dewi)).toEqual([]);
});

test("a day on which somebody had left is no missed one once they are back", async () => {
  const { db, clock, app } = town.world;
  const { id: participantId } = await db.participant.findFirstOrThrow();
  await town.world.advanceTo(new Date("2026-11-24T08:01:00+08:00"));
  await town.world.advanceTo(new Date("2026-11-24T20:00:00+08:00"));
  await withdraw(app.deps, { participantId, locale: "id" }, clock.now());
  await town.world.advanceTo(new Date("2026-11-25T07:00:00+08:00"));
  for (const purpose of purposes)
    await recordConsent(app.deps, { participantId, purpose, granted: true, locale: "id" }, clock.now());
  await beginEnrolment(app.deps, participantId);
  await activate(app.deps, { participantId, minute: 8 * 60 }, clock.now());
  await town.world.advanceTo(new Date("2026-11-25T07:30:00+08:00"));
  await audit();
  expect(await db.alert.count()).toBe(0);
});

test("days on which we were down are on record as ours, told once, and no miss of the person", async () => {
  const { db, clock } = town.world;
  await enrol(town, team, { code: "BPN-002", hour: "10:00" });
  await town.world.advanceTo(new Date("2026-11-24T07:00:00+08:00"));
  clock.moveTo(new Date("2026-11-26T09:00:00+08:00"));
  await town.world.advance({});
  expect(bayu.notifications().at(-1)).toContain("waktunya cek harian");
  await audit();
  expect(reports(team.dewi)).toEqual([]);
  await town.world.advance({ minutes: 15 });
  const beforeLook = await runAudit(town.world.app.deps, clock.now());
  expect(isWell(beforeLook)).toBe(true);
  await audit();
  await town.world.advance({ hours: 2 });
  await audit();
  expect(reports(team.dewi)).toHaveLength(1);
  for (const day of ["Sel, 24 Nov", "Rab, 25 Nov"])
    expect(reports(team.dewi)[0]).toContain(`• hari yang terlewat karena kami (${day}): 2 orang`);

  await town.does(team.dewi.sends("/catatan"));
  for (const day of ["Rab, 25 Nov", "Sel, 24 Nov"]) {
    await town.does(team.dewi.taps("‹"));
    const lines = (team.dewi.lastText() ?? "").split("\n");
    expect(lines[0]).toContain(day);
    expect(lines).toContain("08.00 cek BPN-001 · gagal · terlewat karena kami, harinya sudah selesai");
    expect(lines).toContain("10.00 cek BPN-002 · gagal · terlewat karena kami, harinya sudah selesai");
  }
  await town.world.advanceTo(new Date("2026-11-27T04:05:00+08:00"));
  // Monday and Thursday are the two that call for somebody; the fourth would not.
  expect(await db.alert.count()).toBe(2);
});

test("a check-in that the tick cannot close is told, also when it is put off each time", async () => {
  await town.world.advanceTo(new Date("2026-11-23T08:00:00+08:00"));
  const { db, clock } = town.world;
  clock.moveTo(new Date("2026-11-24T05:30:00+08:00"));
  await db.checkIn.updateMany({ data: { closesAt: new Date("2026-11-24T05:40:00+08:00") } });
  await audit();
  expect(reports(team.dewi)).toEqual([expect.stringContaining("cek yang belum ditutup: 1")]);
});

test("a message put off for longer than anybody asked for leaves; one that Telegram wants later waits", async () => {
  const { db, clock } = town.world;
  await town.world.advanceTo(new Date("2026-11-23T08:00:00+08:00"));
  const pending = async (minutes: number) =>
    await db.outboxMessage.updateMany({
      where: { kind: "prompt" },
      data: {
        ...{ state: "pending", error: "retry-later", sentAt: null },
        dueAt: new Date(clock.now().getTime() + minutes * 60_000),
      },
    });
  const before = bayu.notifications().length;
  clock.moveTo(new Date("2026-11-23T08:15:00+08:00"));
  await pending(60);
  await audit();
  await town.world.advance({});
  expect(bayu.notifications().length).toBe(before);
  expect(reports(team.dewi)).toEqual([expect.stringContaining("lebih dari 10 menit belum terkirim: 1")]);
  await pending(365 * 24 * 60);
  await audit();
  await town.world.advance({});
  expect(bayu.notifications().length).toBe(before + 1);
});

test("a red check-in whose alert went missing is found, raised and delivered", async () => {
  await town.world.advance({ minutes: 30 });
  await town.does(bayu.taps("Siap"));
  await answers(town, bayu, { S8: 4, C1: 0 });
  await town.world.db.alert.deleteMany();
  const told = team.rina.notifications().length;
  await audit();
  expect(team.rina.notifications().slice(told)).toEqual(["1 hal perlu dilihat · BPN-001"]);
  const { reasons } = await town.world.db.alert.findFirstOrThrow();
  expect(reasons.byteLength).toBeGreaterThan(50);
});

/** Bayu answers all signs, and leaves at the question after them. */
async function answersSigns(digits: Readonly<Record<string, number>>): Promise<void> {
  await town.does(bayu.taps("Siap"));
  for (const id of ROUTE) if (id.startsWith("S")) await town.does(bayu.taps(String(digits[id] ?? 0)));
}

test("a red day that was closed late, after hours in which we were down, is not missing", async () => {
  await town.world.advance({ minutes: 30 });
  await answersSigns({ S8: 4 });
  await town.does(bayu.taps("0 "));
  await town.does(bayu.taps("0"));
  town.world.clock.moveTo(new Date("2026-11-24T06:00:00+08:00"));
  await town.world.advance({});
  const told = team.rina.notifications().length;
  expect(await town.world.db.alert.count({ where: { tier: "red" } })).toBe(1);
  await audit();
  expect(team.rina.notifications()).toHaveLength(told);
  expect(await town.world.db.alertEvent.count({ where: { kind: { in: ["opened", "attached"] } } })).toBe(1);
});

test("a red check-in that was begun by one clock and completed by another that is behind is not missing", async () => {
  await town.world.advance({ minutes: 30 });
  await town.does(bayu.taps("Siap"));
  await answers(town, bayu, { S8: 4, C1: 0 });
  const begun = new Date(town.world.clock.now().getTime() + 60_000);
  await town.world.db.checkIn.updateMany({ data: { startedAt: begun } });
  await town.does(team.rina.taps("Lihat"));
  await town.does(team.rina.taps("Sudah bicara"));
  await town.does(team.rina.taps("Cukup bicara"));
  await town.world.advanceTo(new Date("2026-11-24T04:15:00+08:00"));
  expect((await inspect(town.world.db, town.world.clock.now())).map(({ kind }) => kind)).toEqual([]);
});

test("a fear that was answered by a clock that is behind, before the check-in began by another, is not missing", async () => {
  const { db } = town.world;
  await town.world.advance({ minutes: 30 });
  await answersSigns({ S3: 3 });
  await town.does(bayu.taps("2 Ya"));
  expect(await db.alert.count({ where: { tier: "red" } })).toBe(1);
  const begun = new Date(town.world.clock.now().getTime() + 60_000);
  await db.checkIn.updateMany({ data: { startedAt: begun } });
  await town.does(team.rina.taps("Lihat"));
  await town.does(team.rina.taps("Sudah bicara"));
  await town.does(team.rina.taps("Cukup bicara"));
  await town.world.advanceTo(new Date("2026-11-24T04:15:00+08:00"));
  expect((await inspect(db, town.world.clock.now())).map(({ kind }) => kind)).toEqual([]);
});

test("a fear that was spoken about in the evening is not raised again when the day is closed", async () => {
  await town.world.advance({ minutes: 30 });
  await answersSigns({ S3: 3 });
  await town.does(bayu.taps("2 "));
  await town.does(team.rina.taps("Lihat"));
  await town.does(team.rina.taps("Sudah bicara"));
  await town.does(team.rina.taps("Cukup bicara"));
  expect(await town.world.db.alert.findFirstOrThrow()).toMatchObject({ tier: "red", state: "closed" });
  await town.world.advanceTo(new Date("2026-11-24T04:05:00+08:00"));
  expect(await town.world.db.checkIn.findFirstOrThrow({ orderBy: { id: "asc" } })).toMatchObject({
    tier: "red",
  });
  await audit();
  expect(await town.world.db.alert.count()).toBe(1);
});

test("a hard day that was kept quiet, because it was told the day before, is not missing two days later", async () => {
  for (const day of [23, 24]) {
    await town.world.advanceTo(new Date(`2026-11-${day}T08:00:00+08:00`));
    await town.does(bayu.taps("Siap"));
    await answers(town, bayu, { S1: 3, S2: 3, S3: 2, S5: 3, S7: 3 });
    if (day !== 23) continue;
    for (const button of ["Lihat", "Saya tangani", "Sudah bicara", "Cukup bicara"])
      await town.does(team.rina.taps(button));
  }
  expect(await town.world.db.auditEvent.count({ where: { action: "alert-kept-quiet" } })).toBe(1);
  await town.world.advanceTo(new Date("2026-11-26T12:00:00+08:00"));
  await audit();
  expect(town.log()).not.toContain("the auditor found something");
});

test("an open alert without a next step gets one", async () => {
  await town.world.advance({ minutes: 30 });
  await town.does(bayu.taps("🆘"));
  await town.world.db.alert.updateMany({ data: { escalateAt: null } });
  await audit();
  await town.world.advance({ minutes: 1 });
  expect(team.agus.notifications().at(-1)).toBe("1 hal perlu dilihat · BPN-001");
  const told = team.dewi.notifications().length;
  await town.world.db.alert.updateMany({ data: { escalateAt: new Date("2027-11-23T00:00:00Z") } });
  await audit();
  await town.world.advance({ minutes: 1 });
  expect(team.dewi.notifications().slice(told)).toEqual(["1 hal perlu dilihat · BPN-001"]);
});

test("an alert that was told to nobody is told, and whoever was passed over gets it as well", async () => {
  const { db, clock } = town.world;
  const later = (minutes: number) => clock.moveTo(new Date(clock.now().getTime() + minutes * 60_000));
  await town.does(bayu.sends("/bantuan"));
  const counted = (phone: Phone) => {
    const before = phone.notifications().length;
    return () => phone.notifications().length - before;
  };
  const [rina, agus] = [counted(team.rina), counted(team.agus)];
  await db.outboxMessage.deleteMany({ where: { kind: "alert" } });
  await db.alert.updateMany({ data: { step: 0 } });
  later(11);
  await audit();
  await town.world.advance({});
  expect(rina()).toBe(1);

  await town.world.advance({ minutes: 15 });
  expect(agus()).toBe(1);
  await db.outboxMessage.deleteMany({ where: { kind: "alert", staffId: team.ids.rina } });
  await audit();
  await audit();
  expect(rina()).toBe(2);
  expect(agus()).toBe(1);
  expect(reports(team.dewi)).toEqual([]);
});

test("what was held overnight, and told at seven to somebody who never got it, is told on at the next look", async () => {
  const { db, clock } = town.world;
  await town.world.advanceTo(new Date("2026-11-23T22:30:00+08:00"));
  await town.does(bayu.taps("Lanjut"));
  await answers(town, bayu, { C2: 2 });
  await town.world.advanceTo(new Date("2026-11-24T07:00:00+08:00"));
  const kinds = (await db.alertEvent.findMany({ orderBy: { id: "asc" } })).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind !== "attached")).toEqual(["opened", "held-for-quiet-hours", "told"]);
  await db.outboxMessage.updateMany({ where: { kind: "alert" }, data: { state: "failed" } });
  clock.moveTo(new Date("2026-11-24T07:15:00+08:00"));
  await audit();
  await town.world.advance({});
  expect(team.agus.notifications().at(-1)).toBe("1 hal perlu dilihat · BPN-001");
});

test("whoever is back while quiet hours hold an alert is told by the morning, and was not passed over until then", async () => {
  const { db, clock } = town.world;
  const told = () =>
    [team.rina, team.dewi].map(
      (phone) => phone.notifications().filter((text) => text === "1 hal perlu dilihat · BPN-001").length,
    );
  await town.world.advanceTo(new Date("2026-11-23T20:50:00+08:00"));
  await town.does(team.rina.blocksBot());
  await town.does(bayu.taps("Lanjut"));
  await answers(town, bayu, { C2: 2 });
  await town.world.advanceTo(new Date("2026-11-23T22:00:00+08:00"));
  await town.does(team.agus.blocksBot());
  await town.does(team.rina.unblocksBot());
  expect(await inspect(db, clock.now())).toEqual([]);
  await town.world.advanceTo(new Date("2026-11-24T06:59:00+08:00"));
  expect(told()).toEqual([0, 0]);
  await town.world.advanceTo(new Date("2026-11-24T07:00:00+08:00"));
  expect(told()).toEqual([1, 1]);
});

test("what nobody can repair is told to the coordinators, in one message, once a day", async () => {
  await town.does(team.rina.blocksBot());
  await town.does(team.agus.blocksBot());
  town.world.telegram.faults.next(
    { method: "sendMessage", chatId: team.dewi.id },
    { status: 403, description: "Forbidden: bot was blocked by the user" },
  );
  await town.world.advance({ minutes: 30 });
  await town.does(bayu.taps("🆘"));
  await audit();
  await audit();
  expect(reports(team.dewi)).toHaveLength(1);
  expect(reports(team.dewi)[0]).toContain("hal penting yang belum sampai ke siapa pun: 1");
});

test("after an outage nobody is told of what is over; what is so again on the same day is told", async () => {
  const { db, clock, app, telegram } = town.world;
  await town.world.advanceTo(new Date("2026-11-23T08:00:00+08:00"));
  const hold = async (state: "pending" | "sent") =>
    await db.outboxMessage.updateMany({
      where: { kind: "prompt" },
      data: {
        ...{ state, error: state === "pending" ? "retry-later" : null },
        dueAt: new Date(clock.now().getTime() + 60 * 60_000),
      },
    });
  const told = async () =>
    await db.outboxMessage.findMany({ where: { kind: "audit" }, orderBy: { id: "asc" } });
  clock.moveTo(new Date("2026-11-23T08:15:00+08:00"));
  const outage = telegram.faults.next(
    { method: "sendMessage", chatId: team.dewi.id },
    { status: 502, html: true },
    100,
  );
  await hold("pending");
  await audit();
  expect(await told()).toMatchObject([{ state: "pending", params: { "message-stuck": 1 } }]);
  // Its own row waits for as long, and is nothing to tell of.
  clock.moveTo(new Date("2026-11-23T08:30:00+08:00"));
  await hold("sent");
  await app.tick();
  await vi.waitFor(async () => expect(await told()).toMatchObject([{ state: "cancelled" }]), 10_000);
  outage.cancel();
  expect(reports(team.dewi)).toEqual([]);

  await hold("pending");
  await audit();
  expect(reports(team.dewi)).toEqual([expect.stringContaining("lebih dari 10 menit belum terkirim: 1")]);
  await audit();
  expect((await told()).map(({ state }) => state)).toEqual(["cancelled", "sent"]);
});

test("somebody who could be told again in the moment in which nobody could is told of it", async () => {
  const { db } = town.world;
  await db.staff.updateMany({ data: { unreachableSince: town.world.clock.now() } });
  await town.world.advance({ minutes: 30 });
  await town.does(bayu.taps("🆘"));
  // As it stands when he unblocked the bot before that was written, and found nothing to make due.
  await db.staff.updateMany({ where: { name: "Agus" }, data: { unreachableSince: null } });
  const told = team.agus.notifications().length;
  await audit();
  await town.world.advance({});
  expect(team.agus.notifications().slice(told)).toEqual(["1 hal perlu dilihat · BPN-001"]);
  expect(await db.alert.findFirstOrThrow()).toMatchObject({ undeliveredAt: null });
});

test("a repair that fails keeps nobody else from theirs, and is told", async () => {
  const citra = await enrol(town, team, { code: "BPN-002", hour: "08:00" });
  await town.world.advance({ minutes: 30 });
  for (const phone of [bayu, citra]) {
    await town.does(phone.taps("Siap"));
    await answers(town, phone, { S8: 4, C1: 0 });
  }
  const { db, clock, app } = town.world;
  await db.alert.deleteMany();
  const first = await db.checkIn.findFirstOrThrow({ orderBy: { id: "asc" } });
  await db.checkIn.update({ where: { id: first.id }, data: { instrument: "withdrawn-1" } });
  // Is repaired after alerts are.
  await db.programme.updateMany({ data: { summaryDueAt: null } });
  await audit();
  expect(team.rina.notifications().at(-1)).toMatch(/^1 hal perlu dilihat/);
  expect(await db.alert.count()).toBe(1);
  expect((await db.programme.findFirstOrThrow()).summaryDueAt).not.toBeNull();
  expect(reports(team.dewi)).toEqual([expect.stringContaining("hal yang belum diteruskan ke siapa pun: 1")]);

  clock.moveTo(new Date("2026-11-24T09:00:00+08:00"));
  await db.participant.updateMany({ data: { nextPromptAt: new Date("2027-11-24T00:00:00Z") } });
  await db.programme.updateMany({ data: { summaryDueAt: null } });
  const participant = { updateMany: async () => await Promise.reject(new Error("refused")) };
  const partly = Object.create(db, { participant: { value: participant } });
  const { found } = await runAudit({ ...app.deps, db: partly }, clock.now());
  const kinds = found.map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(["check-in-missing", "summary-missing"]));
  expect((await db.programme.findFirstOrThrow()).summaryDueAt).not.toBeNull();
});

test("what cannot be looked for keeps nothing else from being found, and is no good look", async () => {
  const { db, clock, app } = town.world;
  await db.participant.updateMany({ data: { nextPromptAt: null } });
  await db.$executeRaw`ALTER TABLE audit_events RENAME TO audit_events_away`;
  const look = runAudit(app.deps, clock.now());
  await Promise.allSettled([look]);
  await db.$executeRaw`ALTER TABLE audit_events_away RENAME TO audit_events`;
  const looked = await look;
  expect(looked.found.map(({ kind }) => kind)).toEqual(["prompt-missing"]);
  expect(looked.left).toEqual([]);
  expect([...looked.unseen]).toEqual(["check-in-missing", "alert-missing", "answer-unreadable"]);
  expect(isWell(looked)).toBe(false);
  expect(town.log()).toContain("the auditor could not look for this");
  expect(isWell(await runAudit(app.deps, clock.now()))).toBe(true);
});

test("where settings cannot be read their defaults are what is compared with, and everything is compared", async () => {
  const { db, clock, app } = town.world;
  await town.does(bayu.sends("/bantuan"));
  const wrong = {
    ladder: { red: { endAfterMinutes: 5 }, contact: { red: { limitMinutes: "sixty" } } },
    rules: { O5: { missesEarly: 2.5, again: {} } },
    summary: { minute: "8:00" },
  };
  await db.$executeRaw`UPDATE programmes SET settings = settings || ${JSON.stringify(wrong)}::jsonb`;
  // The backup's turn comes in 15 minutes.
  expect((await runAudit(app.deps, clock.now())).found).toEqual([]);
  await db.alert.updateMany({ data: { escalateAt: null } });
  await db.programme.updateMany({ data: { summaryDueAt: null } });
  const { found, left } = await runAudit(app.deps, clock.now());
  expect(found.map(({ kind }) => kind)).toEqual(["step-missing", "summary-missing"]);
  expect(left).toEqual([]);
});

test("a message is found, however many there were before it", async () => {
  const { db, clock } = town.world;
  const id = 2 ** 31 + 5;
  await db.$executeRaw`INSERT INTO outbox (id, kind, dedupe_key, staff_id, params, priority, intended_at, due_at, state, error)
    VALUES (${id}, 'notice', 'late', ${team.ids.rina}, '{}', 10, ${clock.now()}, ${clock.now()}, 'failed', 'bug')`;
  expect(await inspect(db, clock.now())).toMatchObject([{ kind: "message-refused", ids: [id] }]);
});

test("what the tick has done between look and repair is not done twice", async () => {
  const { db, clock, app } = town.world;
  await town.does(bayu.sends("/bantuan"));
  clock.moveTo(new Date(clock.now().getTime() + 75 * 60_000));
  const found = (await inspect(db, clock.now())).filter(({ kind }) => kind !== "prompt-missing");
  expect(found.map(({ kind }) => kind)).toEqual(["step-missing", "wait-unwatched"]);
  await town.world.advance({});
  const due = { select: { escalateAt: true, contactDueAt: true } } as const;
  const told = await db.alert.findFirstOrThrow(due);
  for (const finding of [...found, ...found.map((some) => ({ ...some, kind: "alert-untold" as const }))])
    expect(await repair(app.deps, finding, clock.now())).toBe(true);
  expect(await db.alert.findFirstOrThrow(due)).toEqual(told);
});

test("a person in need whom nothing watches is watched again, and the numbers go out", async () => {
  await town.does(bayu.sends("/bantuan"));
  await town.world.db.alert.updateMany({ data: { contactDueAt: null } });
  await town.world.advance({ minutes: 75 });
  expect((await town.world.db.alert.findFirstOrThrow()).unconnectedAt).toBeNull();
  await audit();
  expect(reports(team.dewi)).toEqual([]);
  await town.world.advance({ minutes: 1 });
  expect((await town.world.db.alert.findFirstOrThrow()).unconnectedAt).not.toBeNull();
  expect(bayu.notifications().at(-1)).toContain("menelepon");
  await town.world.db.outboxMessage.deleteMany({ where: { kind: "numbers-again" } });
  await town.world.advance({ minutes: 15 });
  const before = bayu.notifications().length;
  await audit();
  await audit();
  expect(bayu.notifications().slice(before)).toEqual([expect.stringContaining("menelepon")]);
  expect(reports(team.dewi)).toEqual([]);
});

test("what was noted by a clock that ran three days ahead is set right, and nobody waits for those days", async () => {
  const { db, clock, app } = town.world;
  const citra = await enrol(town, team, { code: "BPN-002", hour: "08:00" });
  await town.world.advance({ minutes: 30 });
  for (const [phone, digits] of [
    [bayu, { C2: 2 }],
    [citra, { S8: 4, C1: 0 }],
  ] as const) {
    await town.does(phone.taps("Siap"));
    await answers(town, phone, digits);
  }
  await town.does(team.rina.taps("Saya tangani"));
  expect(
    (await db.alert.findMany({ orderBy: { id: "asc" } })).map(({ tier, state }) => [tier, state]),
  ).toEqual([
    ["orange", "open"],
    ["red", "acknowledged"],
  ]);
  await db.$executeRaw`
    UPDATE alerts SET opened_at = opened_at + interval '3 days', waiting_since = waiting_since + interval '3 days',
                      acknowledged_at = acknowledged_at + interval '3 days', told_at = told_at + interval '3 days',
                      escalate_at = escalate_at + interval '3 days', contact_due_at = contact_due_at + interval '3 days',
                      ask_back_at = ask_back_at + interval '3 days'`;
  await db.$executeRaw`
    UPDATE outbox SET intended_at = intended_at + interval '3 days', due_at = due_at + interval '3 days',
                      state = CASE WHEN kind = 'prompt' AND participant_id = (SELECT max(id) FROM participants)
                                   THEN 'pending'::outbox_state ELSE state END`;
  clock.moveTo(new Date("2026-11-23T08:15:00+08:00"));
  const held = await db.outboxMessage.findMany({ where: { state: "pending" } });
  const { found, left } = await runAudit(app.deps, clock.now());
  // On a busy machine something else may wait for its second try.
  expect(held.map(({ kind }) => kind)).toContain("prompt");
  expect(found.map(({ kind, ids }) => [kind, ids.length])).toEqual([
    ["message-stuck", held.length],
    ["ahead-of-time", 2],
  ]);
  expect(left).toEqual([]);
  const [open, taken] = await db.alert.findMany({ orderBy: { id: "asc" } });
  expect(open).toMatchObject({ openedAt: clock.now(), escalateAt: clock.now() });
  expect(taken).toMatchObject({
    acknowledgedAt: clock.now(),
    escalateAt: new Date("2026-11-23T10:15:00+08:00"),
    contactDueAt: new Date("2026-11-23T09:15:00+08:00"),
  });
  await app.tick();
  await town.world.settle();
  expect(team.agus.notifications().at(-1)).toBe("1 hal perlu dilihat · BPN-001");
  expect(await db.outboxMessage.count({ where: { state: "pending" } })).toBe(0);
  expect((await runAudit(app.deps, clock.now())).found).toEqual([]);
});

test("what is urgent does not wait for the hour of a clock that ran ahead", async () => {
  const { db, clock, app, telegram } = town.world;
  const later = {
    status: 429,
    description: "Too Many Requests: retry after 60",
    parameters: { retry_after: 60 },
  };
  telegram.faults.next({ method: "sendMessage", chatId: team.rina.id }, later);
  await town.does(bayu.sends("/bantuan"));
  const told = team.rina.notifications().length;
  await db.$executeRaw`
    UPDATE outbox SET intended_at = intended_at + interval '8 hours', due_at = due_at + interval '8 hours'
    WHERE state = 'pending'`;
  const { found, left } = await runAudit(app.deps, clock.now());
  expect(found.map(({ kind, ids }) => [kind, ids.length])).toEqual([["message-stuck", 1]]);
  expect(left).toEqual([]);
  await app.tick();
  await town.world.settle();
  expect(team.rina.notifications().slice(told)).toEqual(["1 hal perlu dilihat · BPN-001"]);
  expect((await runAudit(app.deps, clock.now())).found).toEqual([]);
});

test("a contacted alert that nobody ends is asked about again", async () => {
  await town.does(bayu.sends("/bantuan"));
  await town.does(team.rina.taps("Lihat"));
  await town.does(team.rina.taps("Sudah bicara"));
  const { db, clock } = town.world;
  const days = (count: number) => new Date(clock.now().getTime() + count * 86_400_000);
  await db.alert.updateMany({ data: { contactedAt: days(-4), escalateAt: days(30) } });
  await audit();
  await town.world.advance({ minutes: 1 });
  expect(team.rina.notifications().at(-1)).toContain("belum ditutup");
});

test("past the limit the coordinators hear it from the auditor, too; the machine itself is well", async () => {
  await town.does(bayu.sends("/bantuan"));
  const { db, clock } = town.world;
  const since = new Date(clock.now().getTime() - 12.5 * 3_600_000);
  await db.alert.updateMany({ data: { openedAt: since, waitingSince: since, contactDueAt: clock.now() } });
  await town.world.advance({ minutes: 1 });
  expect(isWell(await runAudit(town.world.app.deps, clock.now()))).toBe(true);
  await town.world.settle();
  expect(reports(team.dewi)).toEqual([expect.stringContaining("‼ belum dihubungi siapa pun")]);
});

test("a coordinator who did not get all of last week's summary gets the rest", async () => {
  const eight = new Date("2026-11-23T08:00:00+08:00");
  await town.world.db.programme.updateMany({
    data: { createdAt: new Date("2026-09-01T00:00:00Z"), summaryDueAt: eight },
  });
  await town.world.advanceTo(eight);
  const files = () => team.dewi.sees().filter(({ document: file }) => file).length;
  expect(files()).toBe(1);
  // Not planned any more, and planned by a clock that was wrong: neither sends a week twice.
  for (const summaryDueAt of [null, new Date("2027-11-23T00:00:00Z")]) {
    await town.world.db.programme.updateMany({ data: { summaryDueAt } });
    await audit();
    await town.world.advance({});
    expect((await town.world.db.programme.findFirstOrThrow()).summaryDueAt).toEqual(
      new Date("2026-11-30T08:00:00+08:00"),
    );
  }
  expect(files()).toBe(1);
  await town.world.db.outboxMessage.deleteMany({ where: { kind: "summary-workbook" } });
  await town.world.advanceTo(new Date("2026-11-23T09:10:00+08:00"));
  const texts = team.dewi.notifications().length;
  await audit();
  await town.world.advance({ minutes: 2 });
  await audit();
  expect(files()).toBe(2);
  expect(reports(team.dewi)).toEqual([]);
  expect(team.dewi.notifications().length).toBe(texts + 1);
  const { db, clock } = town.world;
  await db.programme.updateMany({ data: { summaryDueAt: new Date(clock.now().getTime() + 600_000) } });
  await audit();
  expect(reports(team.dewi)).toEqual([expect.stringContaining("ringkasan yang terlewat: 1")]);
});

test("a part of the summary that is refused for good is no further look at anybody's data, and nothing that could be repaired", async () => {
  const { db, clock, app } = town.world;
  const eight = new Date("2026-11-23T08:00:00+08:00");
  await db.programme.updateMany({ data: { summaryDueAt: eight } });
  await town.world.advanceTo(eight);
  await db.outboxMessage.updateMany({
    where: { kind: "summary-workbook" },
    data: { state: "failed", error: "bug" },
  });
  const { programmeId, ids } = team;
  const finding = { kind: "summary-unsent", programmeId, ids: [ids.dewi] } as const;
  expect(await repair(app.deps, finding, clock.now())).toBe(false);
  expect(await db.auditEvent.count({ where: { action: "receive-summary" } })).toBe(1);
  await db.outboxMessage.deleteMany({ where: { kind: "summary-workbook" } });
  expect(await repair(app.deps, finding, clock.now())).toBe(true);
  expect(await db.auditEvent.count({ where: { action: "receive-summary" } })).toBe(2);
});

test("a weekday of the summary that is moved leaves the machine well: the week has left on the former one", async () => {
  const { db, clock, app } = town.world;
  const eight = new Date("2026-11-23T08:00:00+08:00");
  await db.programme.updateMany({
    data: { createdAt: new Date("2026-09-01T00:00:00Z"), summaryDueAt: eight },
  });
  await town.world.advanceTo(eight);
  const moves = async (at: string, weekday: number) => {
    clock.moveTo(new Date(at));
    const change = { summary: { weekday } };
    const { programmeId } = team;
    const moved = await changeSettings(app.deps, { programmeId, change, actor: "operator" }, clock.now());
    expect(moved).toEqual({ kind: "changed", keys: ["summary"] });
    const found = await inspect(db, clock.now(), { kinds: new Set(["summary-unsent", "summary-missing"]) });
    return found.map(({ kind }) => kind);
  };
  expect(await moves("2026-11-28T09:00:00+08:00", 5)).toEqual([]);
  expect(await moves("2026-11-29T21:00:00+08:00", 7)).toEqual([]);
  // Back to an hour that has passed: the week that ended on Sunday would not leave by it any more.
  expect(await moves("2026-11-30T09:30:00+08:00", 1)).toEqual(["summary-unsent"]);
});

test("what is done once a day is planned again where it is not, or for a day that is too far away", async () => {
  const { db, clock, app } = town.world;
  for (const [at, planned, next] of [
    ["2026-11-23T07:31:00+08:00", null, "2026-11-23T16:00:00+08:00"],
    // Today's hour has passed: it is looked at once more who is on tonight.
    ["2026-11-23T17:00:00+08:00", new Date("2099-01-01"), "2026-11-24T16:00:00+08:00"],
  ] as const) {
    await town.world.advanceTo(new Date(at));
    await db.programme.updateMany({ data: { purgeDueAt: planned, coverageDueAt: planned } });
    expect(await checkWork(db, clock.now())).toContainEqual(
      expect.objectContaining({
        state: "fail",
        says: expect.stringContaining("is not planned, or for a day too far away: 1"),
      }),
    );
    const logged = town.log().length;
    const { found, left } = await runAudit(app.deps, clock.now());
    expect(found.map(({ kind }) => kind)).toEqual(["daily-missing"]);
    expect(left).toEqual([]);
    await app.tick();
    await town.world.settle();
    expect(town.log().slice(logged)).toContain("where the audit stands");
    expect(await db.programme.findFirstOrThrow()).toMatchObject({
      purgeDueAt: new Date("2026-11-24T03:30:00+08:00"),
      coverageDueAt: new Date(next),
    });
  }
  expect(reports(team.dewi)).toEqual([]);
});

test("whoever has blocked the bot leaves the machine well: a coordinator without the summary, a person without the numbers", async () => {
  const { db, clock, app } = town.world;
  const eight = new Date("2026-11-23T08:00:00+08:00");
  await db.programme.updateMany({
    data: { createdAt: new Date("2026-09-01T00:00:00Z"), summaryDueAt: eight },
  });
  await town.does(bayu.sends("/bantuan"));
  for (const phone of [team.dewi, bayu]) await town.does(phone.blocksBot());
  await town.world.advanceTo(new Date("2026-11-23T09:10:00+08:00"));
  const failed = await db.outboxMessage.findMany({ where: { state: "failed" }, orderBy: { id: "asc" } });
  expect(failed.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["numbers-again", "summary", "summary-picture", "summary-workbook"]),
  );
  expect((await runAudit(app.deps, clock.now())).found).toEqual([]);
  for (const phone of [team.dewi, bayu]) await town.does(phone.unblocksBot());
  // The alert that had passed Dewi over has reached her.
  expect((await runAudit(app.deps, clock.now())).found).toEqual([]);
});

test("two processes that look at once raise a missing alert once, and say once what is left", async () => {
  await town.world.advance({ minutes: 30 });
  await town.does(bayu.taps("Siap"));
  await answers(town, bayu, { S8: 4, C1: 0 });
  const { db, clock, app } = town.world;
  await db.alert.deleteMany();
  await db.staff.updateMany({ where: { name: "Agus" }, data: { unreachableSince: clock.now() } });
  await db.$executeRaw`INSERT INTO outbox (kind, dedupe_key, staff_id, params, priority, intended_at, due_at, state, error)
    VALUES ('notice', 'broken', ${team.ids.rina}, '{}', 10, ${clock.now()}, ${clock.now()}, 'failed', 'bug')`;
  const told = team.rina.notifications().length;
  await Promise.all([1, 2, 3].map(async () => await runAudit(app.deps, clock.now())));
  await town.world.settle();
  expect(team.rina.notifications().slice(told)).toEqual(["1 hal perlu dilihat · BPN-001"]);
  expect(await db.alertEvent.count({ where: { kind: "opened" } })).toBe(1);
  expect(reports(team.dewi)).toHaveLength(1);
});

test("the heartbeat is silent for what the machine or its operator has to put right, and goes on for what only people can", () => {
  const beatsFor = {
    ...{ "prompt-missing": false, "check-in-missing": false, "prompt-unwritten": false },
    ...{ "closing-missing": false, "message-stuck": false, "message-refused": false, "alert-missing": false },
    ...{ "ahead-of-time": false, "alert-untold": false, "rung-skipped": false, "step-missing": false },
    ...{ "contact-unended": false, "wait-unwatched": false, "numbers-unsent": false },
    ...{
      "alert-undelivered": false,
      "daily-missing": false,
      "summary-missing": false,
      "summary-unsent": false,
    },
    ...{ "contact-overdue": true, "answer-unreadable": true, "day-lost": true },
  } satisfies Record<FindingKind, boolean>;
  const beats = Object.keys(beatsFor).map((kind) => {
    const finding = { kind: kind as FindingKind, programmeId: 1, ids: [1] };
    return [kind, isWell({ found: [finding], left: [finding], unseen: new Set() })];
  });
  expect(Object.fromEntries(beats)).toEqual(beatsFor);
});
