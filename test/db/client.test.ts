import { afterAll, beforeEach, describe, expect, expectTypeOf, test, vi } from "vitest";
import {
  createDatabase,
  type Db,
  inTransaction,
  isDatabaseDown,
  isOutOfTime,
  isUniqueViolation,
  lackOf,
  type Tx,
} from "../../src/db/client.ts";
import { createTestDatabase } from "../support/database.ts";
import { operator } from "../support/operator.ts";
import { standBefore } from "../support/stand-before.ts";

const database = await createTestDatabase();
const { db } = database;
afterAll(() => database.drop());

const at = new Date("2026-01-05T00:00:00Z");
const programme = (name: string) => ({
  name,
  zone: "Asia/Makassar",
  locale: "id",
  settings: {},
  createdAt: at,
});

beforeEach(async () => {
  await db.programme.deleteMany();
});

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(() => undefined).catch((error: unknown) => error);

test("a transaction that fails leaves nothing", async () => {
  const work = inTransaction(db, async (tx) => {
    await tx.programme.create({ data: programme("a") });
    throw new Error("stop");
  });
  await expect(work).rejects.toThrow("stop");
  expect(await db.programme.count()).toBe(0);
});

test("times are the same in a database that has a zone of its own, read alone, through a relation or by hand", async () => {
  const other = await createTestDatabase();
  const name = new URL(other.url).pathname.slice(1);
  await other.db.$executeRawUnsafe(`ALTER DATABASE ${name} SET timezone TO 'Asia/Makassar'`);
  const zoned = createDatabase(other.url);
  const { id: programmeId } = await zoned.programme.create({ data: programme("a") });
  const staff = { programmeId, role: "counselor", name: "Rina", locale: "id", createdAt: at } as const;
  await zoned.staff.create({ data: staff });
  const { programme: read, createdAt } = await zoned.staff.findFirstOrThrow({ include: { programme: true } });
  expect([createdAt, read.createdAt]).toEqual([at, at]);
  const [row] = await zoned.$queryRaw<{ at: Date; seconds: number }[]>`
    SELECT created_at AS at, extract(epoch FROM created_at)::int AS seconds FROM programmes`;
  expect(row).toEqual({ at, seconds: at.getTime() / 1000 });
  await zoned.$disconnect();
  await other.drop();
});

test("a client outside a transaction does not pass for one inside", () => {
  expectTypeOf<Db>().not.toExtend<Tx>();
  expectTypeOf<Tx>().not.toExtend<Db>();
});

test("of two transactions that block each other, the one given up runs again", async () => {
  const [a, b] = await Promise.all(["a", "b"].map((name) => db.programme.create({ data: programme(name) })));
  if (!a || !b) throw new Error("unreachable");
  let runs = 0;
  let firstLocks = 0;
  let bothHaveOne: () => void = () => undefined;
  const meeting = new Promise<void>((resolve) => {
    bothHaveOne = resolve;
  });
  const lockInOrder = (first: number, second: number) =>
    inTransaction(db, async (tx) => {
      runs++;
      await tx.$executeRaw`SELECT FROM programmes WHERE id = ${first} FOR UPDATE`;
      if (++firstLocks === 2) bothHaveOne();
      await meeting;
      await tx.$executeRaw`SELECT FROM programmes WHERE id = ${second} FOR UPDATE`;
      await tx.programme.update({ where: { id: second }, data: { locale: "en" } });
    });

  await Promise.all([lockInOrder(a.id, b.id), lockInOrder(b.id, a.id)]);

  // The one given up once more at least: in its second run it may meet the other again.
  expect(runs).toBeGreaterThanOrEqual(3);
  expect(await db.programme.count({ where: { locale: "en" } })).toBe(2);
});

test("a serialisation failure runs again, also when it comes from Prisma's own query", async () => {
  const row = await db.programme.create({ data: programme("a") });
  let runs = 0;
  await inTransaction(db, async (tx) => {
    await tx.$executeRaw`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`;
    await tx.programme.findUniqueOrThrow({ where: { id: row.id } });
    if (++runs === 1) await db.programme.update({ where: { id: row.id }, data: { name: "changed outside" } });
    await tx.programme.update({ where: { id: row.id }, data: { locale: "en" } });
  });
  expect(runs).toBe(2);
  expect(await db.programme.findUnique({ where: { id: row.id } })).toMatchObject({
    name: "changed outside",
    locale: "en",
  });
});

test("any other failure is not tried again", async () => {
  let runs = 0;
  const work = inTransaction(db, async (tx) => {
    runs++;
    await tx.$executeRaw`SELECT 1 / 0`;
  });
  await expect(work).rejects.toMatchObject({ code: "P2010" });
  expect(runs).toBe(1);
});

test("a second row under one key is told from other failures", async () => {
  const { id } = await db.programme.create({ data: programme("a") });
  const error = await failure(db.programme.create({ data: { ...programme("b"), id } }));
  expect(isUniqueViolation(error)).toBe(true);
  expect(
    isUniqueViolation(await failure(db.programme.update({ where: { id: -1 }, data: { name: "x" } }))),
  ).toBe(false);
  expect(isUniqueViolation(new Error("P2002"))).toBe(false);
});

test("only one alert of a participant may be open; closed ones do not count", async () => {
  const { id: programmeId } = await db.programme.create({ data: programme("a") });
  const participant = await db.participant.create({
    data: {
      programmeId,
      code: "BPN-001",
      status: "active",
      locale: "id",
      zone: "Asia/Makassar",
      checkInMinute: 1140,
      releaseDate: at,
      createdAt: at,
    },
  });
  const alert = (state: "open" | "closed") =>
    db.alert.create({
      data: {
        participantId: participant.id,
        tier: "red",
        state,
        reasons: new Uint8Array(),
        rulesVersion: "1",
        openedAt: at,
      },
    });
  await alert("closed");
  await alert("closed");
  await alert("open");
  expect(isUniqueViolation(await failure(alert("open")))).toBe(true);
});

test("a database that is away is told from a statement that is wrong", async () => {
  const away = createDatabase("postgresql://nobody:x@127.0.0.1:1/none");
  expect(isDatabaseDown(await failure(away.programme.count()))).toBe(true);
  expect(isDatabaseDown(await failure(inTransaction(away, (tx) => tx.programme.count())))).toBe(true);
  await away.$disconnect();
  const full = createDatabase(database.url, { poolSize: 1, connectMilliseconds: 500 });
  // It is made before, which may take longer than that.
  await vi.waitFor(async () => await full.$queryRaw`SELECT 1`, 20_000);
  const noneLeft = inTransaction(full, () => full.programme.count());
  expect(isDatabaseDown(await failure(noneLeft))).toBe(true);
  await full.$disconnect();

  expect(isDatabaseDown(await failure(db.$queryRaw`SELECT 1 / 0`))).toBe(false);
  expect(isDatabaseDown(new Error("ECONNREFUSED"))).toBe(false);
});

const refusing = (code: string) => `DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${code}'; END $$`;

test.each([
  ["its disk is full", "53100", "disk"],
  ["it has no memory left", "53200", "memory"],
  ["it has no connection left", "53300", "connections"],
  ["it cannot read its files", "58030", undefined],
  ["it only lets us read, as managed ones do when their disk is full", "25006", "writes"],
])("so is one that cannot write: %s", async (_, code, lack) => {
  const refused = await failure(inTransaction(db, async (tx) => await tx.$executeRawUnsafe(refusing(code))));
  expect([isDatabaseDown(refused), lackOf(refused)]).toEqual([true, lack]);
});

test("an operator's command says what a database lacks that takes nothing", async () => {
  await db.$executeRawUnsafe(
    `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '53100'; END $$`,
  );
  await db.$executeRaw`CREATE TRIGGER full_disk BEFORE INSERT ON programmes EXECUTE FUNCTION full_disk()`;
  try {
    const env = { DATABASE_URL: database.url, DATA_KEY: Buffer.alloc(32).toString("base64") };
    expect(await operator(["programme", "--name", "Second"], env)).toMatchObject({
      code: 1,
      errors: "The disk of the database is full. Make room on it, then run this again.\n",
    });
  } finally {
    await db.$executeRaw`DROP FUNCTION full_disk CASCADE`;
  }
});

test("so is one that throws us out in the middle, and the next query works again", async () => {
  const thrownOut = failure(
    inTransaction(db, async (tx) => {
      const [row] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
      await db.$executeRaw`SELECT pg_terminate_backend(${row?.pid})`;
      await tx.programme.count();
    }),
  );
  expect(isDatabaseDown(await thrownOut)).toBe(true);
  expect(await db.programme.count()).toBe(0);
});

describe("waiting longer than we are prepared to is told from both", () => {
  const isNothingElse = (error: unknown) => isOutOfTime(error) && !isDatabaseDown(error);

  test("for a row that another has", async () => {
    const { id } = await db.programme.create({ data: programme("a") });
    await inTransaction(db, async (other) => {
      await other.programme.update({ where: { id }, data: { locale: "en" } });
      const work = inTransaction(db, async (tx) => {
        await tx.$executeRaw`SET LOCAL lock_timeout = 20`;
        await tx.programme.update({ where: { id }, data: { locale: "en" } });
      });
      expect(await failure(work)).toSatisfy(isNothingElse);
    });
  });

  test("for a statement", async () => {
    const work = inTransaction(db, async (tx) => {
      await tx.$executeRaw`SET LOCAL statement_timeout = 20`;
      await tx.$executeRaw`SELECT pg_sleep(5)`;
    });
    expect(await failure(work)).toSatisfy(isNothingElse);
  });

  test("for ourselves, between two statements", async () => {
    const work = inTransaction(db, async (tx) => {
      await tx.$executeRaw`DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '25P03'; END $$`;
    });
    expect(await failure(work)).toSatisfy(isNothingElse);
  });

  test("for a transaction to end", async () => {
    const work = db.$transaction(
      async (tx) => {
        await tx.$executeRaw`SELECT pg_sleep(0.1)`;
        await tx.programme.create({ data: programme("a") });
      },
      { timeout: 50 },
    );
    expect(await failure(work)).toSatisfy(isNothingElse);
    expect(await db.programme.count()).toBe(0);
  });

  test("for a transaction to begin", async () => {
    const full = createDatabase(database.url, { poolSize: 1 });
    const held = full.$executeRaw`SELECT pg_sleep(0.1)`.then(() => undefined);
    const work = full.$transaction(async () => await full.programme.count(), { maxWait: 20 });
    expect(await failure(work)).toSatisfy(isNothingElse);
    await held;
    await full.$disconnect();
  });

  test("a mistake in a statement is none of that", async () => {
    expect(isOutOfTime(await failure(db.$queryRaw`SELECT 1 / 0`))).toBe(false);
    expect(isOutOfTime(new Error("P2028"))).toBe(false);
  });
});

test("a server that falls silent without closing anything is noticed, and its connections are not used again", async () => {
  const { proxy, through } = await standBefore(database.url);
  const far = createDatabase(through.href, { poolSize: 1, queryMilliseconds: 2_000 });
  try {
    await far.$queryRaw`SELECT 1`;
    proxy.slow(60_000);
    const error = await far.$queryRaw`SELECT 1`.catch((thrown: unknown) => thrown);
    expect(isDatabaseDown(error), String(error)).toBe(true);
    proxy.slow(0);
    // The old connection's answers are still held back: this one comes over a new one.
    expect(await far.$queryRaw`SELECT 2 AS two`).toEqual([{ two: 2 }]);
  } finally {
    await proxy.close();
    await far.$disconnect();
  }
});
