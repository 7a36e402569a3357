import { afterAll, beforeAll, expect, test } from "vitest";
import { createSealer } from "../../src/db/seal.ts";
import { dbDate } from "../../src/domain/calendar.ts";
import { loadInstruments } from "../../src/instruments/index.ts";
import { createLog } from "../../src/log.ts";
import { shareReport } from "../../src/summaries/share-report.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const at = new Date("2026-10-19T00:00:00Z");
const later = (seconds: number) => new Date(at.getTime() + seconds * 1000);

let database: TestDatabase;
let programmeId: number;
beforeAll(async () => {
  database = await createTestDatabase();
  ({ id: programmeId } = await database.db.programme.create({
    data: { name: "P", zone: "Asia/Makassar", locale: "id", settings: {}, createdAt: at },
  }));
});
afterAll(async () => await database.drop());

const share = async (now: Date, occasion = "weekly") =>
  await shareReport(
    {
      db: database.db,
      sealer: createSealer(new Uint8Array(32)),
      instruments: loadInstruments(),
      log: createLog("silent"),
    },
    { programmeId, monday: "2026-10-12", occasion },
    now,
  );

async function enrol(code: string): Promise<number> {
  const { id } = await database.db.participant.create({
    data: {
      ...{ programmeId, code, status: "active", locale: "id", zone: "Asia/Makassar", checkInMinute: 0 },
      ...{ releaseDate: dbDate("2026-09-01"), createdAt: at },
      consents: { create: { purpose: "summary", granted: true, textHash: "h", locale: "id", at } },
    },
  });
  return id;
}

test("is collected once for all who ask at once and soon after, and its files are made once", async () => {
  const [one, two] = await Promise.all([share(at), share(at)]);
  expect(two.report).toBe(one.report);
  expect((await share(later(119))).report).toBe(one.report);
  let made = 0;
  const make = async () => new Uint8Array([++made]);
  expect(await Promise.all([one.once("a", make), two.once("a", make), one.once("b", make)])).toEqual([
    new Uint8Array([1]),
    new Uint8Array([1]),
    new Uint8Array([2]),
  ]);
});

test("a file that could not be made is made at the next attempt", async () => {
  const shared = await share(at);
  await expect(shared.once("c", async () => await Promise.reject(new Error("no room")))).rejects.toThrow(
    "no room",
  );
  expect(await shared.once("c", async () => new Uint8Array([7]))).toEqual(new Uint8Array([7]));
});

test("is read anew two minutes later, and for every wish", async () => {
  const first = await share(later(1000));
  expect((await share(later(1120))).report).not.toBe(first.report);
  const asked = await share(later(1120), "asked:1");
  expect((await share(later(1120), "asked:2")).report).not.toBe(asked.report);
});

test("somebody who takes the consent back, or is erased, is in no part that leaves after it, and whoever is locked stands there so", async () => {
  const [one, two] = [await enrol("BPN-001"), await enrol("BPN-002")];
  const codes = async () => (await share(later(2000))).report.people.map(({ code }) => code);
  expect(await codes()).toEqual(["BPN-001", "BPN-002"]);
  await database.db.consent.create({
    data: { participantId: one, purpose: "summary", granted: false, textHash: "h", locale: "id", at },
  });
  expect(await codes()).toEqual(["BPN-002"]);
  const becomes = async (status: "frozen" | "consenting") =>
    await database.db.participant.update({ where: { id: two }, data: { status } });
  await becomes("frozen");
  const { report } = await share(later(2000));
  expect(report.people.map(({ code, reach }) => [code, reach])).toEqual([["BPN-002", "locked"]]);
  await becomes("consenting");
  expect(await codes()).toEqual([]);
  await database.db.participant.update({ where: { id: two }, data: { status: "active" } });
  expect(await codes()).toEqual(["BPN-002"]);
  await database.db.participant.delete({ where: { id: two } });
  expect(await codes()).toEqual([]);
});

test("settings that were changed hold in every part that leaves after it", async () => {
  const before = await share(later(3000));
  expect((await share(later(3001))).report).toBe(before.report);
  await database.db.programme.update({ where: { id: programmeId }, data: { name: "Q" } });
  expect((await share(later(3002))).report).not.toBe(before.report);
});
