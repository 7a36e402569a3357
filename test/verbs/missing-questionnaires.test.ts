import { afterAll, expect, test } from "vitest";
import { missingQuestionnaires, usedIn } from "../../src/check-ins/missing-questionnaires.ts";
import { inTransaction } from "../../src/db/client.ts";
import { foundProgramme, usualProgramme } from "../../src/programme/found-programme.ts";
import { createTestDatabase, quietDeps } from "../support/database.ts";

const now = new Date("2026-11-23T19:30:00+08:00");
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const database = await createTestDatabase();
const { db } = database;
afterAll(async () => await database.drop());

interface Plan {
  readonly "Relation Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly Plan[];
}

/** Of check-ins, in all loops of all parts of the plan. */
function rowsRead(plan: Plan): number {
  const rows = plan["Actual Rows"] + (plan["Rows Removed by Filter"] ?? 0);
  const own = plan["Relation Name"] === "check_ins" ? rows * plan["Actual Loops"] : 0;
  return (plan.Plans ?? []).reduce((sum, part) => sum + rowsRead(part), own);
}

test("the questionnaires in use are found in an index, however many days there are", async () => {
  const programmeId = await inTransaction(db, async (tx) => await foundProgramme(tx, usualProgramme, now));
  await db.$executeRaw`
    INSERT INTO participants (programme_id, code, status, locale, zone, check_in_minute, release_date, created_at)
    SELECT ${programmeId}, 'BPN-' || n, 'active', 'id', 'Asia/Makassar', 600, '2026-01-01', ${now} FROM generate_series(1, 100) n`;
  await db.$executeRaw`
    INSERT INTO check_ins (participant_id, local_day, instrument, form, s6_form, state, tier, opened_at, closes_at)
    SELECT p.id, (${now}::timestamptz - n * interval '1 day')::date, 'recovery-dangers@1', 'full', 'soft', 'completed', 'green',
           ${now}::timestamptz - (n + 1) * interval '1 day', ${now}::timestamptz - n * interval '1 day'
    FROM participants p, generate_series(1, 200) n`;
  await db.$executeRaw`ANALYZE check_ins`;
  const [row] = await db.$queryRaw<{ "QUERY PLAN": [{ Plan: Plan }] }[]>`
    EXPLAIN (ANALYZE, FORMAT JSON) ${usedIn(daysAgo(43))}`;
  const [{ Plan: plan }] = row?.["QUERY PLAN"] ?? [
    { Plan: { "Actual Rows": Number.NaN, "Actual Loops": 1 } },
  ];
  // Of 20,000.
  expect(rowsRead(plan)).toBeLessThan(10);

  expect(await missingQuestionnaires(quietDeps(db), now)).toEqual([]);
  const [first] = await db.checkIn.findMany({ orderBy: { id: "asc" }, take: 1 });
  const began = async (instrument: string, closesAt: Date, state: "completed" | "started" = "completed") =>
    await db.checkIn.update({ where: { id: first?.id ?? 0 }, data: { instrument, closesAt, state } });
  await began("own@1", daysAgo(42));
  expect(await missingQuestionnaires(quietDeps(db), now)).toEqual(["own@1"]);
  await began("own@1", daysAgo(44));
  expect(await missingQuestionnaires(quietDeps(db), now)).toEqual([]);
  await began("own@1", daysAgo(44), "started");
  expect(await missingQuestionnaires(quietDeps(db), now)).toEqual(["own@1"]);

  // The programme's own; where its name cannot be read, the default stands for it.
  await began("recovery-dangers@1", daysAgo(44));
  const asks = async (instrument: unknown) =>
    await db.$executeRaw`UPDATE programmes SET settings = settings || ${JSON.stringify({ instrument })}::jsonb`;
  await asks("own@2");
  expect(await missingQuestionnaires(quietDeps(db), now)).toEqual(["own@2"]);
  for (const unreadable of [null, 5, "own"]) {
    await asks(unreadable);
    expect(await missingQuestionnaires(quietDeps(db), now)).toEqual([]);
  }
});
