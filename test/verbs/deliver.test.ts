import { Api } from "grammy";
import { Client } from "pg";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { acknowledge } from "../../src/alerts/acknowledge.ts";
import { raiseAlert } from "../../src/alerts/raise-alert.ts";
import { systemClock } from "../../src/clock.ts";
import { inTransaction } from "../../src/db/client.ts";
import { createSealer } from "../../src/db/seal.ts";
import { assessHelp } from "../../src/domain/assessment.ts";
import { dbDate } from "../../src/domain/calendar.ts";
import { loadInstruments } from "../../src/instruments/index.ts";
import { createLog } from "../../src/log.ts";
import { type DeliveryDeps, deliver } from "../../src/outbox/deliver.ts";
import { enqueue, enqueueInOrder, enqueueLater, LEASE_SECONDS, SOON } from "../../src/outbox/enqueue.ts";
import { Hands } from "../../src/outbox/hands.ts";
import { freeOrphaned, offerOverdue } from "../../src/outbox/offer-overdue.ts";
import { identify } from "../../src/people/identify.ts";
import { markUnreachable } from "../../src/people/mark-reachability.ts";
import { foundProgramme, usualProgramme } from "../../src/programme/found-programme.ts";
import { startTelegram } from "../../src/sandbox/telegram/telegram.ts";
import { countWaiting, createTestDatabase, holding } from "../support/database.ts";

const RINA = 5_000_000_001;
const at = new Date("2026-11-23T09:00:00Z");
const PATIENCE = { timeout: 20_000 };
const later = (seconds: number) => new Date(at.getTime() + seconds * 1000);

const database = await createTestDatabase();
const { db } = database;
const telegram = await startTelegram({ token: "110201543:test", clock: systemClock });
const rina = telegram.phone(RINA);
await rina.sends("/start");
afterAll(async () => {
  await telegram.stop();
  await database.drop();
});

const deps: DeliveryDeps = {
  db,
  sealer: createSealer(new Uint8Array(32)),
  instruments: loadInstruments(),
  log: createLog("silent"),
  api: new Api(telegram.token, { apiRoot: telegram.apiRoot }),
  limit: { take: async (_, send) => await send() },
  now: () => at,
  hands: new Hands("test"),
  pause: async () => undefined,
};
let staffId: number;
let messages = 0;

beforeEach(async () => {
  await db.programme.deleteMany();
  await db.$executeRaw`DELETE FROM graphile_worker._private_jobs`;
  telegram.faults.clear();
  await inTransaction(db, async (tx) => {
    const programmeId = await foundProgramme(tx, usualProgramme, at);
    const person = { programmeId, role: "counselor", name: "Rina", locale: "id", telegramId: RINA } as const;
    ({ id: staffId } = await tx.staff.create({ data: { ...person, createdAt: at } }));
  });
});

/** A notice to Rina that waits to leave. */
async function waiting(): Promise<bigint> {
  const dedupeKey = `test:${++messages}`;
  await inTransaction(db, async (tx) => {
    const params = { notice: "staff-unreachable", name: `Rina ${messages}` };
    await enqueue(tx, { kind: "notice", dedupeKey, to: { staffId }, params, intendedAt: at });
  });
  return (await db.outboxMessage.findUniqueOrThrow({ where: { dedupeKey } })).id;
}
const tries = async (id: bigint, number: number) => await deliver(deps, { id, attempt: number });
const row = async (id: bigint) => await db.outboxMessage.findUniqueOrThrow({ where: { id } });
const arrived = () => rina.notifications().length;
const jobs = async () =>
  await db.$queryRaw<{ id: string; attempt: number }[]>`
    SELECT payload->>'id' AS id, (payload->>'attempt')::int AS attempt FROM graphile_worker._private_jobs ORDER BY 1, 2`;

/** The database, where this method does something else when it is called for the first time. */
function failingOnce(method: "$executeRaw" | "$transaction", instead: unknown): typeof db {
  let called = false;
  return new Proxy(db, {
    get(target, key) {
      if (key === method && !called) {
        called = true;
        return instead;
      }
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** So many transactions. */
async function waitForALock(count: number): Promise<void> {
  await vi.waitFor(async () => expect(await countWaiting(db)).toBe(count), PATIENCE);
}

describe("deliver", () => {
  test("of two workers with the same attempt one sends", async () => {
    const [id, before] = [await waiting(), arrived()];
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => tries(id, 0)));
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual([...Array(4).fill("not-mine"), "sent"]);
    expect(arrived()).toBe(before + 1);
    expect(await row(id)).toMatchObject({ state: "sent", attempts: 1, sentAt: at });
  });

  test("an attempt that somebody began is only taken up under the next number", async () => {
    const [id, before] = [await waiting(), arrived()];
    await db.outboxMessage.update({ where: { id }, data: { attempts: 1 } });
    expect(await tries(id, 0)).toEqual({ kind: "not-mine" });
    expect(arrived()).toBe(before);
    expect(await tries(id, 1)).toEqual({ kind: "sent" });
  });

  test.each([0, 1])(
    "what was sent is not sent again, whatever attempt is asked for (%i)",
    async (attempt) => {
      const id = await waiting();
      await tries(id, 0);
      expect(await tries(id, attempt)).toEqual({ kind: "not-mine" });
    },
  );

  test("a failure that passes asks for another attempt, later each time", async () => {
    const id = await waiting();
    telegram.faults.next({ method: "sendMessage" }, { status: 500 }, 3);
    const waits = [];
    for (const attempt of [0, 1, 2]) waits.push(await tries(id, attempt));
    expect(waits).toEqual([
      { kind: "retry", attempt: 1, afterSeconds: 2 },
      { kind: "retry", attempt: 2, afterSeconds: 4 },
      { kind: "retry", attempt: 3, afterSeconds: 8 },
    ]);
    expect(await row(id)).toMatchObject({ state: "pending", dueAt: later(8), error: "retry-later" });
  });

  test("what the database kept from being read is tried again at once, by the same process", async () => {
    const [id, before] = [await waiting(), arrived()];
    const lost = Object.assign(new Error("Connection terminated unexpectedly"), { code: "ECONNRESET" });
    /** The claim succeeds, and the message cannot be read. */
    let asked = 0;
    const flaky = new Proxy(db, {
      get(target, key) {
        if (key === "$queryRaw" && ++asked === 2) return async () => await Promise.reject(lost);
        const value: unknown = Reflect.get(target, key);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const first = await deliver({ ...deps, db: flaky }, { id, attempt: 0 });
    expect(first).toEqual({ kind: "retry", attempt: 1, afterSeconds: 2 });
    expect(arrived()).toBe(before);
    expect(await tries(id, 1)).toEqual({ kind: "sent" });
  });

  describe("what has left as the connections are cut", () => {
    const cut = Object.assign(new Error("Connection terminated unexpectedly"), { code: "ECONNRESET" });

    /** The first so many writes are cut off, before or after what they do. */
    function cutting(writes: number, when: "before" | "after"): DeliveryDeps {
      let count = 0;
      const failing = new Proxy(db, {
        get(target, key) {
          if (key === "$executeRaw" && ++count <= writes)
            return async (...statement: Parameters<typeof db.$executeRaw>) => {
              if (when === "after") await db.$executeRaw(...statement);
              throw cut;
            };
          const value: unknown = Reflect.get(target, key);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
      return { ...deps, db: failing };
    }

    test("is put on record when they are back, and does not ring a second time", async () => {
      const [id, before] = [await waiting(), arrived()];
      expect(await deliver(cutting(2, "before"), { id, attempt: 0 })).toEqual({ kind: "sent" });
      expect(await row(id)).toMatchObject({ state: "sent", messageId: rina.sees().at(-1)?.messageId });
      expect(arrived()).toBe(before + 1);
    });

    test("stays in the chat where it was on record already, and only the answer was lost", async () => {
      const [id, before] = [await waiting(), arrived()];
      expect(await deliver(cutting(1, "after"), { id, attempt: 0 })).toEqual({ kind: "sent" });
      expect(await row(id)).toMatchObject({ state: "sent", messageId: rina.sees().at(-1)?.messageId });
      expect(arrived()).toBe(before + 1);
    });

    test("stays in the chat where the first try comes through while the second waits for it", async () => {
      const [id, before] = [await waiting(), arrived()];
      const holds = Promise.withResolvers<void>();
      let first: Promise<void> | undefined;
      const cutting: DeliveryDeps = {
        ...deps,
        db: failingOnce("$executeRaw", async () => {
          const messageId = rina.sees().at(-1)?.messageId ?? null;
          first = holding(db, async (tx) => {
            await tx.outboxMessage.update({ where: { id }, data: { state: "sent", sentAt: at, messageId } });
            holds.resolve();
            await waitForALock(1);
          });
          await holds.promise;
          throw cut;
        }),
      };
      expect(await deliver(cutting, { id, attempt: 0 })).toEqual({ kind: "sent" });
      await first;
      expect(await row(id)).toMatchObject({ state: "sent", messageId: rina.sees().at(-1)?.messageId });
      expect(arrived()).toBe(before + 1);
    });

    test("is left to the lease where they stay away", async () => {
      const id = await waiting();
      await expect(deliver(cutting(9, "before"), { id, attempt: 0 })).rejects.toThrow(cut.message);
      expect(await row(id)).toMatchObject({ state: "pending", attempts: 1 });
    });
  });

  test("what Telegram asks for goes before our own pace", async () => {
    const id = await waiting();
    telegram.faults.next(
      { method: "sendMessage" },
      { status: 429, description: "Too Many Requests", parameters: { retry_after: 77 } },
    );
    expect(await tries(id, 0)).toEqual({ kind: "retry", attempt: 1, afterSeconds: 77 });
    expect((await row(id)).dueAt).toEqual(later(77));
  });

  test("what Telegram will never take is marked as failed and not tried again", async () => {
    const id = await waiting();
    telegram.faults.next(
      { method: "sendMessage" },
      { status: 400, description: "Bad Request: wrong entity" },
    );
    expect(await tries(id, 0)).toEqual({ kind: "failed" });
    expect(await row(id)).toMatchObject({ state: "failed", error: "bug" });
    expect(await tries(id, 1)).toEqual({ kind: "not-mine" });
  });

  test("somebody who blocked the bot is marked as unreachable in the same breath", async () => {
    const id = await waiting();
    telegram.faults.next(
      { method: "sendMessage" },
      { status: 403, description: "Forbidden: bot was blocked by the user" },
    );
    expect(await tries(id, 0)).toEqual({ kind: "failed" });
    expect((await db.staff.findUniqueOrThrow({ where: { id: staffId } })).unreachableSince).toEqual(at);
  });
});

describe("offerOverdue", () => {
  beforeEach(async () => {
    await db.$executeRaw`DELETE FROM graphile_worker._private_jobs`;
  });

  test("leaves alone what still has time, and what is settled", async () => {
    const [sent] = [await waiting(), await waiting()];
    await tries(sent, 0);
    await db.$executeRaw`DELETE FROM graphile_worker._private_jobs`;
    expect(await offerOverdue(deps, later(LEASE_SECONDS - 1))).toBe(false);
    expect(await jobs()).toEqual([]);
  });

  test("offers what a killed worker had begun under its next attempt, once per lease", async () => {
    const id = await waiting();
    await db.outboxMessage.update({ where: { id }, data: { attempts: 1 } });
    await db.$executeRaw`DELETE FROM graphile_worker._private_jobs`;
    await offerOverdue(deps, later(LEASE_SECONDS));
    await offerOverdue(deps, later(LEASE_SECONDS + 30));
    expect(await jobs()).toEqual([{ id: String(id), attempt: 1 }]);
    expect((await row(id)).dueAt).toEqual(later(2 * LEASE_SECONDS));
  });

  describe("what somebody has in hand", () => {
    const far = later(10 * LEASE_SECONDS);

    /** Another process that got as far as claiming: its connection stays until it `dies`. */
    async function takenByAnother(id: bigint): Promise<{ dies(): Promise<void> }> {
      const { name } = new Hands("teman-pulih 0a1b2c3d");
      const url = new URL(database.url);
      url.searchParams.set("application_name", name);
      const connection = new Client({ connectionString: url.href });
      await connection.connect();
      await connection.query(
        "UPDATE outbox SET attempts = 1, claimed_by = $1, claimed_at = clock_timestamp() WHERE id = $2",
        [name, String(id)],
      );
      await db.$executeRaw`DELETE FROM graphile_worker._private_jobs`;
      return { dies: async () => await connection.end() };
    }

    test("is left to it while it lives, however far ahead our clock is, and offered when it has died", async () => {
      const id = await waiting();
      const other = await takenByAnother(id);
      expect(await offerOverdue(deps, far)).toBe(false);
      expect(await jobs()).toEqual([]);
      await other.dies();
      await expect.poll(async () => await offerOverdue(deps, far), PATIENCE).toBe(true);
      expect(await jobs()).toEqual([{ id: String(id), attempt: 1 }]);
    });

    // Whoever is taken for gone at once is so each time; a machine that stands still for three seconds comes by chance.
    test("leaves a few seconds after its process was killed, not only when its lease is over", {
      retry: 2,
    }, async () => {
      const id = await waiting();
      const other = await takenByAnother(id);
      const age = async (seconds: number) =>
        await db.$executeRaw`UPDATE outbox SET claimed_at = clock_timestamp() - make_interval(secs => ${seconds})`;
      await age(30);
      expect(await freeOrphaned(deps, later(1))).toBe(false);
      await other.dies();
      // A cut connection is not a death: it would be back by now.
      await age(2);
      expect(await freeOrphaned(deps, later(1))).toBe(false);
      await age(6);
      // Nor is anybody believed gone while the server itself has only just started.
      await expect.poll(async () => await freeOrphaned(deps, later(1)), PATIENCE).toBe(true);
      expect(await offerOverdue(deps, later(1))).toBe(true);
      expect(await jobs()).toEqual([{ id: String(id), attempt: 1 }]);
    });

    test("is not believed for ever: a machine that vanished keeps its connections", async () => {
      const id = await waiting();
      const other = await takenByAnother(id);
      await db.$executeRaw`UPDATE outbox SET claimed_at = claimed_at - make_interval(secs => ${2 * LEASE_SECONDS - 20})`;
      expect(await offerOverdue(deps, far)).toBe(false);
      await db.$executeRaw`UPDATE outbox SET claimed_at = claimed_at - interval '21 seconds'`;
      expect(await offerOverdue(deps, far)).toBe(true);
      expect(await jobs()).toEqual([{ id: String(id), attempt: 1 }]);
      await other.dies();
    });

    test("is not taken up a second time by the same process either, unless the attempt came to nothing", async () => {
      const id = await waiting();
      await db.$executeRaw`DELETE FROM graphile_worker._private_jobs`;
      const atIt = Promise.withResolvers<void>();
      const end = Promise.withResolvers<never>();
      const attempt = deliver(
        {
          ...deps,
          limit: {
            take: async () => {
              atIt.resolve();
              return await end.promise;
            },
          },
        },
        { id, attempt: 0 },
      );
      await atIt.promise;
      expect(await offerOverdue(deps, far)).toBe(false);
      await db.$executeRaw`UPDATE outbox SET claimed_at = claimed_at - make_interval(secs => ${2 * LEASE_SECONDS})`;
      // It hangs: whoever claims the next attempt sends.
      expect(await offerOverdue(deps, far)).toBe(true);
      await db.$executeRaw`DELETE FROM graphile_worker._private_jobs`;
      end.reject(new Error("the database is away"));
      await expect(attempt).rejects.toThrow("away");
      expect(await offerOverdue(deps, later(20 * LEASE_SECONDS))).toBe(true);
      expect(await jobs()).toEqual([{ id: String(id), attempt: 1 }]);
    });
  });

  test("a message that still waits in the queue is offered without being sent twice", async () => {
    const [id, before] = [await waiting(), arrived()];
    await offerOverdue(deps, later(LEASE_SECONDS));
    const queued = await jobs();
    expect(queued).toEqual(Array(2).fill({ id: String(id), attempt: 0 }));
    await Promise.all(queued.map(({ attempt }) => tries(id, attempt)));
    expect(arrived()).toBe(before + 1);
  });

  test("offers a full batch at a time, and says when there was nothing left", async () => {
    // However few rows PostgreSQL believes there are.
    await db.$executeRaw`ANALYZE outbox`;
    await db.$executeRaw`
      INSERT INTO outbox (kind, dedupe_key, staff_id, params, priority, intended_at, due_at)
      SELECT 'notice', 'many:' || n, ${staffId}, '{}', 10, ${at}, ${at} FROM generate_series(1, 501) n`;
    expect(await offerOverdue(deps, at)).toBe(true);
    expect(await jobs()).toHaveLength(500);
    expect(await offerOverdue(deps, at)).toBe(true);
    expect(await offerOverdue(deps, at)).toBe(false);
    expect(await jobs()).toHaveLength(501);
  });
});

describe("an alert and its copies", () => {
  const agusId = RINA + 1;
  let alertId: number;
  let copy: bigint;

  beforeEach(async () => {
    const { programmeId } = await db.staff.findUniqueOrThrow({ where: { id: staffId } });
    const agus = { programmeId, role: "counselor", name: "Agus", locale: "id", telegramId: agusId } as const;
    const { id: backupId } = await db.staff.create({ data: { ...agus, createdAt: at } });
    const person = {
      programmeId,
      code: "BPN-001",
      status: "active",
      locale: "id",
      zone: "Asia/Makassar",
    } as const;
    const { id: participantId } = await db.participant.create({
      data: { ...person, checkInMinute: 0, releaseDate: at, createdAt: at, counselorId: staffId, backupId },
    });
    await inTransaction(db, async (tx) => {
      const assessment = assessHelp("help-button");
      await raiseAlert(deps, tx, { participantId, cause: "help", assessment }, at);
    });
    ({ id: alertId } = await db.alert.findFirstOrThrow());
    ({ id: copy } = await db.outboxMessage.findFirstOrThrow({ where: { kind: "alert" } }));
  });

  async function agusTakesIt(): Promise<void> {
    const staff = await identify(db, agusId);
    if (staff.kind !== "staff") throw new Error("Agus is not staff");
    await acknowledge(deps, { alertId, staff, messageId: 0 }, at);
  }

  /** Telegram has taken what we sent, and its answer comes after `meanwhile`. */
  function beforeItsAnswer(meanwhile: () => Promise<unknown>): DeliveryDeps {
    const api = new Api(telegram.token, { apiRoot: telegram.apiRoot });
    let calls = 0;
    api.config.use(async (call, method, payload, signal) => {
      const answer = await call(method, payload, signal);
      if (++calls === 1) await meanwhile();
      return answer;
    });
    return { ...deps, api };
  }

  test.each(["before", "after"])(
    "a copy that has left as the database hangs is on record with its alert, and rings once (%s its record)",
    async (when) => {
      const before = arrived();
      const outOfTime = Object.assign(new Error("Transaction already closed"), { code: "P2028" });
      const hanging = failingOnce(
        "$transaction",
        async (...transaction: Parameters<typeof db.$transaction>) => {
          if (when === "after") await db.$transaction(...transaction);
          throw outOfTime;
        },
      );
      expect(await deliver({ ...deps, db: hanging }, { id: copy, attempt: 0 })).toEqual({ kind: "sent" });
      expect(await row(copy)).toMatchObject({ state: "sent", messageId: rina.sees().at(-1)?.messageId });
      expect(await db.alert.findUniqueOrThrow({ where: { id: alertId } })).toMatchObject({ toldAt: at });
      expect(arrived()).toBe(before + 1);
    },
  );

  test("taken while a copy is under way: the copy is edited once it has arrived", async () => {
    expect(await deliver(beforeItsAnswer(agusTakesIt), { id: copy, attempt: 0 })).toEqual({ kind: "sent" });
    const update = await db.outboxMessage.findFirstOrThrow({ where: { kind: "alert-update" } });
    // A red alert of somebody else's leaves first.
    expect(update).toMatchObject({ staffId, alertId, priority: SOON });
    expect(await tries(update.id, 0)).toEqual({ kind: "sent" });
    expect(rina.lastText()).toContain("Ditangani Agus");
  });

  /** What happens meanwhile cannot be recorded. */
  async function onFullDisk(event: "INSERT" | "UPDATE OF state", act: () => Promise<void>): Promise<void> {
    await db.$executeRawUnsafe(
      `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$`,
    );
    await db.$executeRawUnsafe(
      `CREATE TRIGGER full_disk BEFORE ${event} ON outbox EXECUTE FUNCTION full_disk()`,
    );
    try {
      await act();
    } finally {
      await db.$executeRaw`DROP FUNCTION full_disk CASCADE`;
    }
  }

  test("is tried for as many weeks as Telegram is away", async () => {
    const many = 2 ** 15 - 1;
    await db.outboxMessage.update({ where: { id: copy }, data: { attempts: many } });
    expect(await tries(copy, many)).toEqual({ kind: "sent" });
    expect(await row(copy)).toMatchObject({ attempts: many + 1 });
  });

  test("a copy is on record only together with what it has to catch up with", async () => {
    await onFullDisk("INSERT", async () => {
      const first = deliver(beforeItsAnswer(agusTakesIt), { id: copy, attempt: 0 });
      await expect(first).rejects.toThrow("No space left");
    });
    expect(await row(copy)).toMatchObject({ state: "pending", attempts: 1 });
    expect(await tries(copy, 1)).toEqual({ kind: "sent" });
    expect(rina.lastText()).toContain("Ditangani Agus");
  });

  test("what was sent and cannot be put on record rings more and more rarely, and no longer once it can", async () => {
    const before = arrived();
    const hands = new Hands("full disk");
    const triesAt = async (seconds: number) => {
      const then = { ...deps, hands, now: () => later(seconds) };
      await db.$executeRaw`DELETE FROM graphile_worker._private_jobs`;
      await offerOverdue(then, later(seconds));
      for (const { id, attempt } of await jobs())
        await deliver(then, { id: BigInt(id), attempt }).catch(() => undefined);
    };
    await onFullDisk("UPDATE OF state", async () => {
      await deliver({ ...deps, hands }, { id: copy, attempt: 0 }).catch(() => undefined);
      // As it always was after a process that was killed.
      await triesAt(LEASE_SECONDS - 1);
      expect(arrived()).toBe(before + 1);
      await triesAt(LEASE_SECONDS);
      expect(arrived()).toBe(before + 2);
      for (let minutes = 2; minutes < 20; minutes++) await triesAt(minutes * 60);
      expect(arrived()).toBe(before + 5);
    });
    for (let minutes = 20; minutes < 80; minutes++) await triesAt(minutes * 60);
    expect(arrived()).toBe(before + 6);
    expect(await row(copy)).toMatchObject({ state: "sent" });
  });

  async function toldAgain(): Promise<void> {
    await inTransaction(db, async (tx) => {
      await enqueue(tx, { kind: "alert", dedupeKey: "again", to: { staffId }, alertId, intendedAt: at });
    });
  }

  test("of two that wait for the same reader the newer leaves alone, whichever is first", async () => {
    await toldAgain();
    const { id: again } = await db.outboxMessage.findFirstOrThrow({ where: { dedupeKey: "again" } });
    const before = arrived();
    expect(await tries(copy, 0)).toEqual({ kind: "stale" });
    expect(await row(copy)).toMatchObject({ state: "cancelled", error: null });
    await db.outboxMessage.update({ where: { id: copy }, data: { state: "pending" } });
    expect(await tries(again, 0)).toEqual({ kind: "sent" });
    expect(await tries(copy, 1)).toEqual({ kind: "stale" });
    expect(arrived()).toBe(before + 1);
  });

  test("what is for the morning, and what has failed, keeps no older one back", async () => {
    const before = arrived();
    await toldAgain();
    const newer = { where: { dedupeKey: "again" } };
    await db.outboxMessage.updateMany({ ...newer, data: { intendedAt: later(3600) } });
    expect(await tries(copy, 0)).toEqual({ kind: "sent" });
    await db.outboxMessage.update({ where: { id: copy }, data: { state: "pending" } });
    await db.outboxMessage.updateMany({ ...newer, data: { intendedAt: at, state: "failed", error: "bug" } });
    expect(await tries(copy, 1)).toEqual({ kind: "sent" });
    expect(arrived()).toBe(before + 2);
  });

  test("of two copies that arrive in the same moment the older leads on to the newer", async () => {
    await db.alert.updateMany({ data: { toldAt: at } });
    const both = await holding(db, async (tx) => {
      await tx.$queryRaw`SELECT id FROM alerts FOR NO KEY UPDATE`;
      // Written when the first is with Telegram already.
      const first = deliver(beforeItsAnswer(toldAgain), { id: copy, attempt: 0 });
      await waitForALock(1);
      const { id: again } = await db.outboxMessage.findFirstOrThrow({ where: { dedupeKey: "again" } });
      const deliveries = [first, tries(again, 0)];
      await waitForALock(2);
      return { deliveries };
    });
    expect(await Promise.all(both.deliveries)).toEqual([{ kind: "sent" }, { kind: "sent" }]);
    const edits = await db.outboxMessage.findMany({ where: { kind: "alert-update" } });
    expect(edits.map(({ params }) => params)).toEqual([expect.objectContaining({ isOld: "yes" })]);
  });

  test("recorded again where somebody locks the alert and then the copy, it is not sent again", async () => {
    const before = arrived();
    let delivery: ReturnType<typeof tries> | undefined;
    // Whichever of the two the database gives up begins anew.
    await inTransaction(db, async (tx) => {
      await tx.$queryRaw`SELECT id FROM alerts FOR NO KEY UPDATE`;
      if (!delivery) {
        delivery = tries(copy, 0);
        await waitForALock(1);
      }
      await tx.$executeRaw`UPDATE outbox SET params = params WHERE id = ${copy}`;
    });
    expect(await delivery).toEqual({ kind: "sent" });
    expect(arrived()).toBe(before + 1);
  });

  test("an edit that a second worker takes up too early is done once, and the copy stays", async () => {
    await tries(copy, 0);
    await agusTakesIt();
    const { id } = await db.outboxMessage.findFirstOrThrow({ where: { kind: "alert-update" } });
    const second = async () => expect(await tries(id, 1)).toEqual({ kind: "sent" });
    await deliver(beforeItsAnswer(second), { id, attempt: 0 });
    expect(await row(id)).toMatchObject({ state: "sent", attempts: 2 });
    expect(rina.lastText()).toContain("Ditangani Agus");
  });

  test("of a message that two workers send one goes again, whichever is first", async () => {
    const before = arrived();
    const second = async () => expect(await tries(copy, 1)).toEqual({ kind: "sent" });
    expect(await deliver(beforeItsAnswer(second), { id: copy, attempt: 0 })).toEqual({ kind: "stale" });
    expect(arrived()).toBe(before + 2);
    const { messageId } = await row(copy);
    expect(
      rina
        .sees()
        .filter(({ text }) => text?.startsWith("1 hal perlu dilihat"))
        .at(-1)?.messageId,
    ).toBe(messageId);
  });

  describe("a copy that fails for good", () => {
    const blocked = { status: 403, description: "Forbidden: bot was blocked by the user" };
    const refuses = (what: { readonly status: number; readonly description: string }) =>
      telegram.faults.next({ method: "sendMessage" }, what);
    const copies = async (id = alertId) =>
      await db.outboxMessage.findMany({ where: { kind: "alert", alertId: id }, orderBy: { id: "asc" } });

    test("is passed on, although somebody was told of it in the moment in which she was marked", async () => {
      const { programmeId } = await db.staff.findUniqueOrThrow({ where: { id: staffId } });
      const { backupId } = await db.participant.findFirstOrThrow();
      const { id: participantId } = await db.participant.create({
        data: {
          ...{ programmeId, code: "BPN-002", status: "active", locale: "id", zone: "Asia/Makassar" },
          ...{ checkInMinute: 0, releaseDate: at, createdAt: at, counselorId: staffId, backupId },
        },
      });
      await inTransaction(db, async (tx) => {
        await markUnreachable(tx, { participantId: null, staffId }, at);
        const assessment = assessHelp("help-button");
        await inTransaction(
          db,
          async (other) => await raiseAlert(deps, other, { participantId, cause: "help", assessment }, at),
        );
      });
      const late = await db.alert.findFirstOrThrow({ where: { participantId } });
      const [toRina] = await copies(late.id);
      if (toRina?.staffId !== staffId) throw new Error("Rina was not told");
      refuses(blocked);
      expect(await tries(toRina.id, 0)).toEqual({ kind: "failed" });
      expect(await copies(late.id)).toMatchObject([{ staffId }, { staffId: backupId, state: "pending" }]);
    });

    test("is passed on when the payload is what Telegram refuses, and no repeat is used up", async () => {
      await db.staff.updateMany({ where: { telegramId: agusId }, data: { role: "coordinator" } });
      await db.participant.updateMany({ data: { backupId: null } });
      for (const refused of [0, 1]) {
        refuses({ status: 400, description: "Bad Request: wrong entity" });
        const next = (await copies())[refused];
        if (!next) throw new Error("nobody was told");
        expect(await tries(next.id, 0)).toEqual({ kind: "failed" });
      }
      expect(await copies()).toHaveLength(2);
      expect(await db.alert.findFirstOrThrow()).toMatchObject({ state: "open", step: 3 });
    });

    test("is passed on at once, although another copy waits for the end of quiet hours", async () => {
      await inTransaction(db, async (tx) => {
        const waiting = { kind: "alert", dedupeKey: "alert:at seven", to: { staffId }, alertId } as const;
        await enqueueLater(tx, { ...waiting, intendedAt: later(7 * 3_600) });
      });
      refuses({ status: 400, description: "Bad Request: wrong entity" });
      expect(await tries(copy, 0)).toEqual({ kind: "failed" });
      const { backupId } = await db.participant.findFirstOrThrow();
      expect((await copies()).at(-1)).toMatchObject({ staffId: backupId, state: "pending", intendedAt: at });
    });

    test("is passed on once: whoever cannot be told is marked, and passes it on in the same breath", async () => {
      refuses(blocked);
      await tries(copy, 0);
      expect(await copies()).toHaveLength(2);
      expect(await db.alertEvent.count({ where: { kind: "passed-on" } })).toBe(1);
    });

    test("of something that waits for the end of quiet hours waits with it", async () => {
      await db.alert.updateMany({ data: { tier: "orange" } });
      const night = new Date("2026-11-23T23:00:00+08:00");
      refuses(blocked);
      await deliver({ ...deps, now: () => night }, { id: copy, attempt: 0 });
      expect(await copies()).toHaveLength(1);
      expect(await db.alertEvent.count({ where: { kind: "held-for-quiet-hours" } })).toBe(1);
    });
  });
});

describe("a prompt", () => {
  test("recorded again where somebody locks the check-in and then the prompt, it is not sent again", async () => {
    const bayu = telegram.phone(RINA + 2);
    await bayu.sends("/start");
    const { programmeId } = await db.staff.findUniqueOrThrow({ where: { id: staffId } });
    const { id: participantId } = await db.participant.create({
      data: {
        ...{ programmeId, code: "BPN-001", status: "active", locale: "id", zone: "Asia/Makassar" },
        ...{ checkInMinute: 0, releaseDate: at, createdAt: at, telegramId: bayu.id },
      },
    });
    const { id: checkInId } = await db.checkIn.create({
      data: {
        ...{ participantId, localDay: dbDate("2026-11-23"), instrument: "recovery-dangers@1", form: "full" },
        ...{ s6Form: "soft", state: "prompted", openedAt: at, closesAt: later(3600) },
      },
    });
    const prompt = { kind: "prompt", dedupeKey: "test:prompt", to: { participantId }, checkInId } as const;
    await inTransaction(db, async (tx) => await enqueue(tx, { ...prompt, intendedAt: at }));
    const { id } = await db.outboxMessage.findFirstOrThrow({ where: { checkInId } });

    let delivery: ReturnType<typeof tries> | undefined;
    // Whichever of the two the database gives up begins anew.
    await inTransaction(db, async (tx) => {
      await tx.$queryRaw`SELECT id FROM check_ins FOR UPDATE`;
      if (!delivery) {
        delivery = tries(id, 0);
        await waitForALock(1);
      }
      await tx.$executeRaw`UPDATE outbox SET params = params WHERE id = ${id}`;
    });
    expect(await delivery).toEqual({ kind: "sent" });
    expect(bayu.notifications()).toHaveLength(1);
    const { messageId } = await row(id);
    expect(await db.checkIn.findUniqueOrThrow({ where: { id: checkInId } })).toMatchObject({ messageId });
  });
});

describe("messages in an order", () => {
  async function three(): Promise<readonly [bigint, bigint, bigint]> {
    const keys = [1, 2, 3].map(() => `test:${++messages}`);
    const notice = (dedupeKey: string) => ({
      kind: "notice" as const,
      dedupeKey,
      to: { staffId },
      params: { notice: "staff-unreachable", name: "Rina" },
      intendedAt: at,
    });
    await inTransaction(db, async (tx) => await enqueueInOrder(tx, `test:${messages}`, keys.map(notice)));
    const rows = await db.outboxMessage.findMany({
      where: { dedupeKey: { in: keys } },
      orderBy: { id: "asc" },
    });
    const [first, second, third] = rows.map(({ id }) => id);
    if (first === undefined || second === undefined || third === undefined) throw new Error("not written");
    return [first, second, third];
  }
  const forget = async () => await db.$executeRaw`DELETE FROM graphile_worker._private_jobs`;

  test("only the first has a job; whoever has delivered one goes on with the next, and no other process does", async () => {
    const [first, second, third] = await three();
    expect(await jobs()).toEqual([{ id: String(first), attempt: 0 }]);
    await forget();
    expect(await tries(third, 0)).toEqual({ kind: "not-mine" });
    expect(await tries(second, 0)).toEqual({ kind: "not-mine" });
    expect(await tries(first, 0)).toEqual({ kind: "sent", next: { id: second, attempt: 0 } });
    expect(await tries(third, 0)).toEqual({ kind: "not-mine" });
    expect(await tries(second, 0)).toEqual({ kind: "sent", next: { id: third, attempt: 0 } });
    expect(await tries(third, 0)).toEqual({ kind: "sent" });
    expect(await jobs()).toEqual([]);
  });

  test("what a process that died has left behind is offered when its lease is over", async () => {
    const [first, second] = await three();
    await tries(first, 0);
    await forget();
    await offerOverdue(deps, later(LEASE_SECONDS + 1));
    expect((await jobs()).map(({ id }) => id)).toContain(String(second));
    expect(await tries(second, 0)).toMatchObject({ kind: "sent" });
  });

  test("a repeated attempt cannot be overtaken, not even by what the tick or the auditor offers", async () => {
    const [first, second] = await three();
    await forget();
    telegram.faults.next({ method: "sendMessage" }, { status: 500 });
    expect(await tries(first, 0)).toMatchObject({ kind: "retry" });
    expect(await jobs()).toEqual([]);
    await offerOverdue(deps, later(LEASE_SECONDS + 1));
    expect((await jobs()).map(({ id }) => id)).toContain(String(second));
    expect(await tries(second, 0)).toEqual({ kind: "not-mine" });
    expect(await row(second)).toMatchObject({ state: "pending", attempts: 0 });
    await forget();
    expect(await tries(first, 1)).toEqual({ kind: "sent", next: { id: second, attempt: 0 } });
  });

  test("one that Telegram will never take does not hold up the others", async () => {
    const [first, second] = await three();
    await forget();
    telegram.faults.next(
      { method: "sendMessage" },
      { status: 400, description: "Bad Request: message is too long" },
    );
    expect(await tries(first, 0)).toEqual({ kind: "failed", next: { id: second, attempt: 0 } });
  });

  test("written a second time it stays what it is", async () => {
    const ids = await three();
    const keys = await Promise.all(ids.map(async (id) => (await row(id)).dedupeKey));
    const again = keys.map((dedupeKey) => ({
      kind: "notice" as const,
      dedupeKey,
      to: { staffId },
      intendedAt: at,
    }));
    await inTransaction(db, async (tx) => await enqueueInOrder(tx, `test:${messages}`, again));
    expect(await db.outboxMessage.count({ where: { dedupeKey: { in: keys } } })).toBe(3);
    expect(await jobs()).toEqual([{ id: String(ids[0]), attempt: 0 }]);
  });
});
