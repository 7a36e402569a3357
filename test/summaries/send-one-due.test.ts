import pino from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { takeOneDue } from "../../src/db/due-work.ts";
import { createSealer } from "../../src/db/seal.ts";
import { loadInstruments } from "../../src/instruments/index.ts";
import { sendOneSummaryDue } from "../../src/summaries/send-one-due.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const log = pino({ enabled: false });
const sealer = createSealer(new Uint8Array(32));
const instruments = loadInstruments();
const zone = "Asia/Makassar";
const createdAt = new Date("2026-08-01T00:00:00Z");
/** In Makassar. */
const at = (wall: string) => new Date(`${wall}:00+08:00`);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => await database.drop());
beforeEach(async () => {
  await database.db.programme.deleteMany();
});

let telegramIds = 1n;

async function programme({
  due = at("2026-10-19T08:00"),
  settings = {},
}: {
  readonly due?: Date | null;
  readonly settings?: object;
} = {}) {
  const { id } = await database.db.programme.create({
    data: { name: "P", zone, locale: "id", settings, summaryDueAt: due, createdAt },
  });
  const staff = async (role: "counselor" | "coordinator", linked = true) =>
    await database.db.staff.create({
      data: {
        programmeId: id,
        role,
        name: "D",
        locale: "id",
        telegramId: linked ? telegramIds++ : null,
        createdAt,
      },
    });
  return { id, staff };
}

async function sent(): Promise<readonly string[]> {
  const rows = await database.db.outboxMessage.findMany({ orderBy: { id: "asc" } });
  return rows.map(
    ({ kind, staffId, params }) => `${kind} ${(params as { monday: string }).monday} to ${staffId}`,
  );
}

const dueAt = async (id: number) =>
  (await database.db.programme.findUniqueOrThrow({ where: { id } })).summaryDueAt;
const send = async (now: Date) =>
  await takeOneDue({ db: database.db, sealer, instruments, log }, sendOneSummaryDue, now);

describe("on Monday morning", () => {
  test("each linked coordinator gets the week before as message, picture and workbook", async () => {
    const { id, staff } = await programme();
    const dewi = await staff("coordinator");
    const sari = await staff("coordinator");
    await staff("coordinator", false);
    await staff("counselor");
    expect(await send(at("2026-10-19T08:00"))).toBe(true);
    expect(await sent()).toEqual(
      [dewi.id, sari.id].flatMap((staffId) =>
        ["summary", "summary-picture", "summary-workbook"].map((kind) => `${kind} 2026-10-12 to ${staffId}`),
      ),
    );
    expect(await dueAt(id)).toEqual(at("2026-10-26T08:00"));
  });

  test("each coordinator's parts stand in an order of their own: what holds back one keeps nobody else waiting", async () => {
    const { staff } = await programme();
    await staff("coordinator");
    await staff("coordinator");
    await database.db.$executeRaw`DELETE FROM graphile_worker._private_jobs`;
    await send(at("2026-10-19T08:00"));
    const rows = await database.db.outboxMessage.findMany({ orderBy: { id: "asc" } });
    expect(rows.length).toBe(6);
    const orders = [...Map.groupBy(rows, ({ sequence }) => sequence)];
    expect(orders.map(([sequence, parts]) => [typeof sequence, parts.length])).toEqual([
      ["string", 3],
      ["string", 3],
    ]);
    const jobs = await database.db.$queryRaw<
      { id: string }[]
    >`SELECT payload->>'id' AS id FROM graphile_worker._private_jobs jobs ORDER BY jobs.id`;
    expect(jobs.map(({ id }) => id)).toEqual([0, 3].map((index) => String(rows[index]?.id)));
  });

  test("nothing leaves a minute early, and nothing twice", async () => {
    const { staff } = await programme();
    await staff("coordinator");
    expect(await send(at("2026-10-19T07:59"))).toBe(false);
    expect(await sent()).toEqual([]);
    await send(at("2026-10-19T08:00"));
    expect(await send(at("2026-10-19T08:00"))).toBe(false);
    expect(await sent()).toHaveLength(3);
  });

  test("ten at once send it once", async () => {
    const { staff } = await programme();
    await staff("coordinator");
    const now = at("2026-10-19T08:00");
    const worked = await Promise.all(Array.from({ length: 10 }, async () => await send(now)));
    expect(worked.filter(Boolean)).toHaveLength(1);
    expect(await sent()).toHaveLength(3);
  });

  test("a week that was sent before is not sent again when the due time is put back", async () => {
    const { id, staff } = await programme();
    await staff("coordinator");
    await send(at("2026-10-19T08:00"));
    await database.db.programme.update({ where: { id }, data: { summaryDueAt: at("2026-10-19T08:30") } });
    expect(await send(at("2026-10-19T09:00"))).toBe(true);
    expect(await sent()).toHaveLength(3);
  });

  test("a programme without a linked coordinator moves on", async () => {
    const { id } = await programme();
    expect(await send(at("2026-10-19T08:00"))).toBe(true);
    expect(await dueAt(id)).toEqual(at("2026-10-26T08:00"));
  });
});

test("after four weeks of downtime only the newest finished week leaves", async () => {
  const { id, staff } = await programme();
  const { id: staffId } = await staff("coordinator");
  // A Wednesday.
  expect(await send(at("2026-11-18T15:00"))).toBe(true);
  expect((await sent())[0]).toBe(`summary 2026-11-09 to ${staffId}`);
  expect(await sent()).toHaveLength(3);
  expect(await dueAt(id)).toEqual(at("2026-11-23T08:00"));
  expect(await send(at("2026-11-18T15:00"))).toBe(false);
});

test.each([
  ["before 04:00 on Monday the week still runs", "2026-10-19T03:59", "2026-10-05"],
  ["from 04:00 on it is finished", "2026-10-19T04:00", "2026-10-12"],
  ["on Sunday evening it still runs", "2026-10-18T20:00", "2026-10-05"],
])("%s", async (_, now, monday) => {
  const { staff } = await programme({ due: at(now) });
  const { id } = await staff("coordinator");
  await send(at(now));
  expect((await sent())[0]).toBe(`summary ${monday} to ${id}`);
});

test("the programme's own weekday and hour hold", async () => {
  const { id } = await programme({ settings: { summary: { weekday: 3, minute: 600 } } });
  await send(at("2026-10-19T08:00"));
  expect(await dueAt(id)).toEqual(at("2026-10-21T10:00"));
});

test("a programme whose settings cannot be read gets its week at the usual hour, and one that fails does not hold up the others", async () => {
  const { db } = database;
  const due = at("2026-10-18T08:00");
  const unread = await programme({ due, settings: { summary: { weekday: 9 } } });
  const failing = await programme({ due });
  await db.programme.update({ where: { id: failing.id }, data: { zone: "Asia/Nowhere" } });
  const { id } = await unread.staff("coordinator");
  await failing.staff("coordinator");
  const fine = await programme();
  const last = await fine.staff("coordinator");
  const now = at("2026-10-19T08:00");
  for (const some of [true, true, true, false]) expect(await send(now)).toBe(some);
  const summaries = (await sent()).filter((line) => line.startsWith("summary "));
  expect(summaries.toSorted()).toEqual([`summary 2026-10-12 to ${id}`, `summary 2026-10-12 to ${last.id}`]);
  expect(await dueAt(unread.id)).toEqual(at("2026-10-26T08:00"));
  expect(await dueAt(failing.id)).toEqual(at("2026-10-19T08:15"));
});
