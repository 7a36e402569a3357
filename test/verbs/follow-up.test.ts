import { afterAll, expect, test } from "vitest";
import { followUpOneDue } from "../../src/alerts/follow-up-one-due.ts";
import { inTransaction } from "../../src/db/client.ts";
import { takeOneDue } from "../../src/db/due-work.ts";
import { foundProgramme, usualProgramme } from "../../src/programme/found-programme.ts";
import { createTestDatabase, quietDeps } from "../support/database.ts";

const at = new Date("2026-11-23T10:00:00+08:00");
const database = await createTestDatabase();
const { db } = database;
afterAll(async () => await database.drop());
const deps = quietDeps(db);

test("Rina is away when it is time to ask how it went on: not Agus is asked, who only stood in then, but Dewi", async () => {
  const { dewi } = await inTransaction(db, async (tx) => {
    const programmeId = await foundProgramme(tx, usualProgramme, at);
    let telegramId = 1n;
    const member = async (role: "counselor" | "coordinator", name: string, awayUntil: Date | null = null) => {
      const data = {
        programmeId,
        role,
        name,
        locale: "id",
        telegramId: telegramId++,
        awayUntil,
        createdAt: at,
      };
      return (await tx.staff.create({ data })).id;
    };
    const rina = await member("counselor", "Rina", new Date("2026-12-01"));
    const agus = await member("counselor", "Agus");
    const bayu = await tx.participant.create({
      data: {
        ...{ programmeId, code: "BPN-001", status: "active", locale: "id", zone: "Asia/Makassar" },
        ...{ checkInMinute: 0, releaseDate: at, createdAt: at, counselorId: rina },
      },
    });
    await tx.alert.create({
      data: {
        ...{ participantId: bayu.id, tier: "red", state: "closed", outcome: "agreed", holderId: agus },
        ...{ reasons: new Uint8Array(), rulesVersion: "rules@2", openedAt: at, closedAt: at, followUpAt: at },
      },
    });
    return { dewi: await member("coordinator", "Dewi") };
  });
  expect(await takeOneDue(deps, followUpOneDue, at)).toBe(true);
  const sent = await db.outboxMessage.findMany({ where: { kind: "alert-follow-up" } });
  expect(sent.map(({ staffId }) => staffId)).toEqual([dewi]);
});

test("while the account is locked it is put off from day to day, and asked when they are back", async () => {
  const tomorrow = new Date("2026-11-24T10:00:00+08:00");
  await db.participant.updateMany({ data: { status: "frozen" } });
  await db.alert.updateMany({ data: { followUpAt: at } });
  const asked = async () => await db.outboxMessage.count({ where: { kind: "alert-follow-up" } });
  const before = await asked();
  expect(await takeOneDue(deps, followUpOneDue, at)).toBe(true);
  expect(await db.alert.findFirstOrThrow()).toMatchObject({ followUpAt: tomorrow });
  expect(await asked()).toBe(before);
  await db.participant.updateMany({ data: { status: "active" } });
  expect(await takeOneDue(deps, followUpOneDue, tomorrow)).toBe(true);
  expect(await asked()).toBe(before + 1);
});
