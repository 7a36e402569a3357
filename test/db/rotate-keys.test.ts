import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openCauses, sealCauses } from "../../src/alerts/causes.ts";
import { audit } from "../../src/audit.ts";
import { chainOneBatch } from "../../src/audit-chain/chain-one-batch.ts";
import { verifyAudit } from "../../src/audit-chain/verify.ts";
import { readAnswer } from "../../src/check-ins/stored-answers.ts";
import { conversationStorage } from "../../src/db/conversation-storage.ts";
import { refuseRetiredKey, refuseWrongKeys, unlock } from "../../src/db/key-check.ts";
import { rotateKeys, sealingProcess } from "../../src/db/rotate-keys.ts";
import { createSealer, keyIdOf } from "../../src/db/seal.ts";
import { sealContext, sealedColumns } from "../../src/db/sealed-columns.ts";
import { openContent, sealContent } from "../../src/relay/content.ts";
import { countWaiting, createTestDatabase, type TestDatabase } from "../support/database.ts";

const at = new Date("2026-11-23T09:00:00+08:00");
const [first, second, third] = [randomBytes(32), randomBytes(32), randomBytes(32)];
const source = (...keys: [Uint8Array, ...Uint8Array[]]) => ({ dataKeys: keys, dataDir: "/nowhere" });
const sealer = createSealer(first);

let database: TestDatabase;
let client: Client;
let ids: { participant: number; checkIn: number; staff: number };

beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
  const { db } = database;
  const programme = await db.programme.create({
    data: { name: "P", zone: "Asia/Makassar", locale: "id", settings: {}, createdAt: at },
  });
  const staff = await db.staff.create({
    data: { programmeId: programme.id, role: "counselor", name: "Rina", locale: "id", createdAt: at },
  });
  const participant = await db.participant.create({
    data: {
      programmeId: programme.id,
      code: "BPN-001",
      status: "active",
      locale: "id",
      zone: "Asia/Makassar",
      checkInMinute: 600,
      releaseDate: at,
      telegramId: 42,
      createdAt: at,
    },
  });
  const checkIn = await db.checkIn.create({
    data: {
      participantId: participant.id,
      localDay: at,
      instrument: "recovery-dangers@1",
      form: "full",
      s6Form: "soft",
      state: "completed",
      openedAt: at,
      closesAt: at,
    },
  });
  ids = { participant: participant.id, checkIn: checkIn.id, staff: staff.id };
  const bytes = (text: string, context: string) => Uint8Array.from(sealer.seal(text, context));
  const answer = { checkInId: checkIn.id, questionId: "S6", answeredAt: at };
  await db.answer.create({ data: { ...answer, sealed: bytes("3", sealContext.answer(checkIn.id, "S6")) } });
  await db.answer.create({ data: { ...answer, questionId: "S1", value: 2 } });
  await db.answerRevision.create({
    data: {
      ...answer,
      sealed: bytes("1", sealContext.answer(checkIn.id, "S6")),
      skipped: false,
      replacedAt: at,
    },
  });
  const closed = {
    participantId: participant.id,
    tier: "red",
    state: "closed",
    rulesVersion: "rules@2",
  } as const;
  await db.alert.create({
    data: { ...closed, reasons: sealCauses(sealer, participant.id, []), openedAt: at },
  });
  await db.alert.create({ data: { ...closed, reasons: new Uint8Array(), openedAt: at } });
  await db.note.create({
    data: {
      participantId: participant.id,
      authorId: staff.id,
      sealed: bytes("called", sealContext.note(participant.id)),
      at,
    },
  });
  const place = { participantId: participant.id, sourceMessageId: 77 };
  await db.relayMessage.create({
    data: {
      ...place,
      updateId: 1,
      staffId: staff.id,
      fromParticipant: true,
      kind: "text",
      sealed: sealContent(sealer, { kind: "text", text: "halo" }, place),
      at,
    },
  });
  await db.participant.update({
    where: { id: participant.id },
    data: { nickname: bytes("Bay", sealContext.nickname(participant.id)) },
  });
  await db.planPart.create({
    data: {
      participantId: participant.id,
      part: "people",
      sealed: bytes("Ibu", sealContext.planPart(participant.id, "people")),
      updatedAt: at,
    },
  });
  await conversationStorage({ db, sealer }, () => at).write("42", { version: 0, state: "typed" } as never);
  await audit(db, { at, actor: "system", action: "begin" });
  await chainOneBatch({ db, sealer });
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

async function keysInUse(): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const { table, column } of sealedColumns) {
    const { rows } = await client.query<{ id: string }>(
      `SELECT encode(substring(${column} FROM 2 FOR 4), 'hex') AS id FROM ${table} WHERE octet_length(${column}) > 0`,
    );
    expect(rows.length, `${table}.${column} has a value to rotate`).toBeGreaterThan(0);
    for (const { id } of rows) found.add(id);
  }
  return [...found];
}

async function everythingOpensWith(key: Uint8Array): Promise<void> {
  const { db } = database;
  const only = createSealer(key);
  const answers = await db.answer.findMany({ orderBy: { questionId: "asc" } });
  expect(answers.map((row) => readAnswer(only, ids.checkIn, row))).toEqual([2, 3]);
  const [revision] = await db.answerRevision.findMany();
  expect(revision && readAnswer(only, ids.checkIn, revision)).toBe(1);
  for (const { reasons } of await db.alert.findMany())
    expect(openCauses(only, ids.participant, reasons)).toEqual([]);
  const note = await db.note.findFirstOrThrow();
  expect(only.open(note.sealed, sealContext.note(ids.participant))).toBe("called");
  const { nickname } = await db.participant.findFirstOrThrow();
  expect(nickname && only.open(nickname, sealContext.nickname(ids.participant))).toBe("Bay");
  const { sealed } = await db.planPart.findFirstOrThrow();
  expect(only.open(sealed, sealContext.planPart(ids.participant, "people"))).toBe("Ibu");
  const relayed = await db.relayMessage.findFirstOrThrow();
  expect(openContent(only, relayed)).toEqual({ kind: "text", text: "halo" });
  const stored = await conversationStorage({ db, sealer: only }, () => at).read("42");
  expect(stored).toEqual({ version: 0, state: "typed" });
  expect(await verifyAudit(client, { sealer: only })).toMatchObject({ kind: "whole", events: 1 });
}

/** The other columns of bytes, each with the reason why it is not sealed, or not rotated. */
const otherByteColumns: Readonly<Record<string, string>> = {
  "locks.word": "a hash (scrypt) of a word that nobody needs to read",
  ...Object.fromEntries(
    [
      "audit_events.link",
      ...["anchor_link", "anchor_proof", "head_link", "head_proof"].map((column) => `audit_chains.${column}`),
    ].map((place) => [place, "a keyed hash"]),
  ),
  "data_keys.check_value": "shows which key is the right one, sealed under that very key",
};

test("every column of bytes in the database is on the list, or has a reason not to be", async () => {
  const { rows } = await client.query<{ place: string }>(
    `SELECT table_name || '.' || column_name AS place FROM information_schema.columns
     WHERE table_schema = 'public' AND data_type = 'bytea'`,
  );
  const listed = sealedColumns.map(({ table, column }) => `${table}.${column}`);
  expect(rows.map(({ place }) => place).toSorted()).toEqual(
    [...listed, ...Object.keys(otherByteColumns)].toSorted(),
  );
});

test("a database from before the check of keys is known by what is sealed in it", async () => {
  await expect(refuseWrongKeys(database.url, source(second))).rejects.toThrow(
    new RegExp(
      `sealed under key ${keyIdOf(first)}, and DATA_KEY holds ${keyIdOf(second)}.*Nothing was changed`,
    ),
  );
  await refuseWrongKeys(database.url, source(first));
});

test("the wrong key is refused, and a new one is taken only together with the one in use", async () => {
  const { url, db } = database;
  await unlock(url, source(first), at);
  await expect(unlock(url, source(second), at)).rejects.toThrow("Nothing was changed");
  expect(await db.dataKey.count()).toBe(1);
  await unlock(url, source(second, first), at);
  await expect(unlock(url, source(first), at)).rejects.toThrow(`sealed under key ${keyIdOf(second)}`);
});

test("where the key is missing, none is made", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "teman-pulih-keyless-"));
  onTestFinished(async () => await rm(dataDir, { recursive: true }));
  await expect(unlock(database.url, { dataKeys: undefined, dataDir }, at)).rejects.toThrow(
    /data\.key is missing.*When the key is lost/s,
  );
  expect(await readdir(dataDir)).toEqual([]);
});

test("a key that only shares the id of the right one is refused", async () => {
  const { url, db } = database;
  const impostor = createSealer(third).seal("teman-pulih", `key-check:${keyIdOf(first)}`);
  const { checkValue } = await db.dataKey.findUniqueOrThrow({ where: { id: keyIdOf(first) } });
  const altered = Uint8Array.from([...checkValue.subarray(0, 5), ...impostor.subarray(5)]);
  await db.dataKey.update({ where: { id: keyIdOf(first) }, data: { checkValue: altered } });
  await expect(unlock(url, source(second, first), at)).rejects.toThrow(keyIdOf(first));
  await db.dataKey.update({ where: { id: keyIdOf(first) }, data: { checkValue } });
});

test("a process that still seals under the old key stops the rotation before it begins", async () => {
  const named = new URL(database.url);
  named.searchParams.set("application_name", sealingProcess(sealer));
  const process = new Client({ connectionString: named.href });
  await process.connect();
  const behind = await rotate(second, first);
  expect(behind).toEqual({ kind: "processes-behind", count: 1 });
  expect(await keysInUse()).toEqual([keyIdOf(first)]);
  await process.end();
});

test("what no longer opens keeps its key, until the operator gives it up", async () => {
  const { url, db } = database;
  const note = await db.note.findFirstOrThrow();
  const damaged = Uint8Array.from(note.sealed, (byte, index) => (index === 20 ? byte ^ 1 : byte));
  const { id } = await db.note.create({
    data: { participantId: ids.participant, sealed: damaged, at },
  });
  expect(await rotate(second, first)).toEqual({ kind: "damaged", places: { "notes.sealed": 1 } });
  await unlock(url, source(second, first), at);
  await db.note.delete({ where: { id } });
});

test("then all is sealed under the new key, and the old one is of no use any more", async () => {
  const { url, db } = database;
  expect(await rotate(second, first)).toMatchObject({ kind: "done", retired: [keyIdOf(first)] });
  expect(await keysInUse()).toEqual([keyIdOf(second)]);
  await everythingOpensWith(second);
  await refuseWrongKeys(url, source(second));
  await expect(refuseWrongKeys(url, source(first, second))).rejects.toThrow("was replaced by another one");
  await refuseRetiredKey(db, createSealer(second));
  await expect(refuseRetiredKey(db, sealer)).rejects.toThrow("Start again");
});

test("what a bot writes while the rotation runs is not overwritten", async () => {
  const { url, db } = database;
  await unlock(url, source(third, second), at);
  const bot = createSealer(third, second);
  // The bot has the row locked, and its new value is committed once the rotation waits for it.
  await client.query("BEGIN");
  const fresh = Buffer.from(bot.seal("called again", sealContext.note(ids.participant)));
  await client.query("UPDATE notes SET sealed = $1", [fresh]);
  const rotating = rotate(third, second);
  const waiting = async () => await countWaiting(db);
  await expect.poll(waiting, { interval: 20, timeout: 20_000 }).toBeGreaterThan(0);
  await client.query("COMMIT");
  expect(await rotating).toMatchObject({ kind: "done" });
  const [note] = await db.note.findMany();
  expect(note && createSealer(third).open(note.sealed, sealContext.note(ids.participant))).toBe(
    "called again",
  );
  expect(await keysInUse()).toEqual([keyIdOf(third)]);
});

async function rotate(newest: Uint8Array, old: Uint8Array) {
  const shown: [number, number][] = [];
  const rotated = await rotateKeys(database.url, {
    sealer: createSealer(newest, old),
    progress: (done, of) => void shown.push([done, of]),
    now: at,
  });
  for (const [done, of] of shown) expect(done).toBeLessThanOrEqual(of);
  return rotated;
}
