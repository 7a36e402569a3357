import { Api } from "grammy";
import type { ClientConfig } from "pg";
import { Counter, Registry } from "prom-client";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { inTransaction } from "../../src/db/client.ts";
import { createSealer } from "../../src/db/seal.ts";
import { loadInstruments } from "../../src/instruments/index.ts";
import { QueuePool } from "../../src/jobs/queue-pool.ts";
import { createTicker } from "../../src/jobs/tick.ts";
import { startWorker, type Worker } from "../../src/jobs/worker.ts";
import { createLog } from "../../src/log.ts";
import { enqueue } from "../../src/outbox/enqueue.ts";
import { Hands } from "../../src/outbox/hands.ts";
import { realPause } from "../../src/pause.ts";
import { clearChat } from "../../src/people/clear-chat.ts";
import { foundProgramme, usualProgramme } from "../../src/programme/found-programme.ts";
import { startTelegram } from "../../src/sandbox/telegram/telegram.ts";
import { createTestDatabase, quietDeps } from "../support/database.ts";
import { standBefore } from "../support/stand-before.ts";

const PATIENCE = 15_000;
const RINA = 5_000_000_001;
const BAYU = 5_000_000_002;

const database = await createTestDatabase();
const { db, url } = database;
const telegram = await startTelegram({ token: "110201543:test", clock: systemClock });
const rina = telegram.phone(RINA);
await rina.sends("/start");
const lines: string[] = [];
let worker: Worker;
let staffId: number;

beforeAll(async () => {
  const at = systemClock.now();
  await inTransaction(db, async (tx) => {
    const programmeId = await foundProgramme(tx, usualProgramme, at);
    const person = { programmeId, role: "counselor", name: "Rina", locale: "id", telegramId: RINA } as const;
    ({ id: staffId } = await tx.staff.create({ data: { ...person, createdAt: at } }));
  });
  const deliveries = new Counter({
    name: "deliveries",
    help: "deliveries",
    labelNames: ["outcome"],
    registers: [new Registry()],
  });
  worker = await startWorker(
    {
      db,
      sealer: createSealer(new Uint8Array(32)),
      instruments: loadInstruments(),
      log: createLog("info", { write: (line: string) => void lines.push(line) }),
      api: new Api(telegram.token, { apiRoot: telegram.apiRoot }),
      limit: { take: async (_, send) => await send() },
      now: () => systemClock.now(),
      hands: new Hands("test"),
      pause: realPause,
      metrics: { deliveries },
    },
    url,
  );
});
afterAll(async () => {
  await worker.stop();
  await telegram.stop();
  await database.drop();
});

async function notify(code: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    // Rings at any hour of the day.
    const params = { notice: "staff-unreachable", name: code };
    const intendedAt = systemClock.now();
    await enqueue(tx, { kind: "notice", dedupeKey: code, to: { staffId }, params, intendedAt });
  });
}

async function queued(task: "deliver" | "clear-chat"): Promise<number> {
  return (await db.$queryRaw<unknown[]>`SELECT id FROM graphile_worker.jobs WHERE task_identifier = ${task}`)
    .length;
}

async function tick(): Promise<void> {
  const ticker = createTicker(
    { ...quietDeps(db), hands: new Hands("test") },
    systemClock,
    async () => undefined,
  );
  await ticker.tick();
  await ticker.stop();
}

test("a message leaves as soon as it is written", async () => {
  await notify("BPN-001");
  await rina.waitsFor("BPN-001", { withinMs: PATIENCE });
});

test("thrown out of the database as it takes a message up, it does so again within seconds, not when a minute is over", async () => {
  await db.$executeRaw`CREATE SEQUENCE attempts`;
  await db.$executeRawUnsafe(
    `CREATE FUNCTION thrown_out() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN
       IF nextval('attempts') = 1 THEN
         RAISE EXCEPTION 'terminating connection due to administrator command' USING ERRCODE = '57P01';
       END IF;
       RETURN NEW;
     END $$`,
  );
  await db.$executeRaw`
    CREATE TRIGGER thrown_out BEFORE UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION thrown_out()`;
  try {
    await notify("BPN-051");
    await rina.waitsFor("BPN-051", { withinMs: PATIENCE });
  } finally {
    await db.$executeRaw`DROP FUNCTION thrown_out CASCADE`;
    await db.$executeRaw`DROP SEQUENCE attempts`;
  }
});

/** Keeps the next message on its way until it is let go. */
function holdsOne(): () => void {
  const { promise: hang, resolve: letGo } = Promise.withResolvers<void>();
  telegram.faults.next({ method: "sendMessage" }, { hang });
  onTestFinished(() => letGo());
  return letGo;
}

/**
 * Lets messages arrive, one after the other, and ends the connections of the worker's on which their jobs are ticked off,
 * among `locked` that are under way.
 */
async function throwOutWhileTickingOff(
  held: readonly (() => void)[],
  { locked }: { readonly locked: number },
): Promise<void> {
  // Holds the jobs' rows, so that ticking them off has to wait, and then ends the connections that wait.
  await db.$transaction(
    async (tx) => {
      await vi.waitFor(async () => {
        const rows = await tx.$queryRaw<unknown[]>`
          SELECT id FROM graphile_worker._private_jobs WHERE locked_at IS NOT NULL FOR UPDATE`;
        expect(rows).toHaveLength(locked);
      }, PATIENCE);
      let waiting: readonly { pid: number }[] = [];
      for (const [index, letGo] of held.entries()) {
        letGo();
        // Each is ticked off by itself, and not together with the next.
        await vi.waitFor(async () => {
          // Not the transaction: it would see the same activity again and again.
          waiting = await db.$queryRaw`
            SELECT pid FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'delete from%_private_jobs%'`;
          expect(waiting).toHaveLength(index + 1);
        }, PATIENCE);
      }
      await db.$queryRaw`
        SELECT pg_terminate_backend(pid) FROM unnest(${waiting.map(({ pid }) => pid)}::int[]) pid`;
    },
    { timeout: 2 * PATIENCE },
  );
}

describe("thrown out of the database, the worker starts again and delivers the next", () => {
  beforeEach(async () => {
    await vi.waitFor(() => expect(worker.running).toBe(true), PATIENCE);
    // What could not be ticked off stays behind.
    await db.$executeRaw`DELETE FROM graphile_worker._private_jobs WHERE locked_at IS NOT NULL`;
    await vi.waitFor(async () => expect(await queued("deliver")).toBe(0), PATIENCE);
    lines.length = 0;
  });

  async function runsAgain(): Promise<void> {
    await vi.waitFor(() => expect(worker.running).toBe(false), PATIENCE);
    await vi.waitFor(() => expect(lines.join("")).toContain("the worker runs again"), PATIENCE);
    expect(worker.running).toBe(true);
  }

  const told = (code: string): number => rina.notifications().filter((text) => text.includes(code)).length;

  test("while it ticks off a job", async () => {
    const letGo = holdsOne();
    await notify("BPN-002");
    await throwOutWhileTickingOff([letGo], { locked: 1 });
    await runsAgain();
    await notify("BPN-003");
    await rina.waitsFor("BPN-003", { withinMs: PATIENCE });
    expect(told("BPN-002")).toBe(1);
  });

  test("while it ticks off three, and a fourth message is under way", async () => {
    const codes = ["BPN-011", "BPN-012", "BPN-013", "BPN-014"];
    const held: (() => void)[] = [];
    for (const code of codes) {
      held.push(holdsOne());
      await notify(code);
    }
    await throwOutWhileTickingOff(held.slice(0, 3), { locked: 4 });
    await runsAgain();
    held[3]?.();
    await notify("BPN-015");
    for (const code of [...codes, "BPN-015"]) await rina.waitsFor(code, { withinMs: PATIENCE });
    expect(codes.map(told)).toEqual([1, 1, 1, 1]);
  });
});

describe("a process is killed while it clears a chat", () => {
  const bayu = telegram.phone(BAYU);
  let person: Awaited<ReturnType<typeof enrolled>>;

  async function enrolled() {
    await bayu.sends("/start");
    const at = systemClock.now();
    const { id: programmeId } = await db.programme.findFirstOrThrow();
    const plain = {
      programmeId,
      code: "BPN-001",
      status: "active",
      locale: "id",
      zone: "Asia/Makassar",
    } as const;
    const linked = { telegramId: BAYU, linkedAt: new Date(at.getTime() - 60_000), createdAt: at };
    return await db.participant.create({
      data: { ...plain, ...linked, checkInMinute: 1140, releaseDate: new Date("2026-11-01") },
    });
  }

  /** A clearing as it lies there when its process was killed some minutes ago. */
  async function leaveClearing({ attempts }: { readonly attempts: "one" | "all" }): Promise<void> {
    await inTransaction(db, async (tx) => {
      await clearChat(tx, person, "erased", systemClock.now());
      await tx.$executeRaw`
        UPDATE graphile_worker._private_jobs
        SET locked_at = now() - interval '3 minutes', locked_by = 'killed',
            attempts = CASE WHEN ${attempts === "one"} THEN 1 ELSE max_attempts END
        WHERE id IN (SELECT id FROM graphile_worker.jobs WHERE task_identifier = 'clear-chat')`;
    });
  }

  beforeAll(async () => {
    person = await enrolled();
    for (const { messageId } of bayu.sees())
      await db.chatMessage.create({
        data: { participantId: person.id, messageId, at: systemClock.now() },
      });
  });
  beforeEach(async () => {
    await db.$executeRaw`DELETE FROM graphile_worker._private_jobs`;
  });

  test("another clears it, and keeps nothing of the account", async () => {
    await leaveClearing({ attempts: "one" });
    await tick();
    await bayu.waitsFor("sudah dihapus", { withinMs: PATIENCE });
    expect(bayu.sees().map(({ text }) => text)).not.toContain("/start");
    await vi.waitFor(async () => expect(await queued("clear-chat")).toBe(0), PATIENCE);
  });

  test("at the last attempt: it is given up, and nothing of the account is kept either", async () => {
    await leaveClearing({ attempts: "all" });
    await tick();
    expect(await queued("clear-chat")).toBe(0);
  });

  test("what is being cleared just now is left to its process", async () => {
    await inTransaction(db, async (tx) => {
      await clearChat(tx, person, "none", systemClock.now());
      await tx.$executeRaw`
        UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'alive', attempts = max_attempts
        WHERE id IN (SELECT id FROM graphile_worker.jobs WHERE task_identifier = 'clear-chat')`;
    });
    await tick();
    expect(await queued("clear-chat")).toBe(1);
  });
});

test("what a killed process left locked in the queue is dropped", async () => {
  const [job] = await db.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM graphile_worker.add_job('deliver', json_build_object('id', '-1', 'attempt', 0), max_attempts => 1,
                                           run_at => now() + interval '1 hour')`;
  const isThereAfter = async (age: string) => {
    await db.$executeRaw`
      UPDATE graphile_worker._private_jobs SET locked_at = now() - ${age}::interval, locked_by = 'gone', attempts = 1
      WHERE id = ${job?.id}`;
    await tick();
    return (
      (await db.$queryRaw<unknown[]>`SELECT FROM graphile_worker.jobs WHERE id = ${job?.id}`).length === 1
    );
  };
  expect(await isThereAfter("19 minutes")).toBe(true);
  expect(await isThereAfter("21 minutes")).toBe(false);
});

test("of a task that fails its error is logged as all others are: without its message", async () => {
  await db.$executeRaw`SELECT graphile_worker.add_job('clear-chat', '{"chatId": "words"}', max_attempts => 1)`;
  const failed = () => lines.find((line) => line.includes("Failed task"));
  await vi.waitFor(() => expect(failed()).toBeDefined(), PATIENCE);
  const told = { worker: "error", msg: expect.stringContaining("(clear-chat"), err: { type: "ZodError" } };
  expect(JSON.parse(failed() ?? "")).toMatchObject(told);
  expect(lines.join("")).not.toMatch(/expected|received/);
});

test("messages of one sequence come one after the other, however many are fetched at once, and need no queue", async () => {
  const codes = ["BPN-101", "BPN-102", "BPN-103", "BPN-104"];
  const told = rina.notifications().length;
  const [first, second] = [holdsOne(), holdsOne()];
  const intendedAt = systemClock.now();
  for (const code of codes)
    await inTransaction(db, async (tx) => {
      const params = { notice: "staff-unreachable", name: code };
      const notice = { kind: "notice", dedupeKey: code, to: { staffId }, params, intendedAt } as const;
      await enqueue(tx, { ...notice, sequence: "test" });
    });
  // All of them were fetched, and what is not held back has come to its end.
  await vi.waitFor(async () => expect(await queued("deliver")).toBeLessThanOrEqual(2), PATIENCE);
  second();
  first();
  await rina.waitsFor("BPN-104", { withinMs: PATIENCE });
  const came = rina.notifications().slice(told);
  expect(came.map((text) => text.match(/BPN-\d+/)?.[0])).toEqual(codes);
  // Each fetch of the worker locks every queue that was ever named.
  expect(await db.$queryRaw`SELECT FROM graphile_worker._private_job_queues`).toEqual([]);
});

test("a connection that the worker gives back twice ends nobody, and is there for the next", async () => {
  const pool = new QueuePool({ connectionString: url, max: 1 });
  await new Promise<void>((resolve, reject) => {
    pool.connect((_error, _client, release) => {
      release();
      try {
        release();
        resolve();
      } catch (error) {
        reject(error);
      }
    });
  });
  expect((await pool.query("SELECT 1")).rowCount).toBe(1);
  await pool.end();
});

test("a connection that has fallen silent is given to nobody again, although the worker gives it back as if nothing were", async () => {
  const { proxy, through } = await standBefore(url);
  const pool = new QueuePool({ connectionString: through.href, max: 1 });
  const asks = async (text: string, patience: Pick<ClientConfig, "query_timeout"> = {}) => {
    const client = await pool.connect();
    try {
      return (await client.query({ text, ...patience })).rows;
    } finally {
      client.release();
    }
  };
  try {
    expect(await asks("SELECT 1 AS one")).toEqual([{ one: 1 }]);
    proxy.slow(60_000);
    await expect(asks("SELECT 1", { query_timeout: 150 })).rejects.toThrow("Query read timeout");
    proxy.slow(0);
    // The old connection's answers are still held back: this one comes over a new one.
    expect(await asks("SELECT 2 AS two")).toEqual([{ two: 2 }]);
    // What is merely wrong costs no connection.
    const whose = async () => (await asks("SELECT pg_backend_pid() AS pid"))[0];
    const before = await whose();
    await expect(asks("SELECT 1 / 0")).rejects.toThrow("division by zero");
    expect(await whose()).toEqual(before);
  } finally {
    await proxy.close();
    await pool.end();
  }
});
