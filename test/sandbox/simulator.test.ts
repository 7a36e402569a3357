import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { type Db, inTransaction } from "../../src/db/client.ts";
import { sealContext } from "../../src/db/sealed-columns.ts";
import { addDays } from "../../src/domain/calendar.ts";
import { createAgenda } from "../../src/sandbox/simulator/agenda.ts";
import { between, chanceOf, weighted } from "../../src/sandbox/simulator/chance.ts";
import { Chronicle } from "../../src/sandbox/simulator/chronicle.ts";
import { faultKinds } from "../../src/sandbox/simulator/fault-kinds.ts";
import type { FaultPlan } from "../../src/sandbox/simulator/faults.ts";
import { watchHands } from "../../src/sandbox/simulator/in-hand.ts";
import { createInquest } from "../../src/sandbox/simulator/inquest.ts";
import { checkRows, checkTaps, findTraces } from "../../src/sandbox/simulator/invariants.ts";
import type { Life } from "../../src/sandbox/simulator/life.ts";
import { Record } from "../../src/sandbox/simulator/record.ts";
import { reduce } from "../../src/sandbox/simulator/reduce.ts";
import type { Found } from "../../src/sandbox/simulator/report.ts";
import { type Hooks, simulate } from "../../src/sandbox/simulator/simulate.ts";
import { type SimulatedApps, startSimulatedApps } from "../../src/sandbox/simulator/simulated-apps.ts";
import { readUnsent } from "../../src/sandbox/simulator/unsent.ts";
import { startTelegram } from "../../src/sandbox/telegram/telegram.ts";
import { createTestDatabase } from "../support/database.ts";
import { answers, buildTeam, enrol, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";
import { givenDatabase } from "./simulator/support/given-database.ts";

test("a few people, one day, and everything fails: nothing is lost", {
  timeout: 240_000,
}, async () => {
  const options = { people: 5, days: 1, seed: 1414, hardDaysOnly: false, intensity: 20 } as const;
  // Other tests run beside it: how long a process takes to stop has its own story.
  const report = await simulate({ ...options, faults: faultKinds }, { slackMs: 5_000 });
  expect(report.found).toEqual([]);
  expect(report).toMatchObject({ violations: 0, lost: 0, seed: 1414, neverStruck: [] });
  expect(faultKinds.filter((kind) => report.struck[kind] === 0)).toEqual([]);
  expect(report.instances).toBe(2);
  expect(report.checkIns).toBe(5);
  // However many screens came too late for those who waited for them.
  expect(report.taps).toBeGreaterThan(report.checkIns);
});

test("a process that was killed is asked again when the next one is there", {
  timeout: 120_000,
}, async () => {
  const database = await createTestDatabase();
  const telegram = await startTelegram({ token: "110201543:simulated", clock: systemClock });
  const apps = await startSimulatedApps(
    {
      ...{ token: "110201543:simulated", apiRoot: telegram.apiRoot, databaseUrl: database.url },
      ...{ dataKey: randomBytes(32).toString("base64"), logFile: "/dev/null" },
    },
    { instances: 1, clock: systemClock, onEnd: () => undefined },
  );
  expect(await apps.endIn(0, 0, "SIGKILL")).toBe(true);
  expect((await apps.metrics()).join()).toContain("teman_pulih_updates_total");
  // Killed while it starts, and all is over before its supervisor tries again: that one is nobody's any more.
  expect(await apps.endIn(0, 0, "SIGKILL")).toBe(true);
  await vi.waitFor(async () => expect(await apps.endIn(0, 0, "SIGKILL")).toBe(true), {
    interval: 1,
    timeout: 20_000,
  });
  await apps.halt("SIGKILL");
  await apps.resume();
  await apps.metrics();
  const connections = async () =>
    await database.db.$queryRaw<{ name: string }[]>`
      SELECT DISTINCT application_name AS name FROM pg_stat_activity
      WHERE datname = current_database() AND application_name ~ '^teman-pulih [0-9a-f]{8}'`;
  // Those of the killed linger for a moment.
  await vi.waitFor(async () => expect(await connections()).toHaveLength(1), 20_000);
  // Whoever is asked to stop still answers for a while: it is the next one that has recovered.
  const before = await connections();
  expect(await apps.endIn(0, 0, "SIGTERM")).toBe(true);
  await apps.recovered();
  expect(await connections()).not.toEqual(expect.arrayContaining(before));
  // Longer than that supervisor waits.
  await wait(300);
  await apps.stop();
  await vi.waitFor(async () => expect(await connections()).toEqual([]), 20_000);
  await telegram.stop();
  await database.drop();
});

test("an answer that vanishes is found, with what led to it and the smallest run that shows it", {
  timeout: 240_000,
}, async () => {
  const options = {
    people: 2,
    days: 1,
    seed: 4,
    hardDaysOnly: false,
    intensity: 1,
    faults: [],
  } as const;
  const meddle: Hooks = {
    async onDay({ db }) {
      await db.$executeRaw`DELETE FROM answers WHERE question_id = 'S3'`;
    },
    database: givenDatabase,
  };
  const told: Found[] = [];
  const { found, histories, lived } = await simulate(
    { ...options, days: 9 },
    { ...meddle, onFound: (one) => told.push(one), isEnough: ({ length }) => length > 0 },
  );
  expect(lived).toBe(1);
  expect(told.map(({ violation }) => violation)).toEqual(found);
  const [first] = found;
  expect(first).toMatchObject({ invariant: "I2", what: "a tap that is not in the database" });
  expect(histories[0]?.lines.join("\n")).toMatch(/is asked.*taps S3=/s);
  const reduced = first && (await reduce(options, first, { ...meddle, withinMs: 60_000 }));
  expect(reduced?.options).toMatchObject({ days: 1, only: first?.codes, faults: [] });
  expect(reduced?.history.of).toMatch(/^I2 .*a tap that is not in the database/);
  expect(reduced?.command).toBe(
    `npm run simulate -- --people 2 --days 1 --seed 4 --only ${first?.codes.join(",")}`,
  );
});

describe("what is broken on purpose is found", () => {
  let town: Town;
  let team: Team;
  const since = new Date("2026-11-23T00:00:00Z");
  beforeAll(async () => {
    // What is broken here would not come to rest for the next story.
    town = await startTown({ fresh: true });
    team = await buildTeam(town);
    const bayu = await enrol(town, team, { code: "BPN-001" });
    await town.does(bayu.sends("/cek"));
    await answers(town, bayu, { S8: 4, C1: 0 });
  });
  afterAll(async () => await town.close());

  const found = async (db: Db = town.world.db) =>
    (await checkRows(db, since, new Date(town.world.clock.now().getTime() + 3_600_000))).map(
      ({ invariant, what }) => `${invariant} ${what}`,
    );

  const sealer = () => town.world.app.deps.sealer;

  test("nothing, as long as everything is as it should be", async () => {
    expect(await checkRows(town.world.db, since, town.world.clock.now())).toEqual([]);
  });

  test("I1: a check-in from before release", async () => {
    const { db } = town.world;
    const { releaseDate } = await db.participant.findFirstOrThrow();
    const tomorrow = new Date(`${addDays("2026-11-23", 1)}T00:00:00Z`);
    await db.participant.updateMany({ data: { releaseDate: tomorrow } });
    expect(await found()).toContain("I1 a check-in before release");
    await db.participant.updateMany({ data: { releaseDate } });
  });

  test("I1: a red after which the phases do not begin again", async () => {
    const { db } = town.world;
    const { reenteredOn } = await db.participant.findFirstOrThrow();
    const what = "I1 a red after which the phases do not begin again";
    expect(await found()).not.toContain(what);
    await db.participant.updateMany({ data: { reenteredOn: [new Date("2026-11-24")] } });
    expect(await found()).toContain(what);
    await db.participant.updateMany({ data: { reenteredOn } });
  });

  test("I1: a short check-in that was none to choose", async () => {
    const { db } = town.world;
    const { releaseDate, reenteredOn } = await db.participant.findFirstOrThrow();
    const whenReleased = async (date: string, reds: readonly string[]) => {
      const again = reds.map((day) => new Date(day));
      await db.participant.updateMany({ data: { releaseDate: new Date(date), reenteredOn: again } });
      const what =
        "I1 a short check-in within four weeks of the release or of a red, or of days that were hard";
      return (await found()).includes(what);
    };
    await db.checkIn.updateMany({ data: { form: "short" } });
    expect(await whenReleased("2026-10-26", ["2026-11-23"])).toBe(true);
    expect(await whenReleased("2026-10-25", ["2026-11-23"])).toBe(false);
    expect(await whenReleased("2026-10-25", ["2026-11-01", "2026-11-23"])).toBe(true);
    await db.checkIn.updateMany({ data: { form: "full" } });
    await db.participant.updateMany({ data: { releaseDate, reenteredOn } });
  });

  test("I1: a check-in without consent, whatever was consented to afterwards", async () => {
    const { db } = town.world;
    const what = "I1 a check-in without consent";
    const { openedAt } = await db.checkIn.findFirstOrThrow();
    const { id: _, ...consent } = await db.consent.findFirstOrThrow({ where: { purpose: "counselor" } });
    const refused = inTransaction(db, async (tx) => {
      const says = async (granted: boolean, minutes: number) => {
        const at = new Date(openedAt.getTime() + minutes * 60_000);
        await tx.consent.create({ data: { ...consent, granted, at } });
        return await found(tx as unknown as Db);
      };
      expect(await says(false, 1)).not.toContain(what);
      expect(await says(false, -1)).toContain(what);
      expect(await says(true, 1)).toContain(what);
      // Nothing is taken out of the ledger of consents again.
      throw new Error("rolled back");
    });
    await expect(refused).rejects.toThrow("rolled back");
  });

  test("I2: a tap that is not in the database, and one with another value", async () => {
    const { db, clock } = town.world;
    const { id: checkInId } = await db.checkIn.findFirstOrThrow();
    const { sealer } = town.world.app.deps;
    const tap = { code: "BPN-001", checkInId, at: since };
    const taps = [
      { ...tap, question: "S1", answer: 3 },
      { ...tap, question: "S6", answer: 0 },
      { ...tap, question: "S99", answer: 0 },
    ];
    const { violations, held } = await checkTaps(db, sealer, taps, clock.now());
    expect(violations.map(({ what }) => what)).toEqual([
      "a tap with another value",
      "a tap that is not in the database",
    ]);
    expect(held).toEqual([taps[1]]);
  });

  test("I2: an answer that was there, and is not at the end", async () => {
    const { db, clock } = town.world;
    const row = await db.answer.findFirstOrThrow({ where: { questionId: "S2" } });
    const { checkInId, value } = row;
    const record = new Record();
    const life = { clock, record, chronicle: new Chronicle(clock) } as Partial<Life> as Life;
    const inquest = createInquest({
      ...{ db, life, sealer: town.world.app.deps.sealer, people: { participants: [], staff: [] } },
      telegram: { chat: () => undefined },
      ...{ apps: { metrics: async () => [] } as Partial<SimulatedApps> as SimulatedApps },
      ...{
        hands: watchHands(db, clock),
        faults: { offMs: () => 0, hindrances: [] } as Partial<FaultPlan> as FaultPlan,
        onlookers: { takeFound: () => [] },
      },
      ...{ logFile: "/dev/null", wrongClocks: false, hardDaysOnly: false, secrets: [] },
    });
    const looks = async (isLast: boolean) =>
      (await inquest.look(isLast)).filter(({ invariant }) => invariant === "I2").map(({ what }) => what);
    record.tapped({ code: "BPN-001", checkInId, question: "S2", answer: value ?? 0, at: since });
    expect(await looks(false)).toEqual([]);
    await db.answer.deleteMany({ where: { checkInId, questionId: "S2" } });
    expect(await looks(false)).toEqual([]);
    expect(await looks(true)).toEqual(["a tap that is not in the database"]);
    await db.answer.create({ data: row });
  });

  test("I2: a tap whose check-in is gone, but not of whoever was erased", async () => {
    const { db, clock } = town.world;
    const { sealer } = town.world.app.deps;
    const taps = [{ code: "BPN-001", checkInId: 999_999, question: "S1", answer: 0, at: since }];
    expect((await checkTaps(db, sealer, taps, clock.now())).violations.map(({ what }) => what)).toEqual([
      "a tap whose check-in is gone",
    ]);
    const isErased = () => true;
    expect((await checkTaps(db, sealer, taps, clock.now(), { isErased })).violations).toEqual([]);
  });

  test("I2: an answer of whoever has left stays, whatever became of them", async () => {
    const { db, clock } = town.world;
    const { id: checkInId } = await db.checkIn.findFirstOrThrow();
    const { sealer } = town.world.app.deps;
    const taps = [{ code: "BPN-001", checkInId, question: "S1", answer: 3, at: since }];
    for (const status of ["withdrawn", "frozen", "active"] as const) {
      await db.participant.updateMany({ data: { status } });
      expect((await checkTaps(db, sealer, taps, clock.now())).violations).toHaveLength(1);
    }
  });

  test("I2: at a day's very end it is not known, and after it nothing is expected", async () => {
    const { db, clock } = town.world;
    const { id: checkInId, closesAt } = await db.checkIn.findFirstOrThrow();
    const { sealer } = town.world.app.deps;
    const tapAt = (minutes: number) => ({
      ...{ code: "BPN-001", checkInId, question: "S1", answer: 3 },
      at: new Date(closesAt.getTime() + minutes * 60_000),
    });
    const taps = [tapAt(-20), tapAt(-10), tapAt(10), tapAt(20)];
    const graceMs = 15 * 60_000;
    const { violations, held, doubtful } = await checkTaps(db, sealer, taps, clock.now(), { graceMs });
    expect([violations.length, held, doubtful]).toEqual([1, [], taps.slice(1, 3)]);
    expect((await checkTaps(db, sealer, taps, clock.now())).violations).toHaveLength(2);
  });

  test("I3: a red day that was kept quiet, unless it became red, and was told, by a correction", async () => {
    const { db } = town.world;
    const what = "I3 a red check-in that was kept quiet";
    const { id } = await db.checkIn.findFirstOrThrow();
    const { at } = await db.alertEvent.findFirstOrThrow({ where: { kind: "opened", tier: "red" } });
    const kept = inTransaction(db, async (tx) => {
      const quiet = async (minutes: number) => {
        const data = { actor: "system", action: "alert-kept-quiet", subject: `check-in:${id}` };
        await tx.auditEvent.create({ data: { ...data, at: new Date(at.getTime() + minutes * 60_000) } });
        return await found(tx as unknown as Db);
      };
      expect(await quiet(-5)).not.toContain(what);
      expect(await quiet(5)).toContain(what);
      // Nothing takes an entry out of the audit again.
      throw new Error("rolled back");
    });
    await expect(kept).rejects.toThrow("rolled back");
  });

  test("I3: a hard day that was kept quiet although nobody had heard of anything before", async () => {
    const { db } = town.world;
    const what = "I3 an orange or red check-in that nobody was told of and that was not kept quiet";
    const { id, completedAt } = await db.checkIn.findFirstOrThrow();
    const at = (minutes: number) => new Date((completedAt ?? since).getTime() + minutes * 60_000);
    const kept = inTransaction(db, async (tx) => {
      await tx.alertEvent.updateMany({ data: { at: at(-10) } });
      const quiet = async (minutes: number) => {
        const data = { actor: "system", action: "alert-kept-quiet", subject: `check-in:${id}` };
        await tx.auditEvent.create({ data: { ...data, at: at(minutes) } });
        return await found(tx as unknown as Db);
      };
      expect(await quiet(-60)).toContain(what);
      expect(await quiet(0)).not.toContain(what);
      throw new Error("rolled back");
    });
    await expect(kept).rejects.toThrow("rolled back");
  });

  test("I3: an emergency on an alert that people know, and of which nobody is written to", async () => {
    const { db, clock } = town.world;
    const what = "I3 a new alert, or an emergency on an open one, of which nobody of staff was written to";
    const { id: alertId } = await db.alert.findFirstOrThrow();
    const { id: staffId } = await db.staff.findFirstOrThrow();
    const at = new Date(clock.now().getTime() + 60_000);
    const notes = async (kind: string, tier: "orange" | "red", when = at) =>
      await db.alertEvent.create({ data: { alertId, kind, tier, at: when } });
    // Orange may have been told before.
    await notes("attached", "orange");
    expect(await found()).not.toContain(what);
    const { id: eventId } = await notes("attached", "red");
    expect(await found()).toContain(what);

    await notes("held-for-quiet-hours", "red");
    await notes("nobody-to-tell", "red", new Date(at.getTime() + 60_000));
    expect(await found()).toContain(what);
    const { id: nobody } = await notes("nobody-to-tell", "red");
    expect(await found()).not.toContain(what);
    await db.alertEvent.delete({ where: { id: nobody } });

    // However it fares, and whenever it says that it was to leave.
    const copy = { kind: "alert", alertId, staffId, priority: 0, intendedAt: since, dueAt: at } as const;
    const written = async (event: number) =>
      await db.outboxMessage.create({
        data: { ...copy, state: "failed", dedupeKey: `alert:${alertId}:${event}:${staffId}` },
      });
    const { id: earlier } = await written(eventId - 1);
    expect(await found()).toContain(what);
    const { id: own } = await written(eventId);
    expect(await found()).not.toContain(what);
    await db.outboxMessage.deleteMany({ where: { id: { in: [earlier, own] } } });
    await db.alertEvent.deleteMany({ where: { at: { gte: at } } });
  });

  test("I3: answers that nobody has judged", async () => {
    const { db } = town.world;
    const what = "I3 answers that nobody has judged";
    const { id, tier } = await db.checkIn.findFirstOrThrow();
    expect(await found()).not.toContain(what);
    await db.checkIn.update({ where: { id }, data: { tier: null } });
    expect(await found()).toContain(what);
    await db.checkIn.update({ where: { id }, data: { tier } });
  });

  test("I3: an alert that has reached nobody, however long ago it was opened, once its quiet hours are over", async () => {
    const { db, clock } = town.world;
    const what = "I3 an alert that reached nobody and is not marked";
    const { id: alertId, openedAt } = await db.alert.findFirstOrThrow();
    const copies = await db.outboxMessage.findMany({ where: { kind: "alert" }, select: { id: true } });
    const isCopy = { id: { in: copies.map(({ id }) => id) } };
    await db.alert.updateMany({ data: { openedAt: new Date(since.getTime() - 5 * 86_400_000) } });
    expect(await found()).not.toContain(what);
    await db.outboxMessage.updateMany({ where: isCopy, data: { state: "failed" } });
    expect(await found()).toContain(what);

    // 23:00 in Makassar; the night ends at seven.
    const held = await db.alertEvent.create({
      data: { alertId, kind: "held-for-quiet-hours", at: new Date("2026-11-22T15:00:00Z"), tier: "orange" },
    });
    const foundAt = async (time: string) =>
      (await checkRows(db, since, new Date(time))).map((one) => `${one.invariant} ${one.what}`);
    expect(await foundAt("2026-11-22T22:59:00Z")).not.toContain(what);
    expect(await foundAt("2026-11-22T23:02:00Z")).toContain(what);
    await db.alertEvent.delete({ where: { id: held.id } });

    const later = new Date(clock.now().getTime() + 2 * 3_600_000);
    await db.outboxMessage.updateMany({ where: isCopy, data: { state: "pending", intendedAt: later } });
    expect(await found()).not.toContain(what);
    const tomorrow = new Date(clock.now().getTime() + 24 * 3_600_000);
    await db.outboxMessage.updateMany({ where: isCopy, data: { intendedAt: tomorrow } });
    expect(await found()).toContain(what);
    await db.outboxMessage.updateMany({ where: isCopy, data: { state: "sent", intendedAt: clock.now() } });
    await db.alert.updateMany({ data: { openedAt } });
  });

  test("I3: an alert that reached somebody before it began anew or turned red, and nobody since", async () => {
    const { db, clock } = town.world;
    const what = "I3 an alert that reached nobody and is not marked";
    const { id: alertId } = await db.alert.findFirstOrThrow();
    const { id, staffId } = await db.outboxMessage.findFirstOrThrow({
      where: { kind: "alert" },
      orderBy: { id: "desc" },
    });
    expect(await found()).not.toContain(what);
    await db.alert.updateMany({ data: { toldAfter: id } });
    expect(await found()).toContain(what);
    await db.alert.updateMany({ data: { state: "acknowledged" } });
    expect(await found()).not.toContain(what);
    await db.alert.updateMany({ data: { state: "open", toldAfter: 0n } });

    const at = clock.now();
    const notes = async (kind: string, tier: "orange" | "red") =>
      await db.alertEvent.create({ data: { alertId, kind, tier, at } });
    const { id: orange } = await notes("attached", "orange");
    expect(await found()).not.toContain(what);
    const { id: red } = await notes("attached", "red");
    expect(await found()).toContain(what);
    const { id: earlier } = await db.alertEvent.update({
      where: { id: orange },
      data: { kind: "held-for-quiet-hours" },
    });
    expect(await found()).toContain(what);
    await db.alert.updateMany({ data: { undeliveredAt: at } });
    expect(await found()).not.toContain(what);
    await db.alert.updateMany({ data: { undeliveredAt: null } });

    const copy = {
      kind: "alert",
      alertId,
      staffId,
      priority: 0,
      intendedAt: at,
      dueAt: at,
      sentAt: at,
    } as const;
    const { id: told } = await db.outboxMessage.create({
      data: { ...copy, state: "failed", dedupeKey: `alert:${alertId}:${red}:${staffId}` },
    });
    expect(await found()).toContain(what);
    await db.outboxMessage.update({ where: { id: told }, data: { state: "sent" } });
    expect(await found()).not.toContain(what);
    await db.outboxMessage.delete({ where: { id: told } });
    await db.alertEvent.deleteMany({ where: { id: { in: [earlier, red] } } });
  });

  test("I4: a message that is tried for ever, but not what waits behind another", async () => {
    const { db, clock } = town.world;
    const what = "I4 a message that waits although it is due";
    const { id: participantId } = await db.participant.findFirstOrThrow();
    const [now, soon] = [clock.now(), new Date(clock.now().getTime() + 5 * 3_600_000)];
    const tried = { kind: "notice", participantId, priority: 10, intendedAt: now, dueAt: soon } as const;
    const { id } = await db.outboxMessage.create({
      data: { ...tried, dedupeKey: "tried", sequence: "one", attempts: 40, error: "retry-later" },
    });
    const waiting = async (seconds: number) =>
      (await checkRows(db, since, new Date(now.getTime() + seconds * 1000)))
        .filter((one) => `${one.invariant} ${one.what}` === what)
        .map(({ who }) => who);
    expect(await waiting(15 * 60)).toEqual([]);
    expect(await waiting(17 * 60)).toEqual([`notice ${id}`]);
    const behind = { ...tried, dedupeKey: "behind", sequence: "one" };
    const { id: follower } = await db.outboxMessage.create({ data: behind });
    expect(await waiting(17 * 60)).toEqual([`notice ${id}`]);
    await db.outboxMessage.update({ where: { id }, data: { state: "sent", sentAt: now } });
    expect(await waiting(17 * 60)).toEqual([`notice ${follower}`]);
    await db.outboxMessage.update({ where: { id: follower }, data: { kind: "summary-workbook" } });
    expect(await waiting(25 * 60)).toEqual([]);
    expect(await waiting(27 * 60)).toEqual([`summary-workbook ${follower}`]);
    await db.outboxMessage.deleteMany({ where: { dedupeKey: { in: ["tried", "behind"] } } });
  });

  test("a message that has not left, with what happened to what it is about", async () => {
    const { db, clock } = town.world;
    const [now, later] = [clock.now(), new Date(clock.now().getTime() + 1)];
    const { id: participantId } = await db.participant.findFirstOrThrow();
    const { id: checkInId, ...checkIn } = await db.checkIn.findFirstOrThrow();
    const { staffId, alertId } = await db.outboxMessage.findFirstOrThrow({ where: { kind: "alert" } });
    const write = async (kind: string, more: object) => {
      const data = { kind, dedupeKey: `off ${kind}`, priority: 10, intendedAt: now, dueAt: now };
      await db.outboxMessage.create({ data: { ...data, state: "cancelled", ...more } });
    };
    await write("prompt", { participantId, checkInId, params: { again: 1 } });
    await write("closing", { participantId, checkInId, state: "failed", error: "bug" });
    await write("alert-update", { staffId, alertId, params: { messageId: 12 }, state: "pending" });
    const times = { since: new Date(now.getTime() - 1), until: now, tried: now };
    const { startedAt, completedAt, closesAt, messageId } = checkIn;
    const about = { code: "BPN-001", fromParticipant: false, sentOnAt: [], relayEnded: false, loud: false };
    const budis = { ...about, owner: "BPN-001", toParticipant: true, startedAt, completedAt, closesAt };
    const unsent = await readUnsent(db, times);
    expect(unsent).toMatchObject([
      { ...budis, kind: "prompt", state: "cancelled", again: true, changes: null },
      { ...budis, kind: "closing", state: "failed", error: "bug", again: false, changes: messageId },
      { ...about, kind: "alert-update", state: "pending", changes: 12, toParticipant: false, closesAt: null },
    ]);
    expect(
      unsent.map(({ answeredAt, owner }) => [answeredAt.length > 10, /^staff \d+$/.test(owner)]),
    ).toEqual([
      [true, false],
      [true, false],
      [false, true],
    ]);
    const [, , { id = "" } = {}] = unsent;
    await db.outboxMessage.update({
      where: { id: BigInt(id) },
      data: { error: "day-over", params: { day: "2026-11-22" }, intendedAt: since, state: "failed" },
    });
    expect((await readUnsent(db, times)).map(({ lostDay }) => lostDay)).toEqual([null, null, "2026-11-22"]);
    await db.checkIn.update({ where: { id: checkInId }, data: { localDay: new Date("2026-11-22") } });
    const lost = { participantId, staffId: null };
    await db.outboxMessage.update({ where: { id: BigInt(id) }, data: lost });
    expect(await readUnsent(db, times)).toHaveLength(2);
    await db.checkIn.update({ where: { id: checkInId }, data: { localDay: checkIn.localDay } });
    await db.outboxMessage.update({ where: { id: BigInt(id) }, data: { participantId: null, staffId } });
    await db.outboxMessage.update({
      where: { id: BigInt(id) },
      data: { error: null, state: "pending", intendedAt: now },
    });
    // What waits may be tried yet; before and after it is another time.
    expect(await readUnsent(db, { ...times, tried: times.since })).toHaveLength(2);
    expect(await readUnsent(db, { ...times, since: now, until: later, tried: later })).toEqual([]);
    expect(await readUnsent(db, { ...times, until: times.since })).toEqual([]);

    const data = { alertId: alertId ?? 0, at: later, tier: "orange" } as const;
    for (const kind of ["talked", "attached"]) await db.alertEvent.create({ data: { ...data, kind } });
    const [, , update] = await readUnsent(db, times);
    expect(update).toMatchObject({ settledAt: [later], renewedAt: [later] });
    await db.alertEvent.deleteMany({ where: { at: later } });
    await db.outboxMessage.deleteMany({ where: { dedupeKey: { startsWith: "off " } } });
  });

  test("a notice that has not left, with whose code it names, or that it says who is on duty", async () => {
    const { db, clock } = town.world;
    const now = clock.now();
    const { id: staffId } = await db.staff.findFirstOrThrow();
    for (const params of [
      { notice: "paused", code: "BPN-001" },
      { notice: "covering", about: staffId },
      { notice: "uncovered" },
    ]) {
      const data = {
        kind: "notice",
        dedupeKey: `off ${params.notice}`,
        priority: 10,
        intendedAt: now,
        dueAt: now,
      };
      await db.outboxMessage.create({ data: { ...data, staffId, params, state: "cancelled" } });
    }
    expect(
      await readUnsent(db, { since: new Date(now.getTime() - 1), until: now, tried: now }),
    ).toMatchObject([
      { code: "BPN-001", ofDuty: false, passing: false },
      { code: null, ofDuty: true, passing: false },
      { code: null, ofDuty: false, passing: true },
    ]);
    await db.outboxMessage.deleteMany({ where: { dedupeKey: { startsWith: "off " } } });
  });

  test("a message about what somebody wrote that has not left, with what became of the line that it is there", async () => {
    const { db, clock } = town.world;
    const now = clock.now();
    const { id: participantId, counselorId } = await db.participant.findFirstOrThrow();
    const { id: relayId } = await db.relayMessage.create({
      data: {
        ...{ participantId, staffId: counselorId ?? 0, fromParticipant: true, kind: "text" },
        ...{ sealed: Buffer.of(), at: now, updateId: 1, sourceMessageId: 7 },
      },
    });
    let key = 0;
    const write = async (kind: string, more: object, params: object = {}) => {
      const data = { kind, dedupeKey: `off ${key++}`, priority: 10, intendedAt: now, dueAt: now, relayId };
      await db.outboxMessage.create({ data: { ...data, params, state: "cancelled", ...more } });
    };
    await write("relay-status", { participantId });
    await write("relay", { staffId: counselorId, state: "failed", error: "unreachable" });
    await write("relay-status", { participantId }, { loud: 1 });
    await write("relay-status", { participantId, state: "sent", messageId: 9 });
    await write("relay", { staffId: counselorId, state: "sent", messageId: 3 });
    await write("relay-status", { participantId });
    const unsent = await readUnsent(db, { since: new Date(now.getTime() - 1), until: now, tried: now });
    const about = { code: "BPN-001", fromParticipant: true };
    expect(unsent).toMatchObject([
      { ...about, sentOnAt: [now, now], relayEnded: false, changes: null, loud: false },
      { ...about, kind: "relay", sentOnAt: [now], error: "unreachable", toParticipant: false },
      { ...about, sentOnAt: [now], relayEnded: true, changes: null, loud: true },
      { ...about, sentOnAt: [], relayEnded: false, changes: 9, loud: false },
    ]);
    await db.relayMessage.deleteMany();
  });

  test("I3: not what the last sign brought about, where the question about safety stays unanswered until the day closes", async () => {
    const { db } = town.world;
    const { id, completedAt } = await db.checkIn.findFirstOrThrow();
    await db.checkIn.update({ where: { id }, data: { completedAt: null } });
    const what = "I3 an orange or red check-in that nobody was told of and that was not kept quiet";
    expect(await found()).not.toContain(what);
    await db.answer.updateMany({ data: { answeredAt: new Date(town.world.clock.now().getTime() + 1) } });
    expect(await found()).toContain(what);
    await db.answer.updateMany({ data: { answeredAt: town.world.clock.now() } });
    await db.checkIn.update({ where: { id }, data: { completedAt } });
  });

  test("I5: an alert sent to somebody of another programme", async () => {
    const { db } = town.world;
    const what = "I5 an alert sent to somebody of another programme";
    expect(await found()).not.toContain(what);
    const strayed = inTransaction(db, async (tx) => {
      const other = { name: "BER", zone: "Europe/Berlin", locale: "id", settings: {}, createdAt: since };
      const { id: programmeId } = await tx.programme.create({ data: other });
      const { staffId } = await tx.outboxMessage.findFirstOrThrow({
        where: { kind: "alert", state: "sent" },
      });
      await tx.staff.update({ where: { id: staffId ?? 0 }, data: { programmeId } });
      expect(await found(tx as unknown as Db)).toContain(what);
      throw new Error("rolled back");
    });
    await expect(strayed).rejects.toThrow("rolled back");
  });

  test("I3: an alert that nothing moves on, and one that never came", async () => {
    const { db } = town.world;
    await db.alert.updateMany({ data: { escalateAt: null } });
    expect(await found()).toContain("I3 an open alert without a due time and without anybody who holds it");
    await db.alert.deleteMany();
    expect(await found()).toContain(
      "I3 an orange or red check-in that nobody was told of and that was not kept quiet",
    );
  });

  test("I6: a code that is still written somewhere", async () => {
    const { db, clock } = town.world;
    const erased = [{ code: "BPN-001", words: ["BPN-001"] }];
    expect(
      (await findTraces(db, sealer(), erased, clock.now())).map(({ what, codes }) => ({ what, codes })),
    ).toEqual([
      { what: "somebody who was erased is still to be found in public.participants", codes: ["BPN-001"] },
    ]);
  });

  test("I6: words and a number in what somebody of staff was just writing, which is sealed", async () => {
    const { db, clock } = town.world;
    const { telegramId } = await db.staff.findFirstOrThrow();
    const key = String(telegramId);
    const gone = { code: "BPN-009", words: ["BPN-009", "q7n0123456789"], id: 987_654_321 };
    const writes = async (text: string, context = sealContext.conversation(key)) => {
      const sealed = sealer().seal(JSON.stringify({ text }), context);
      const state = { sealed, updatedAt: clock.now() };
      await db.conversationState.upsert({ where: { key }, create: { key, ...state }, update: state });
      return (await findTraces(db, sealer(), [gone], clock.now())).map(({ what, who }) => `${what}: ${who}`);
    };
    const there =
      "somebody who was erased is still to be found in public.conversation_states, sealed: BPN-009";
    expect(await writes("about BPN-0091 and 1987654321")).toEqual([]);
    expect(await writes("about BPN-009")).toEqual([`${there}: BPN-009`]);
    expect(await writes("q7n0123456789, 987654321")).toEqual([
      `${there}: q7n0123456789`,
      `${there}: 987654321`,
    ]);
    // Nobody can read it, here neither.
    expect(await writes("about BPN-009", "elsewhere")).toEqual([]);
    await db.conversationState.delete({ where: { key } });
  });

  test("I6: the number of a person, but not on the tombstone and in the audit", async () => {
    const { db, clock } = town.world;
    const { id } = await db.participant.findFirstOrThrow();
    const { programmeId } = await db.staff.findFirstOrThrow();
    const gone = 987_654_321;
    const month = new Date("2026-11-01");
    await db.tombstone.create({ data: { participantId: gone, programmeId, month } });
    const actor = `participant:${gone}`;
    await db.auditEvent.create({ data: { at: clock.now(), actor, action: "erase", programmeId } });
    const traces = async () =>
      (await findTraces(db, sealer(), [{ code: "BPN-009", words: ["BPN-009"], id: gone }], clock.now())).map(
        ({ what, codes }) => ({ what, codes }),
      );
    expect(await traces()).toEqual([]);
    const at = clock.now();
    const due = { kind: "notice", priority: 10, intendedAt: at, dueAt: at } as const;
    await db.outboxMessage.create({
      data: { ...due, participantId: id, dedupeKey: `frozen:${gone}:today` },
    });
    expect(await traces()).toEqual([
      { what: "somebody who was erased is still to be found in public.outbox", codes: ["BPN-009"] },
    ]);
  });

  test("I6: the number of an account, but not the same digits within sealed bytes or another number", async () => {
    const { db, clock } = town.world;
    const { id } = await db.participant.findFirstOrThrow();
    const note = { participantId: id, authorId: (await db.staff.findFirstOrThrow()).id, at: clock.now() };
    await db.note.create({ data: { ...note, sealed: Buffer.from("a130000126f0", "hex") } });
    const erased = [{ code: "BPN-999", words: ["30000126"] }];
    const traces = async () => (await findTraces(db, sealer(), erased, clock.now())).map(({ what }) => what);
    await db.conversationState.create({
      data: { key: "5300001260", sealed: Buffer.of(), updatedAt: clock.now() },
    });
    expect(await traces()).toEqual([]);
    await db.conversationState.create({
      data: { key: "30000126", sealed: Buffer.of(), updatedAt: clock.now() },
    });
    expect(await traces()).toEqual([
      "somebody who was erased is still to be found in public.conversation_states",
    ]);
  });
});

test("what was found as it was tapped has to be there at the end, with what was tapped later, unless that is in doubt", () => {
  const record = new Record();
  const at = new Date("2026-11-23T09:00:00Z");
  const tap = { code: "BPN-001", checkInId: 7, at };
  record.keep([
    { ...tap, question: "S1", answer: 3 },
    { ...tap, question: "S10", answer: "skipped" },
    { ...tap, question: "S2", answer: 1 },
  ]);
  record.keep([{ ...tap, question: "S1", answer: 2 }]);
  record.doubt([{ ...tap, question: "S2", answer: 0 }]);
  record.keep([{ ...tap, checkInId: 8, question: "S1", answer: 0, at: new Date(at.getTime() - 1) }]);
  expect([...record.keptSince(at)].flat()).toEqual([
    { ...tap, question: "S10", answer: "skipped" },
    { ...tap, question: "S1", answer: 2 },
  ]);
});

test("the same seed and words give the same chance, spread over the whole range", () => {
  const chance = chanceOf(7);
  expect(chance("BPN-001", "2026-11-23")).toBe(chanceOf(7)("BPN-001", "2026-11-23"));
  expect(chance("BPN-001", "2026-11-23")).not.toBe(chanceOf(8)("BPN-001", "2026-11-23"));
  const many = Array.from({ length: 1000 }, (_, index) => chance(index));
  expect(Math.min(...many)).toBeLessThan(0.02);
  expect(Math.max(...many)).toBeGreaterThan(0.98);
  expect([between(0, 3, 5), between(0.999, 3, 5)]).toEqual([3, 5]);
  const choices = [
    ["often", 9],
    ["seldom", 1],
  ] as const;
  expect([weighted(0.5, choices), weighted(0.95, choices)]).toEqual(["often", "seldom"]);
});

test("the agenda hands out what is due, by time, and what was planned first comes first", async () => {
  const agenda = createAgenda();
  const done: string[] = [];
  const plan = (time: string, what: string) =>
    agenda.plan(new Date(`2026-11-23T${time}Z`), async () => void done.push(what));
  plan("10:00:00", "ten");
  plan("09:00:00", "nine, planned first");
  plan("08:59:30", "nine, rounded up");
  expect(agenda.next()).toEqual(new Date("2026-11-23T09:00:00Z"));
  for (const act of agenda.takeDue(new Date("2026-11-23T09:30:00Z"))) await act();
  expect(done).toEqual(["nine, planned first", "nine, rounded up"]);
});
