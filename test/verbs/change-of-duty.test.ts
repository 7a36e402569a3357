import { afterAll, expect, test } from "vitest";
import { type Db, inTransaction } from "../../src/db/client.ts";
import { foundProgramme, usualProgramme } from "../../src/people/found-programme.ts";
import { comeBack, goAway } from "../../src/people/go-away.ts";
import { handOver } from "../../src/people/hand-over.ts";
import { createTestDatabase, quietDeps } from "../support/database.ts";

const at = new Date("2026-11-23T09:00:00+08:00");
const database = await createTestDatabase();
afterAll(async () => await database.drop());

let statements = 0;
const counting = database.db.$extends({
  query: {
    async $allOperations({ args, query }) {
      statements += 1;
      return await query(args);
    },
  },
}) as unknown as Db;

let accounts = 1n;

/** What it takes when somebody leaves who is counselor of so many people and backup of as many, when they are back, and when they hand over. */
async function leavesWith(people: number): Promise<readonly number[]> {
  const { programmeId, rina, agus } = await inTransaction(database.db, async (tx) => {
    const id = await foundProgramme(tx, usualProgramme, at);
    const joins = async (name: string) => {
      const telegramId = accounts++;
      const data = { programmeId: id, role: "counselor", name, locale: "id", telegramId } as const;
      return (await tx.staff.create({ data: { ...data, linkedAt: at, createdAt: at } })).id;
    };
    return { programmeId: id, rina: await joins("Rina"), agus: await joins("Agus") };
  });
  await database.db.participant.createMany({
    data: Array.from({ length: 2 * people }, (_, index) => ({
      ...{
        programmeId,
        code: `BPN-${index}`,
        status: "active" as const,
        locale: "id",
        zone: "Asia/Makassar",
      },
      ...{ checkInMinute: 0, releaseDate: new Date("2026-11-01"), createdAt: at },
      ...(index % 2 === 0 ? { counselorId: rina } : { counselorId: agus, backupId: rina }),
    })),
  });
  const me = { id: rina, programmeId } as Parameters<typeof goAway>[1];
  const deps = quietDeps(counting);
  statements = 0;
  const left = await goAway(deps, me, { until: "2026-11-30", coverId: agus }, at);
  expect(left).toEqual({ kind: "away", cover: "Agus" });
  const leaving = statements;
  statements = 0;
  expect(await comeBack(deps, me, at)).toBe(true);
  const back = statements;
  statements = 0;
  const coordinator = { ...me, role: "coordinator" as const };
  const handed = await handOver(deps, coordinator, { fromId: rina, toId: agus }, at);
  expect(handed).toMatchObject({ kind: "handed-over", people });
  return [leaving, back, statements];
}

test("a change of duty asks as much of the database for hundreds of people as for ten", async () => {
  const few = await leavesWith(10);
  expect(few[0]).toBeGreaterThan(5);
  expect(await leavesWith(100)).toEqual(few);
});
