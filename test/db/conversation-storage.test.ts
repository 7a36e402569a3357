import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tx } from "../../src/db/client.ts";
import { conversationStorage } from "../../src/db/conversation-storage.ts";
import { createTestDatabase, holding, quietDeps } from "../support/database.ts";

const database = await createTestDatabase();
const { db } = database;
const now = new Date("2026-11-23T20:00:00+08:00");
const [bayu, rina] = [1001n, 1002n];

beforeAll(async () => {
  const { id: programmeId } = await db.programme.create({
    data: { name: "Asal", zone: "Asia/Makassar", locale: "id", settings: {}, createdAt: now },
  });
  const common = { programmeId, locale: "id", linkedAt: now, createdAt: now };
  await db.participant.create({
    data: {
      ...{ ...common, telegramId: bayu, code: "BPN-001", status: "active", zone: "Asia/Makassar" },
      ...{ checkInMinute: 1140, releaseDate: now },
    },
  });
  await db.staff.create({ data: { ...common, telegramId: rina, role: "counselor", name: "Rina" } });
});
afterAll(async () => await database.drop());

/** How an account stops being one that is spoken with, up to where its dialogue is taken away. */
const endings: readonly (readonly [string, bigint, (tx: Tx) => Promise<unknown>])[] = [
  [
    "a participant whose account is locked",
    bayu,
    async (tx) => await tx.participant.updateMany({ data: { status: "frozen" } }),
  ],
  [
    "a participant who is erased",
    bayu,
    async (tx) => {
      await tx.$queryRaw`SELECT id FROM participants FOR UPDATE`;
      await tx.participant.deleteMany();
    },
  ],
  [
    "a member of staff whose phone is lost",
    rina,
    async (tx) => await tx.staff.updateMany({ data: { telegramId: null } }),
  ],
];

test.each(endings)(
  "a dialogue that is stored in the very moment finds nobody: %s",
  async (_of, account, end) => {
    const key = String(account);
    const storage = conversationStorage(quietDeps(db), () => now);
    const state = { version: 0, state: {} } as never;
    await db.participant.updateMany({ data: { status: "active" } });
    await storage.write(key, state);
    expect(await db.conversationState.count({ where: { key } })).toBe(1);
    let isStored = false;
    let storing: Promise<void> = Promise.resolve();
    await holding(db, async (tx) => {
      await end(tx);
      await tx.conversationState.deleteMany({ where: { key } });
      storing = Promise.resolve(storage.write(key, state)).then(() => {
        isStored = true;
      });
      const waits = async () => {
        const waiting = await db.$queryRaw<unknown[]>`
        SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        return isStored || waiting.length === 1;
      };
      await expect.poll(waits, { timeout: 30_000 }).toBe(true);
    });
    await storing;
    expect(await db.conversationState.count({ where: { key } })).toBe(0);
  },
);
