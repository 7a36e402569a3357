import { afterAll, describe, expect, test, vi } from "vitest";
import { askForQuiet, endQuiet } from "../../src/alerts/ask-for-quiet.ts";
import { type Db, inTransaction } from "../../src/db/client.ts";
import { comeBack, goAway } from "../../src/duty/go-away.ts";
import { handOver } from "../../src/duty/hand-over.ts";
import { foundProgramme, usualProgramme } from "../../src/programme/found-programme.ts";
import { countWaiting, createTestDatabase, holding, quietDeps } from "../support/database.ts";

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

async function settle() {
  return await inTransaction(database.db, async (tx) => {
    const id = await foundProgramme(tx, usualProgramme, at);
    const joins = async (name: string) => {
      const telegramId = accounts++;
      const data = { programmeId: id, role: "counselor", name, locale: "id", telegramId } as const;
      return (await tx.staff.create({ data: { ...data, linkedAt: at, createdAt: at } })).id;
    };
    return {
      programmeId: id,
      rina: await joins("Rina"),
      agus: await joins("Agus"),
      citra: await joins("Citra"),
    };
  });
}

const participant = (programmeId: number, code: string) => ({
  ...{ programmeId, code, status: "active" as const, locale: "id", zone: "Asia/Makassar" },
  ...{ checkInMinute: 0, releaseDate: new Date("2026-11-01"), createdAt: at },
});

/** What it takes when somebody leaves who is counselor of so many people and backup of as many, when they are back, and when they hand over. */
async function leavesWith(people: number): Promise<readonly number[]> {
  const { programmeId, rina, agus } = await settle();
  await database.db.participant.createMany({
    data: Array.from({ length: 2 * people }, (_, index) => ({
      ...participant(programmeId, `BPN-${index}`),
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

describe("whoever is just losing somebody to a colleague", () => {
  const { db } = database;
  const until = "2026-12-10";

  test.each([
    ["asks for quiet in vain", askForQuiet, null, { kind: "unknown" }],
    ["ends no quiet of the colleague's", endQuiet, new Date(until), false],
  ] as const)("%s", async (_, verb, snoozedUntil, outcome) => {
    const { programmeId, rina, agus } = await settle();
    const { id } = await db.participant.create({
      data: { ...participant(programmeId, "BPN-1"), counselorId: rina },
    });
    const me = { id: rina, programmeId, role: "counselor" } as Parameters<typeof askForQuiet>[1];
    let asking: Promise<unknown> | undefined;
    await holding(db, async (tx) => {
      await tx.participant.update({ where: { id }, data: { counselorId: agus, snoozedUntil } });
      asking =
        verb === askForQuiet
          ? askForQuiet(database, me, id, { kind: "snooze", until }, at)
          : endQuiet(database, me, id, at);
      await vi.waitFor(async () => expect(await countWaiting(db)).toBe(1), 60_000);
    });
    expect(await asking).toEqual(outcome);
    expect(await db.participant.findUniqueOrThrow({ where: { id } })).toMatchObject({ snoozedUntil });
  });
});

describe.each<readonly [string, (team: Awaited<ReturnType<typeof settle>>) => Promise<unknown>]>([
  [
    "hands over people and covers",
    async ({ programmeId, rina, agus }) => {
      const coordinator = { id: rina, programmeId, role: "coordinator" } as Parameters<typeof handOver>[1];
      return await handOver(quietDeps(database.db), coordinator, { fromId: rina, toId: agus }, at);
    },
  ],
  ["comes back", async ({ programmeId, citra }) => await comeBack(database, { id: citra, programmeId }, at)],
])("whoever %s", (_, changes) => {
  const { db } = database;

  /** Citra is away and Rina stands in; each has somebody with an open alert. The two people, as they are to be locked. */
  async function absent() {
    const team = await settle();
    const { programmeId, rina, citra } = team;
    const absence = { awayUntil: new Date("2026-12-01"), coverId: rina };
    await db.staff.update({ where: { id: citra }, data: absence });
    const alert = {
      tier: "red",
      state: "open",
      step: 1,
      openedAt: at,
      escalateAt: at,
      rulesVersion: "1",
    } as const;
    const people = await db.participant.createManyAndReturn({
      data: ["BPN-1", "BPN-2"].map((code) => participant(programmeId, code)),
    });
    const [first = 0, second = 0] = people.map(({ id }) => id).toSorted((one, other) => one - other);
    for (const [participantId, counselorId] of [
      [first, rina],
      [second, citra],
    ] as const) {
      await db.participant.update({ where: { id: participantId }, data: { counselorId } });
      await db.alert.create({ data: { ...alert, participantId, reasons: new Uint8Array() } });
    }
    return { team, first, second };
  }

  const isWaiting = async () => await vi.waitFor(async () => expect(await countWaiting(db)).toBe(1), 60_000);

  test("waits for all whose alerts are concerned in one order, and holds none of them meanwhile", async () => {
    const { team, first, second } = await absent();
    let changing: Promise<unknown> | undefined;
    await holding(db, async (tx) => {
      await tx.$queryRaw`SELECT FROM participants WHERE id = ${first} FOR NO KEY UPDATE`;
      changing = changes(team);
      await isWaiting();
      const free =
        await tx.$queryRaw`SELECT id FROM participants WHERE id = ${second} FOR NO KEY UPDATE SKIP LOCKED`;
      expect(free).toEqual([{ id: second }]);
    });
    await changing;
  });

  test("waits for a colleague to whom a copy is just being put on record before holding any alert", async () => {
    const { team, first, second } = await absent();
    let changing: Promise<unknown> | undefined;
    await holding(db, async (tx) => {
      await tx.$queryRaw`SELECT FROM staff WHERE id = ${team.citra} FOR SHARE`;
      changing = changes(team);
      await isWaiting();
      const free = await tx.$queryRaw`
        SELECT participant_id AS id FROM alerts WHERE participant_id IN (${first}, ${second})
        ORDER BY 1 FOR NO KEY UPDATE SKIP LOCKED`;
      expect(free).toEqual([{ id: first }, { id: second }]);
    });
    await changing;
  });
});
