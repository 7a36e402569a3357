import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction } from "../../src/db/client.ts";
import { suggestCode } from "../../src/people/list-people.ts";
import { foundProgramme, usualProgramme } from "../../src/programme/found-programme.ts";
import { createTestDatabase } from "../support/database.ts";

const { db, drop } = await createTestDatabase();
const now = new Date("2026-11-23T01:00:00Z");
let programmeId: number;

beforeAll(async () => {
  programmeId = await inTransaction(db, async (tx) => await foundProgramme(tx, usualProgramme, now));
});
afterAll(drop);

async function suggestedAfter(numbers: readonly number[], erased: number): Promise<string> {
  await db.participant.deleteMany();
  await db.tombstone.deleteMany();
  const person = { programmeId, status: "invited", locale: "id", zone: "Asia/Makassar" } as const;
  await db.participant.createMany({
    data: numbers.map((number) => ({
      ...person,
      ...{ code: `BPN-${String(number).padStart(3, "0")}`, checkInMinute: 480 },
      ...{ releaseDate: now, createdAt: now },
    })),
  });
  await db.tombstone.createMany({
    data: Array.from({ length: erased }, (_, index) => ({
      participantId: index + 1,
      programmeId,
      month: now,
    })),
  });
  return await suggestCode(db, programmeId);
}

test.each([
  ["nobody yet", [], 0, "BPN-001"],
  ["one after the other", [1, 2, 3], 0, "BPN-004"],
  ["the highest was erased", [1, 2], 1, "BPN-004"],
  ["the two highest were erased", [1, 2], 2, "BPN-005"],
  ["everybody was erased", [], 3, "BPN-004"],
  ["one in between was erased", [1, 3], 1, "BPN-004"],
  ["the highest was erased, and somebody came since", [1, 2, 4], 1, "BPN-005"],
  ["the programme's numbers begin elsewhere", [101, 102], 1, "BPN-104"],
] as const)("nobody gets an erased number: %s", async (_, numbers, erased, expected) => {
  expect(await suggestedAfter(numbers, erased)).toBe(expected);
});
