import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { audit } from "../../src/audit.ts";
import { beginChainsAnew, chainOneBatch } from "../../src/audit-chain/chain-one-batch.ts";
import { purgeChain } from "../../src/audit-chain/purge-chain.ts";
import { type Break, verifyAudit, type Whole } from "../../src/audit-chain/verify.ts";
import { inTransaction } from "../../src/db/client.ts";
import { discardUnreadable, rotateKeys } from "../../src/db/rotate-keys.ts";
import { createSealer, type Sealer } from "../../src/db/seal.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const at = new Date("2026-11-23T09:00:00.123Z");
const DAY = 86_400_000;
const key = randomBytes(32);
const sealer = createSealer(key);

let database: TestDatabase;
/** Somebody with all rights in the database, and without the key. */
let intruder: Client;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await database.empty();
  intruder = new Client({ connectionString: database.url });
  await intruder.connect();
  return async () => await intruder.end();
});
afterAll(async () => await database.drop());

async function write(count: number, programmeId: number | null = 1, from = at): Promise<void> {
  for (let index = 0; index < count; index++)
    await audit(database.db, {
      at: new Date(from.getTime() + index),
      actor: `staff:${index}`,
      action: "read-answers",
      ...(index % 2 === 0 && { subject: "participant:7" }),
      ...(programmeId !== null && { programmeId }),
    });
}

async function chain(using: Sealer = sealer): Promise<void> {
  while (await chainOneBatch({ db: database.db, sealer: using }));
}

async function verify(heads: readonly string[] = [], using: Sealer = sealer): Promise<Break | Whole> {
  const expected = heads.map((head) => {
    const [id = "", position = "", link = ""] = head.split(":");
    return { chain: Number(id), position: BigInt(position), link: Buffer.from(link, "hex") };
  });
  return await verifyAudit(intruder, { sealer: using, expected });
}

/** Past the triggers, as only an owner of the database can. */
async function tampers(sql: string): Promise<void> {
  await intruder.query("SET session_replication_role = replica");
  await intruder.query(sql);
  await intruder.query("SET session_replication_role = DEFAULT");
}

test("events are chained within their programme, in the order in which they were written", async () => {
  await write(3);
  await write(2, 2);
  await write(1, null);
  expect(await verify()).toMatchObject({ kind: "whole", events: 0, unchained: 6 });
  await chain();
  expect(await verify()).toMatchObject({ kind: "whole", events: 6, unchained: 0, beforeLoss: 0 });
  await write(2, 2);
  await chain();
  const rows = await database.db.auditEvent.findMany({ where: { programmeId: 2 }, orderBy: { id: "asc" } });
  expect(rows.map(({ position }) => position)).toEqual([1n, 2n, 3n, 4n]);
});

test("of several processes that chain at once one does, and nothing is chained twice", async () => {
  await write(30);
  await Promise.all(Array.from({ length: 4 }, async () => await chain()));
  await write(5);
  await Promise.all([write(5, 2), chain(), chain()]);
  await chain();
  expect(await verify()).toMatchObject({ kind: "whole", events: 40, unchained: 0 });
});

test("an event can be neither changed nor deleted nor emptied away", async () => {
  await write(2);
  const refused = /append-only/;
  const statements = [
    "UPDATE audit_events SET actor = 'staff:9'",
    "UPDATE audit_events SET position = 1, actor = 'staff:9'",
    "DELETE FROM audit_events",
    "TRUNCATE audit_events",
  ];
  for (const sql of statements) await expect(intruder.query(sql), sql).rejects.toThrow(refused);
  await chain();
  const chained = [
    ...statements,
    "UPDATE audit_events SET position = NULL",
    "UPDATE audit_events SET link = ''",
  ];
  for (const sql of chained) await expect(intruder.query(sql), sql).rejects.toThrow(refused);
});

describe("somebody with all rights in the database is noticed", () => {
  const flaw = async (heads?: readonly string[]) => {
    const found = await verify(heads);
    return found.kind === "broken" ? [found.flaw, Number(found.position)] : found.kind;
  };
  let heads: readonly string[];

  beforeEach(async () => {
    await write(6);
    await chain();
    const whole = await verify();
    heads = whole.kind === "whole" ? whole.heads : [];
  });

  test.each([
    ["changes who it was", "UPDATE audit_events SET actor = 'staff:9' WHERE position = 3", "changed", 3],
    [
      "changes when it was",
      "UPDATE audit_events SET at = at + interval '1 ms' WHERE position = 3",
      "changed",
      3,
    ],
    ["changes whose it was", "UPDATE audit_events SET subject = NULL WHERE position = 3", "changed", 3],
    ["takes one out", "DELETE FROM audit_events WHERE position = 3", "missing", 3],
    [
      "takes one out and closes the gap",
      "DELETE FROM audit_events WHERE position = 3; UPDATE audit_events SET position = position - 1 WHERE position > 3",
      "changed",
      3,
    ],
    ["swaps two", "UPDATE audit_events SET position = 7 - position WHERE position IN (3, 4)", "changed", 3],
    ["takes the first", "DELETE FROM audit_events WHERE position = 1", "missing", 1],
    ["takes the last", "DELETE FROM audit_events WHERE position = 6", "cut-off", 6],
    [
      "takes the last and moves the head",
      `DELETE FROM audit_events WHERE position = 6; UPDATE audit_chains SET head_position = 5,
         head_link = (SELECT link FROM audit_events WHERE position = 5)`,
      "ends",
      5,
    ],
    [
      "takes the first and moves the anchor",
      `UPDATE audit_chains SET anchor_position = 1, anchor_link = (SELECT link FROM audit_events WHERE position = 1);
       DELETE FROM audit_events WHERE position = 1`,
      "ends",
      1,
    ],
    [
      "moves one to another programme",
      "UPDATE audit_events SET programme_id = 2 WHERE position = 6",
      "ends",
      0,
    ],
    [
      "puts one in",
      "INSERT INTO audit_events (at, actor, action, programme_id, position, link) SELECT at, actor, action, 1, 3, link FROM audit_events WHERE position = 3",
      "changed",
      4,
    ],
    ["throws the chain away", "DELETE FROM audit_chains", "ends", 0],
    ["empties the key", "UPDATE audit_chains SET key = ''", "key", 0],
  ])("who %s", async (_, sql, what, position) => {
    await tampers(sql);
    expect(await flaw()).toEqual([what, position]);
  });

  test("who throws everything away: the head that the log has is not in the new chain", async () => {
    await tampers("DELETE FROM audit_events; DELETE FROM audit_chains");
    await write(6, 1, new Date(at.getTime() + 1));
    await chain();
    expect(await flaw()).toBe("whole");
    expect(await flaw(heads)).toEqual(["other-head", 6]);
  });

  test("a head from before goes on being right, and one of a chain that was cut back does not", async () => {
    const old = await intruder.query("SELECT * FROM audit_chains");
    await write(2);
    await chain();
    expect(await flaw(heads)).toBe("whole");
    const whole = await verify();
    const later = whole.kind === "whole" ? whole.heads : [];
    // The ends as they were before, kept by the intruder.
    const { head_link: link, head_proof: proof } = old.rows[0];
    await tampers(
      `DELETE FROM audit_events WHERE position > 6; UPDATE audit_chains SET head_position = 6,
       head_link = '\\x${link.toString("hex")}', head_proof = '\\x${proof.toString("hex")}'`,
    );
    expect(await flaw()).toBe("whole");
    expect(await flaw(later)).toEqual(["cut-off", 7]);
  });
});

test("the purge takes the oldest, in shares, and leaves a chain that can be followed", async () => {
  await write(5);
  await write(2, null);
  await chain();
  await write(3, 1, new Date(at.getTime() + DAY));
  await chain();
  const { db } = database;
  const purge = async (most: number) =>
    await inTransaction(db, async (tx) =>
      purgeChain(sealer, tx, { chain: 1, before: new Date(at.getTime() + DAY), most }),
    );
  expect(await purge(2)).toBe(2);
  expect(await verify()).toMatchObject({ kind: "whole", events: 8 });
  expect([await purge(100), await purge(100)]).toEqual([3, 0]);
  expect(await verify()).toMatchObject({ kind: "whole", events: 5, beforeLoss: 0 });
  await write(1, 1, new Date(at.getTime() + 2 * DAY));
  await chain();
  expect(await verify()).toMatchObject({ kind: "whole", events: 6 });
});

test("an event that is out of its time's order keeps what comes after it, and is never skipped", async () => {
  await write(1, 1, new Date(at.getTime() + DAY));
  await write(3);
  await chain();
  const purged = await inTransaction(database.db, async (tx) =>
    purgeChain(sealer, tx, { chain: 1, before: new Date(at.getTime() + DAY), most: 100 }),
  );
  expect(purged).toBe(0);
});

test("the chain outlives a rotation of the data key, and begins anew when that is lost", async () => {
  await write(4);
  await chain();
  const next = randomBytes(32);
  const both = createSealer(next, key);
  expect(await rotateKeys(database.url, { sealer: both, progress: () => undefined, now: at })).toMatchObject({
    kind: "done",
  });
  const only = createSealer(next);
  expect(await verify([], only)).toMatchObject({ kind: "whole", events: 4 });
  const other = createSealer(randomBytes(32));
  expect(await verify([], other)).toMatchObject({ kind: "broken", flaw: "key" });
  await write(2);
  await expect(chain(other)).rejects.toThrow("another DATA_KEY");
  await givesUp(other);
  await chain(other);
  expect(await verify([], other)).toMatchObject({ kind: "whole", events: 2, beforeLoss: 4 });
});

/** All at once: a chain without a key would keep every programme's events from being chained. */
async function givesUp(to: Sealer): Promise<void> {
  await discardUnreadable(intruder, to.keyIds, at, async (client) => beginChainsAnew(client, to));
}

test("giving up a lost key that is broken off leaves everything as it was", async () => {
  await write(4);
  await chain();
  const away = async () => await Promise.reject(new Error("away"));
  await expect(discardUnreadable(intruder, ["00000000"], at, away)).rejects.toThrow("away");
  await intruder.query("ROLLBACK");
  expect(await verify()).toMatchObject({ kind: "whole", events: 4, beforeLoss: 0 });
});

test("the purge of what is from before a lost key leaves the chain where it began anew", async () => {
  await write(4);
  await chain();
  const other = createSealer(randomBytes(32));
  await givesUp(other);
  await write(3, 1, new Date(at.getTime() + DAY));
  await chain(other);
  const purge = async (days: number, most: number) =>
    await inTransaction(database.db, async (tx) =>
      purgeChain(other, tx, { chain: 1, before: new Date(at.getTime() + days * DAY), most }),
    );
  expect(await purge(1, 3)).toBe(3);
  expect(await verify([], other)).toMatchObject({ kind: "whole", events: 3, beforeLoss: 1 });
  // Over both parts at once.
  expect(await purge(2, 2)).toBe(2);
  expect(await verify([], other)).toMatchObject({ kind: "whole", events: 2, beforeLoss: 0 });
});
