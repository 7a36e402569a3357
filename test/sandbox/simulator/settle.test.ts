import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inTransaction } from "../../../src/db/client.ts";
import { enqueue } from "../../../src/outbox/enqueue.ts";
import { foundProgramme, usualProgramme } from "../../../src/programme/found-programme.ts";
import { settle } from "../../../src/sandbox/simulator/settle.ts";
import { createTestDatabase } from "../../support/database.ts";

const NOW = new Date("2026-11-28T04:49:00Z");
const database = await createTestDatabase();
const { db } = database;
let quiet: boolean;
let dead: readonly string[];

beforeAll(async () => {
  await inTransaction(db, async (tx) => {
    const programmeId = await foundProgramme(tx, usualProgramme, NOW);
    const person = { programmeId, role: "counselor", name: "Rina", locale: "id", createdAt: NOW } as const;
    const { id: staffId } = await tx.staff.create({ data: person });
    const params = { notice: "staff-unreachable", name: "Rina" };
    // Nobody is there to take it.
    await enqueue(tx, { kind: "notice", dedupeKey: "one", to: { staffId }, params, intendedAt: NOW });
  });
});
afterAll(async () => await database.drop());
beforeEach(() => {
  quiet = true;
  dead = [];
});

async function settled(now: Date, options?: { readonly stuckAfterMs: number }): Promise<boolean> {
  const faults = {
    get quiet() {
      return quiet;
    },
    outages: { current: undefined } as never,
  };
  const telegram = { settled: async () => undefined };
  const apps = { idle: async () => undefined };
  const hands = {
    get dead() {
      return dead;
    },
  };
  return await settle({ telegram, apps, db, clock: { now: () => now }, faults, hands }, options);
}

test("what should leave and stays, although nothing is in its way, is told", async () => {
  expect(await settled(NOW, { stuckAfterMs: 500 })).toBe(false);
});

test("soon after a fault it is enough that nothing moves", async () => {
  quiet = false;
  expect(await settled(NOW)).toBe(true);
});

test("what only a process that was killed has in hand is not waited for", async () => {
  await db.outboxMessage.updateMany({ data: { claimedBy: "one", claimedAt: NOW } });
  dead = ["another"];
  expect(await settled(NOW, { stuckAfterMs: 500 })).toBe(false);
  dead = ["another", "one"];
  expect(await settled(NOW, { stuckAfterMs: 500 })).toBe(true);
  await db.outboxMessage.updateMany({ data: { claimedBy: null } });
});

test("what is meant for later may stay", async () => {
  expect(await settled(new Date(NOW.getTime() - 1))).toBe(true);
});
