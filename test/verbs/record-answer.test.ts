import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { recordAnswer } from "../../src/check-ins/record-answer.ts";
import { storeAnswer } from "../../src/check-ins/stored-answers.ts";
import { createDatabase, inTransaction } from "../../src/db/client.ts";
import { createSealer } from "../../src/db/seal.ts";
import type { Deps } from "../../src/deps.ts";
import { addDays, dayClosesAt, dbDate } from "../../src/domain/calendar.ts";
import type { Answer } from "../../src/domain/instrument.ts";
import { loadInstruments } from "../../src/instruments/index.ts";
import { foundProgramme, usualProgramme } from "../../src/programme/found-programme.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { ROUTE } from "../support/team.ts";

const NOW = new Date("2026-11-23T10:00:00+08:00");
const BAYU = 5_000_000_001;
const DAYS = 15;
const INSTRUMENT = "recovery-dangers@1";

let database: TestDatabase;
/** Two processes on one database, as in webhook mode. */
let instances: readonly [Deps, Deps];
let day = "2026-11-23";
let participantId: number;
let checkInId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  const deps = (db: Deps["db"]): Deps => ({
    db,
    sealer: createSealer(new Uint8Array(32)),
    instruments: loadInstruments(),
    log: pino({ level: "silent" }),
  });
  instances = [deps(database.db), deps(createDatabase(database.url))];
  const { db } = database;
  const programmeId = await inTransaction(db, async (tx) => await foundProgramme(tx, usualProgramme, NOW));
  const rina = await db.staff.create({
    data: {
      programmeId,
      role: "counselor",
      name: "Rina",
      locale: "id",
      telegramId: 6_000_000_001,
      createdAt: NOW,
    },
  });
  ({ id: participantId } = await db.participant.create({
    data: {
      programmeId,
      code: "BPN-001",
      status: "active",
      locale: "id",
      zone: "Asia/Makassar",
      checkInMinute: 480,
      releaseDate: dbDate("2026-11-01"),
      counselorId: rina.id,
      telegramId: BAYU,
      createdAt: NOW,
    },
  }));
});

afterAll(async () => {
  await instances[1].db.$disconnect();
  await database.drop();
});

beforeEach(async () => {
  await database.db.alert.deleteMany();
});

async function openCheckIn(): Promise<void> {
  day = addDays(day, -1);
  ({ id: checkInId } = await database.db.checkIn.create({
    data: {
      participantId,
      localDay: dbDate(day),
      instrument: INSTRUMENT,
      form: "full",
      s6Form: "soft",
      state: "prompted",
      openedAt: NOW,
      closesAt: dayClosesAt("2026-11-23", "Asia/Makassar"),
    },
  }));
}

const tap = (deps: Deps, questionId: string, answer: Answer) =>
  recordAnswer(deps, { checkInId, telegramId: BAYU, questionId, answer }, NOW);

/** Only the one before it is tapped; what was tapped earlier would stand in the database like this. */
async function answerUpTo(last: string, answer: Answer = 0): Promise<void> {
  const { db, sealer, instruments } = instances[0];
  const questions = new Map(instruments.get(INSTRUMENT)?.questions.map((one) => [one.id, one]));
  const before = ROUTE.slice(0, ROUTE.indexOf(last as never));
  const rows = before.slice(0, -1).map((questionId) => {
    const question = questions.get(questionId);
    if (!question) throw new Error(`no question ${questionId}`);
    return { checkInId, questionId, answeredAt: NOW, ...storeAnswer(sealer, checkInId, question, answer) };
  });
  await db.answer.createMany({ data: rows });
  await tap(instances[0], before.at(-1) ?? "", answer);
}

test("the two last questions, answered at once in two processes, complete the check-in once", async () => {
  for (let round = 0; round < DAYS; round++) {
    await openCheckIn();
    await answerUpTo("C1");
    const outcomes = await Promise.all([tap(instances[0], "C1", 4), tap(instances[1], "C2", 0)]);
    expect(outcomes.filter(({ kind }) => kind === "completed")).toHaveLength(1);
    const stored = await database.db.checkIn.findUniqueOrThrow({
      where: { id: checkInId },
      include: { answers: true },
    });
    expect(stored.state).toBe("completed");
    expect(stored.answers).toHaveLength(ROUTE.length);
  }
});

test("the last answer, delivered twice to two processes at once, is one completion and no correction", async () => {
  for (let round = 0; round < DAYS; round++) {
    await database.db.alert.deleteMany();
    await openCheckIn();
    await answerUpTo("C2", 4);
    await tap(instances[0], "SAFETY", 0);
    const outcomes = await Promise.all(instances.map(async (deps) => await tap(deps, "C2", 1)));
    expect(outcomes).toMatchObject([{ kind: "completed" }, { kind: "completed" }]);
    const events = await database.db.alertEvent.findMany({ orderBy: { id: "asc" } });
    expect(events.map(({ kind }) => kind)).toEqual(["opened", "told"]);
    expect(await database.db.answerRevision.count({ where: { checkInId } })).toBe(0);
  }
});

test("two corrections at once in two processes: the later one is judged with the earlier", async () => {
  for (let round = 0; round < DAYS; round++) {
    await database.db.alert.deleteMany();
    await openCheckIn();
    await answerUpTo("C1");
    await tap(instances[0], "C1", 4);
    expect(await tap(instances[0], "C2", 0)).toMatchObject({ kind: "completed" });
    await Promise.all([tap(instances[0], "S8", 4), tap(instances[1], "C1", 1)]);
    const { tier } = await database.db.checkIn.findUniqueOrThrow({ where: { id: checkInId } });
    expect(tier).toBe("red");
    expect(await database.db.alert.findMany()).toMatchObject([{ tier: "red", checkInId }]);
  }
});

test("two answers to one question at the same moment: one holds, the other is kept as what it was before", async () => {
  for (let round = 0; round < DAYS; round++) {
    await openCheckIn();
    await Promise.all([tap(instances[0], "S1", 1), tap(instances[1], "S1", 2)]);
    const { value } = await database.db.answer.findUniqueOrThrow({
      where: { checkInId_questionId: { checkInId, questionId: "S1" } },
    });
    const before = await database.db.answerRevision.findMany({ where: { checkInId } });
    expect([value, ...before.map((revision) => revision.value)].toSorted()).toEqual([1, 2]);
  }
});
