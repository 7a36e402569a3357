import { Api } from "grammy";
import type { JobHelpers } from "graphile-worker";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { inTransaction } from "../../src/db/client.ts";
import { HOUR_MS } from "../../src/domain/duration.ts";
import { clearChatTask } from "../../src/jobs/clear-chat-task.ts";
import { type ChatToClear, CLEARING_RUNS, hurryClearings } from "../../src/people/clear-chat.ts";
import { foundProgramme, usualProgramme } from "../../src/programme/found-programme.ts";
import { startTelegram } from "../../src/sandbox/telegram/telegram.ts";
import { countWaiting, createTestDatabase, holding, quietDeps } from "../support/database.ts";

const BAYU = 5_000_000_002;
const PATIENCE = { timeout: 5_000 };
const REFUSED = { status: 429, description: "Too Many Requests", parameters: { retry_after: 300 } };

const database = await createTestDatabase();
const { db } = database;
const telegram = await startTelegram({ token: "110201543:test", clock: systemClock });
const bayu = telegram.phone(BAYU);
afterAll(async () => {
  await telegram.stop();
  await database.drop();
});

const task = clearChatTask({
  ...quietDeps(db),
  api: new Api(telegram.token, { apiRoot: telegram.apiRoot }),
  limit: { take: async (_, send) => await send() },
});

let participantId: number;
let job: ChatToClear;

beforeEach(async () => {
  await db.programme.deleteMany();
  await db.$executeRaw`DELETE FROM graphile_worker._private_jobs`;
  telegram.faults.clear();
  const at = systemClock.now();
  const programmeId = await inTransaction(db, async (tx) => await foundProgramme(tx, usualProgramme, at));
  const plain = {
    programmeId,
    code: "BPN-001",
    status: "frozen",
    locale: "id",
    zone: "Asia/Makassar",
  } as const;
  ({ id: participantId } = await db.participant.create({
    data: { ...plain, createdAt: at, checkInMinute: 1140, releaseDate: new Date("2026-11-01") },
  }));
  for (const text of ["satu", "dua"]) await bayu.sends(text);
  job = {
    chatId: BAYU,
    messageIds: bayu.sees().map(({ messageId }) => messageId),
    olderIds: [],
    locale: "id",
    farewell: "none",
    emergency: [],
    owner: { participantId },
    attempt: 0,
  };
});

/** One run of the job, and what it leaves in the queue; `meanwhile` comes between its decision and the next job. */
async function run(payload: ChatToClear, meanwhile?: () => Promise<void>) {
  const addJob = async (_: string, next: ChatToClear, { runAt }: { readonly runAt: Date }) => {
    await meanwhile?.();
    await db.$executeRaw`
      SELECT graphile_worker.add_job('clear-chat', ${JSON.stringify(next)}::json, run_at => ${runAt},
                                     max_attempts => ${CLEARING_RUNS}::int)`;
  };
  await task(payload, { addJob } as unknown as JobHelpers);
  return await db.$queryRaw<{ payload: ChatToClear; waits: boolean }[]>`
    SELECT payload, run_at > now() AS waits FROM graphile_worker._private_jobs`;
}

test("what was deleted before Telegram asked for a pause is not begun anew, and the first failure counts", async () => {
  const failingSince = systemClock.now().getTime() - 40 * HOUR_MS;
  const { faults } = telegram;
  const method = "deleteMessages";
  faults.next({ method }, { status: 400, description: "Bad Request: message can't be deleted for everyone" });
  faults.next({ method }, { hang: 0 });
  faults.next({ method }, REFUSED);
  const [next] = await run({ ...job, attempt: 3, failingSince });
  const left = bayu.sees().map(({ messageId }) => messageId);
  expect(left).toEqual(job.messageIds.slice(-1));
  expect(next?.payload).toMatchObject({ messageIds: left, olderIds: [], attempt: 0, failingSince });
});

test("waits no longer where its owner is being erased between a failure and the next run", async () => {
  telegram.faults.next({ method: "deleteMessages" }, REFUSED);
  const hurried = Promise.withResolvers<void>();
  let erasure: Promise<void> | undefined;
  const left = await run(job, async () => {
    erasure = holding(db, async (tx) => {
      await tx.$queryRaw`SELECT FROM participants WHERE id = ${participantId} FOR UPDATE`;
      await hurryClearings(tx, participantId);
      hurried.resolve();
      await vi.waitFor(async () => expect(await countWaiting(db)).toBe(1), PATIENCE);
      await tx.participant.delete({ where: { id: participantId } });
    });
    await hurried.promise;
  });
  await erasure;
  expect(left).toMatchObject([{ waits: false }]);
});

test("waits as long as Telegram asks for where its owner stays", async () => {
  telegram.faults.next({ method: "deleteMessages" }, REFUSED);
  expect(await run(job)).toMatchObject([{ waits: true }]);
});
