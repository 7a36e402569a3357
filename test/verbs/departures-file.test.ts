import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, onTestFinished, test } from "vitest";
import {
  carryDeparturesOver,
  copyDepartures,
  DeparturesFile,
  readDepartures,
} from "../../src/backup/departures-file.ts";
import type { Db } from "../../src/db/client.ts";
import { createTestDatabase } from "../support/database.ts";

const database = await createTestDatabase();
const { db } = database;
afterAll(async () => await database.drop());

const begins = new Date("2026-11-23T09:00:00+08:00");
const seconds = (count: number) => new Date(begins.getTime() + count * 1000);
const days = (count: number) => seconds(count * 86_400);
const event = { at: begins, actor: "operator", action: "read-list" };
const erased = (id: bigint, who: number, at = begins) => ({
  ...{ ...event, at, id, action: "erase" },
  subject: `participant:${who}`,
});

async function newPath(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "departures-"));
  onTestFinished(async () => await rm(home, { recursive: true }));
  return join(home, "departures.jsonl");
}

async function knownIn(path: string): Promise<readonly number[] | undefined> {
  return (await readDepartures(path))?.map(({ participantId }) => participantId);
}

test("goes on behind what it has looked at, and misses nothing that was committed late", async () => {
  const path = await newPath();
  let askedFrom: unknown;
  const watched = new Proxy(db, {
    get(target, property) {
      if (property !== "$queryRaw") return Reflect.get(target, property);
      return async (text: TemplateStringsArray, ...values: unknown[]) => {
        [askedFrom] = values;
        return await target.$queryRaw(text, ...values);
      };
    },
  }) as Db;
  const file = new DeparturesFile(path);
  await db.auditEvent.create({ data: erased(1n, 1) });
  await db.auditEvent.createMany({
    data: Array.from({ length: 3000 }, (_, index) => ({ ...event, id: BigInt(index + 10) })),
  });
  await file.follow(watched, begins);
  // Its transaction had begun before all of those.
  await db.auditEvent.create({ data: erased(2n, 2) });
  await file.follow(watched, seconds(15));
  expect(await knownIn(path)).toEqual([1, 2]);
  for (const after of [75, 90]) await file.follow(watched, seconds(after));
  expect(askedFrom).toBe(3009n - 1000n);
  await db.auditEvent.create({ data: erased(4000n, 3) });
  await file.follow(watched, seconds(105));
  expect(await knownIn(path)).toEqual([1, 2, 3]);
});

test("what is older than any backup is dropped once a day and does not come back at the next start, except who was erased", async () => {
  const path = await newPath();
  // Lies above the numbers of an audit that began anew.
  await carryDeparturesOver([], path, 5999n, days(400));
  const file = new DeparturesFile(path);
  await db.auditEvent.createMany({
    data: [
      { ...erased(6000n, 4, days(400)), action: "withdraw" },
      { ...erased(6001n, 6, days(400)), action: "erase-asked" },
    ],
  });
  await file.follow(db, days(400));
  await db.auditEvent.create({ data: { ...erased(6500n, 5, days(519)), action: "freeze" } });
  await file.follow(db, days(519));
  expect(await knownIn(path)).toEqual([4, 6, 5]);
  const copy = await newPath();
  await copyDepartures(path, copy, days(520));
  for (const follower of [file, new DeparturesFile(path)]) {
    await follower.follow(db, days(520));
    for (const kept of [path, copy]) expect(await knownIn(kept)).toEqual([6, 5]);
    expect(await readFile(path, "utf8")).toContain('"audit":"5999","what":"restored"');
  }
});
