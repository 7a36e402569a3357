import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Clock } from "../../src/clock.ts";
import { inTransaction } from "../../src/db/client.ts";
import { type DueWork, earliestDue, takeOneDue } from "../../src/db/due-work.ts";
import { endOneAbsence } from "../../src/duty/end-one-absence.ts";
import { createTicker, ROWS_A_TURN } from "../../src/jobs/tick.ts";
import { createLog } from "../../src/log.ts";
import { Hands } from "../../src/outbox/hands.ts";
import { foundProgramme, usualProgramme } from "../../src/programme/found-programme.ts";
import { createTestDatabase, quietDeps } from "../support/database.ts";

const at = new Date("2026-11-23T19:30:00+08:00");
const database = await createTestDatabase();
const { db } = database;
afterAll(async () => await database.drop());
const deps = { ...quietDeps(db), hands: new Hands("test") };

/** As many turns as it takes for hundreds of people. */
const few = { rowsATurn: 5 };
const PEOPLE = 50;
let staffId: number;

/** Rina's people, of whom the first has an open alert. Nothing is due before a test says so. */
beforeAll(async () => {
  staffId = await inTransaction(db, async (tx) => {
    const programmeId = await foundProgramme(tx, usualProgramme, at);
    const rina = { programmeId, role: "counselor", name: "Rina", locale: "id", telegramId: 1n } as const;
    const { id } = await tx.staff.create({ data: { ...rina, linkedAt: at, createdAt: at } });
    await tx.participant.createMany({
      data: Array.from({ length: PEOPLE }, (_, index) => ({
        programmeId,
        code: `BPN-${index}`,
        status: "active" as const,
        locale: "id",
        zone: "Asia/Makassar",
        checkInMinute: 19 * 60 + 30,
        releaseDate: new Date("2026-11-01"),
        counselorId: id,
        createdAt: at,
      })),
    });
    const people = await tx.participant.findMany({ select: { id: true } });
    await tx.consent.createMany({
      data: people.flatMap(({ id: participantId }) =>
        (["checkIn", "counselor"] as const).map((purpose) => ({
          participantId,
          purpose,
          granted: true,
          textHash: "?",
          locale: "id",
          at,
        })),
      ),
    });
    const [first] = people;
    if (!first) throw new Error("nobody");
    await tx.alert.create({
      data: {
        participantId: first.id,
        tier: "red",
        state: "open",
        reasons: new Uint8Array(),
        rulesVersion: "rules@2",
        openedAt: at,
      },
    });
    return id;
  });
});
beforeEach(async () => {
  await db.alert.updateMany({ data: { escalateAt: null, contactDueAt: null, followUpAt: null } });
});

test("an alert that becomes due while hundreds of prompts are opened does not wait for all of them", async () => {
  await db.participant.updateMany({ data: { nextPromptAt: at } });
  await db.alert.updateMany({ data: { escalateAt: new Date(at.getTime() + 60_000) } });
  // A minute passes soon after the prompts have begun.
  let looks = 0;
  const clock: Clock = { now: () => (++looks < 10 ? at : new Date(at.getTime() + 60_000)) };
  const ticker = createTicker(deps, clock, async () => undefined, few);
  await ticker.tick();
  await ticker.stop();

  const told = await db.outboxMessage.findFirstOrThrow({ where: { kind: "alert", staffId } });
  const before = await db.outboxMessage.count({ where: { kind: "prompt", id: { lt: told.id } } });
  const all = await db.outboxMessage.count({ where: { kind: "prompt" } });
  expect(all).toBe(PEOPLE);
  expect(before).toBeLessThan(PEOPLE / 2);
  // Usually a turn is larger, and still over soon.
  expect(ROWS_A_TURN).toBeLessThanOrEqual(25);
});

test("an alert that becomes due while many programmes are purged waits for one of them", async () => {
  const programmes = 10;
  const expiresAt = new Date("2026-01-01T00:00:00Z");
  for (let index = 0; index < programmes; index++)
    await db.programme.create({
      data: {
        ...{
          name: `P${index}`,
          zone: "Asia/Makassar",
          locale: "id",
          settings: {},
          purgeDueAt: at,
          createdAt: at,
        },
        staff: {
          create: {
            ...{ role: "counselor", name: "S", locale: "id", createdAt: expiresAt },
            invites: { create: { tokenHash: `old-${index}`, createdAt: expiresAt, expiresAt } },
          },
        },
      },
    });
  await db.alert.updateMany({ data: { escalateAt: new Date(at.getTime() + 4), step: 0 } });
  // Each look at the clock takes a moment.
  let looks = 0;
  const clock: Clock = { now: () => new Date(at.getTime() + looks++) };
  const ticker = createTicker(deps, clock, async () => undefined);
  await ticker.tick();
  await ticker.stop();

  const told = await db.outboxMessage.findFirstOrThrow({
    where: { kind: "alert", staffId },
    orderBy: { id: "desc" },
  });
  const purges = await db.auditEvent.findMany({ where: { action: "purge" }, select: { at: true } });
  expect(purges).toHaveLength(programmes);
  expect(purges.filter(({ at: then }) => then < told.intendedAt).length).toBeLessThan(programmes / 2);
  await db.programme.deleteMany({ where: { name: { startsWith: "P" }, staff: { some: { name: "S" } } } });
});

test("an alert whose sweep fails once is looked at again before all of hundreds of prompts are opened", async () => {
  await db.outboxMessage.deleteMany();
  await db.checkIn.deleteMany();
  await db.participant.updateMany({ data: { nextPromptAt: at } });
  await db.alert.updateMany({ data: { escalateAt: at, step: 0 } });
  let cut = false;
  const line = new Proxy(db, {
    get(target, property) {
      if (property !== "$transaction" || cut) return Reflect.get(target, property);
      cut = true;
      return async () => await Promise.reject(new Error("Connection terminated unexpectedly"));
    },
  });
  const ticker = createTicker({ ...deps, db: line }, { now: () => at }, async () => undefined, few);
  await ticker.tick();
  await ticker.stop();

  const told = await db.outboxMessage.findFirstOrThrow({ where: { kind: "alert", staffId } });
  const after = await db.outboxMessage.count({ where: { kind: "prompt", id: { gt: told.id } } });
  expect(cut).toBe(true);
  expect(after).toBeGreaterThan(0);
});

test("what another process is working on is left to it: the tick does the rest and ends", async () => {
  await db.alert.updateMany({ data: { contactDueAt: at, followUpAt: at } });
  const ticker = createTicker(deps, { now: () => at }, async () => undefined);
  await inTransaction(db, async (other) => {
    const { id } = await other.alert.findFirstOrThrow();
    await other.$queryRaw`SELECT id FROM alerts WHERE id = ${id} FOR UPDATE`;
    await db.programme.updateMany({ data: { purgeDueAt: at } });
    await ticker.tick();
    const programme = await db.programme.findFirstOrThrow();
    expect(programme.purgeDueAt?.getTime()).toBeGreaterThan(at.getTime());
    expect(await db.alert.findUniqueOrThrow({ where: { id } })).toMatchObject({ followUpAt: at });
  });
  await ticker.tick();
  await ticker.stop();
  expect(await db.alert.findFirstOrThrow()).toMatchObject({ followUpAt: null });
});

test("what follows a tick fails, as when the database goes away just then: the next ticks do their work all the same", async () => {
  const lines: string[] = [];
  const log = createLog("error", { write: (line: string) => void lines.push(line) });
  let failures = 0;
  const ticker = createTicker({ ...deps, log }, { now: () => at }, async () => {
    failures += 1;
    throw new Error("Connection terminated unexpectedly");
  });
  await ticker.tick();
  await db.alert.updateMany({ data: { followUpAt: at } });
  await ticker.tick();
  await ticker.stop();
  expect(failures).toBe(2);
  expect(lines).toHaveLength(2);
  expect(await db.alert.findFirstOrThrow()).toMatchObject({ followUpAt: null });
});

test("a table that cannot be looked at stops only the work that rests on it", async () => {
  await db.alert.updateMany({ data: { followUpAt: at } });
  await db.$executeRaw`ALTER TABLE chat_messages RENAME TO chat_messages_away`;
  const wells: boolean[] = [];
  const ticker = createTicker(deps, { now: () => at }, async (well) => void wells.push(well));
  await ticker.tick();
  await ticker.stop();
  await db.$executeRaw`ALTER TABLE chat_messages_away RENAME TO chat_messages`;
  // What comes after a tick comes all the same: who has left is written down.
  expect(wells).toEqual([false]);
  expect(await db.alert.findFirstOrThrow()).toMatchObject({ followUpAt: null });
});

test("a batch that took everything is not asked for a second time in the same tick", async () => {
  const { id: participantId } = await db.participant.findFirstOrThrow();
  const old = { participantId, at: new Date("2026-11-01") };
  await db.chatMessage.createMany({ data: [1, 2].map((messageId) => ({ ...old, messageId })) });
  let batches = 0;
  const counted = new Proxy(db, {
    get(target, property) {
      if (property === "chatMessage") batches += 1;
      return Reflect.get(target, property);
    },
  });
  const ticker = createTicker({ ...deps, db: counted }, { now: () => at }, async () => undefined);
  await ticker.tick();
  await ticker.stop();
  expect(await db.chatMessage.count()).toBe(0);
  expect(batches).toBe(1);
});

test("work that failed is put off, so that it does not stand before all others", async () => {
  const broken: DueWork = {
    ...{ name: "broken", table: "alerts", at: "follow_up_at", lock: "UPDATE" },
    work: async () => {
      throw new Error("broken");
    },
  };
  await db.alert.updateMany({ data: { followUpAt: at } });
  expect(await takeOneDue(deps, broken, at)).toBe(true);
  const putOff = new Date(at.getTime() + 15 * 60_000);
  expect(await db.alert.findFirstOrThrow()).toMatchObject({ followUpAt: putOff });
});

test("work that waited for another too long is only put off to the next tick: a red alert does not stand still", async () => {
  const { id: programmeId } = await db.programme.findFirstOrThrow();
  const stalled: DueWork = {
    ...{ name: "stalled", table: "alerts", at: "follow_up_at", lock: "UPDATE" },
    work: async (tx) => {
      await tx.$executeRaw`SET LOCAL lock_timeout = 20`;
      await tx.$queryRaw`SELECT id FROM programmes WHERE id = ${programmeId} FOR UPDATE`;
    },
  };
  await db.alert.updateMany({ data: { followUpAt: at } });
  const nextTick = new Date(at.getTime() + 15_000);
  await inTransaction(db, async (other) => {
    await other.$queryRaw`SELECT id FROM programmes WHERE id = ${programmeId} FOR UPDATE`;
    expect(await takeOneDue(deps, stalled, at)).toBe(true);
  });
  expect(await db.alert.findFirstOrThrow()).toMatchObject({ followUpAt: nextTick });
});

test("what is due whenever it is looked at comes before everything else that is planned", async () => {
  const always = { name: "always", table: "programmes", at: "'-infinity'::timestamptz" } as const;
  expect(await earliestDue(db, [endOneAbsence, always])).toEqual(new Date(0));
  expect(await earliestDue(db, [{ ...always, where: "false" }])).toBeUndefined();
});

test("a return that cannot be handed over is tried again later, and stands before nothing meanwhile", async () => {
  const failing = {
    ...endOneAbsence,
    work: async () => {
      throw new Error("broken");
    },
  };
  const rina = async () => await db.staff.findFirstOrThrow();
  const comesBack = async (day: string) => await db.staff.updateMany({ data: { awayUntil: new Date(day) } });
  const four = new Date("2026-11-24T04:00:00+08:00");
  await comesBack("2026-11-24");
  expect(await takeOneDue(deps, failing, four)).toBe(true);
  expect(await takeOneDue(deps, endOneAbsence, four)).toBe(false);
  const later = new Date(four.getTime() + 15 * 60_000);
  expect(await earliestDue(db, [endOneAbsence])).toEqual(later);
  expect(await takeOneDue(deps, endOneAbsence, later)).toBe(true);
  expect((await rina()).awayUntil).toBeNull();
  expect(await db.auditEvent.count({ where: { action: "come-back" } })).toBe(1);
});
