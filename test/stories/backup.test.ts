import { createWriteStream } from "node:fs";
import { appendFile, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { verifyAudit } from "../../src/audit-chain/verify.ts";
import { readTables } from "../../src/backup/catalog.ts";
import {
  carryDeparturesOver,
  copyDepartures,
  DeparturesFile,
  readDepartures,
} from "../../src/backup/departures-file.ts";
import { disclose, enclose, type Key, type Lock } from "../../src/backup/envelope.ts";
import type { Manifest } from "../../src/backup/manifest.ts";
import { readRecords, record } from "../../src/backup/records.ts";
import { type Restored, restoreBackup } from "../../src/backup/restore-backup.ts";
import { settleRestored } from "../../src/backup/settle-restored.ts";
import { writeBackup } from "../../src/backup/write-backup.ts";
import { createDatabase, type Db } from "../../src/db/client.ts";
import { withClient } from "../../src/db/key-check.ts";
import { migrate } from "../../src/db/migrate.ts";
import type { Departure } from "../../src/domain/departures.ts";
import { HOUR_MS } from "../../src/domain/duration.ts";
import { consentedPurposes, recordConsent } from "../../src/people/consent.ts";
import { eraseParticipant, eraseReasons } from "../../src/people/erase.ts";
import { freezeByWord, setLockWord } from "../../src/people/lock-word.ts";
import { reinvite } from "../../src/people/reinvite.ts";
import { deletePart } from "../../src/plan/delete-part.ts";
import { writePart } from "../../src/plan/write-part.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { createEmptyDatabase, createTestDatabase } from "../support/database.ts";
import { answers, buildTeam, enrol, linkFor, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let bayu: Phone;
let sari: Phone;
let home: string;
let file: string;
let lock: Lock;
let key: Key;
const madeAt = new Date("2026-11-23T19:40:00+08:00");
const opened: { db: Db; remove(): Promise<void> }[] = [];

/** Monday evening: Bayu has answered and Rina has an alert about it, Sari was asked and has not answered yet. */
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "teman-pulih-backup-"));
  file = join(home, "monday.age");
  const identity = await generateX25519Identity();
  lock = { kind: "recipient", recipient: await identityToRecipient(identity) };
  key = { kind: "identity", identity };
  town = await startTown();
  team = await buildTeam(town);
  bayu = await enrol(town, team, { code: "BPN-001", hour: "19:00" });
  sari = await enrol(town, team, { code: "BPN-002", hour: "19:30" });
  await town.world.advanceTo(new Date("2026-11-23T19:10:00+08:00"));
  await town.does(bayu.taps("Siap"));
  await answers(town, bayu, { S8: 4, C1: 0, S6: 3 });
  await town.does(bayu.sends("Aku butuh teman bicara"));
  await town.does(bayu.taps("Kirim"));
  await town.world.advanceTo(madeAt);
  await back(file);
});
afterAll(async () => {
  await town.close();
  for (const { db, remove } of opened) {
    await db.$disconnect();
    await remove();
  }
  await rm(home, { recursive: true, force: true });
});

async function back(to: string, by: Lock = lock) {
  const rows: number[] = [];
  const made = await writeBackup({
    url: town.world.database.url,
    file: to,
    lock: by,
    release: "0.1.0",
    now: madeAt,
    progress: (done) => void rows.push(done),
  });
  expect(rows.at(-1)).toBe(made.rows);
  return made;
}

async function emptyDatabase() {
  const { url, remove } = await createEmptyDatabase();
  const db = createDatabase(url);
  opened.push({ db, remove });
  return { url, db };
}

/** As empty, for whatever is not about the tables that a restore makes. */
async function migratedDatabase() {
  const { url, db, drop } = await createTestDatabase();
  opened.push({ db, remove: drop });
  return { url, db };
}

async function restore(
  from: string,
  url: string,
  more: { key?: Key; now?: Date; departures?: readonly Departure[] | undefined } = {},
): Promise<Restored> {
  return await restoreBackup({
    url,
    file: from,
    key,
    now: madeAt,
    accept: async () => undefined,
    progress: () => undefined,
    ...more,
  });
}

async function contents(url: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const found: Record<string, string[]> = {};
    for (const { name } of await readTables(client)) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t ORDER BY 1`);
      found[name] = rows.map(({ row }) => row);
    }
    return found;
  } finally {
    await client.end();
  }
}

/** Of each sequence; 0 where no id was given yet. */
async function lastIds(url: string): Promise<Readonly<Record<string, number>>> {
  return await withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string; last: number }>(
      "SELECT sequencename AS name, COALESCE(last_value, 0)::int AS last FROM pg_sequences WHERE schemaname = 'public'",
    );
    return Object.fromEntries(rows.map(({ name, last }) => [name, last]));
  });
}

async function holdsNothing(url: string): Promise<void> {
  expect(Object.values(await contents(url)).flat()).toEqual([]);
}

test("what was restored is what was there, table by table", async () => {
  const { url, db } = await emptyDatabase();
  expect(await restore(file, url)).toMatchObject({
    kind: "restored",
    settled: { days: 0, messages: 0, told: 1 },
  });
  const [before, after] = [await contents(town.world.database.url), await contents(url)];
  const { outbox = [], ...others } = after;
  expect(others).toEqual({ ...before, outbox: undefined, conversation_states: [] });
  for (const table of ["answers", "alerts", "alert_events", "relay_messages", "consents", "audit_events"])
    expect(after[table]?.length, table).toBeGreaterThan(0);
  const notices = await db.outboxMessage.findMany({ where: { state: "pending" } });
  expect(notices).toMatchObject([{ kind: "notice", staffId: team.ids.dewi, params: { notice: "restored" } }]);
  const { sealer } = town.world.app.deps;
  const verified = await withClient(url, async (client) => await verifyAudit(client, { sealer }));
  expect(verified.kind === "whole" && verified.events).toBeGreaterThan(10);
  expect(outbox).toHaveLength((before.outbox ?? []).length + 1);
  expect(outbox).toEqual(expect.arrayContaining([...(before.outbox ?? [])]));
  // New rows get ids that no button in anybody's chat carries, also in tables that held nothing at the backup.
  const used = await lastIds(town.world.database.url);
  expect(used).toMatchObject({ check_ins_id_seq: 2, notes_id_seq: 0 });
  const beyond = Object.entries(used).map(([name, last]) => [name, last + 100_000]);
  expect(await lastIds(url)).toEqual({ ...Object.fromEntries(beyond), outbox_id_seq: expect.any(Number) });
});

test("a backup is for its owner's eyes, and nothing of it shows", async () => {
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const bytes = await readFile(file);
  for (const secret of ["BPN-001", "Rina", "COPY", "answers"]) expect(bytes.includes(secret)).toBe(false);
});

describe("a backup that fails leaves nothing behind:", () => {
  const drafts = async () => (await readdir(home)).filter((name) => name.endsWith(".partial"));

  test.skipIf(process.platform !== "linux")("for want of room, and says what to do", async () => {
    await symlink("/dev/full", join(home, "tight.age.partial"));
    await expect(back(join(home, "tight.age"))).rejects.toThrow(`There is no room left at ${home}.`);
    expect(await drafts()).toEqual([]);
  });

  test("for want of a place, and says which", async () => {
    await expect(back(join(home, "missing/monday.age"))).rejects.toThrow(
      `${join(home, "missing")} cannot be used (ENOENT). No backup was made`,
    );
  });

  test("because the database went away", async () => {
    const { database, db } = town.world;
    const waiting = async () =>
      await db.$queryRaw<{ pid: number }[]>`
      SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND query LIKE 'COPY %' AND wait_event_type = 'Lock'`;
    await withClient(database.url, async (client) => {
      await client.query("BEGIN; LOCK TABLE consents IN ACCESS EXCLUSIVE MODE");
      const refused = expect(back(join(home, "lost.age"))).rejects.toThrow(/terminat/);
      await expect.poll(waiting, { timeout: 30_000 }).toHaveLength(1);
      expect(await drafts()).toEqual(["lost.age.partial"]);
      for (const { pid } of await waiting()) await client.query("SELECT pg_terminate_backend($1)", [pid]);
      await refused;
    });
    expect(await drafts()).toEqual([]);
  });
});

test("a passphrase does as well as a key, and another one does not", async () => {
  // Deriving a key from a passphrase is slow on purpose.
  const { setPassphrase } = Encrypter.prototype;
  const quickly = vi.spyOn(Encrypter.prototype, "setPassphrase").mockImplementation(function (
    this: Encrypter,
    passphrase,
  ) {
    setPassphrase.call(this, passphrase);
    this.setScryptWorkFactor(10);
  });
  onTestFinished(() => quickly.mockRestore());
  const spoken = join(home, "spoken.age");
  const passphrase = "kuda-nil-sembilan-payung";
  await back(spoken, { kind: "passphrase", passphrase });
  const { url } = await migratedDatabase();
  const wrong = { key: { kind: "passphrase", passphrase: "kuda-nil-sepuluh-payung" } } as const;
  expect(await restore(spoken, url, wrong)).toEqual({ kind: "wrong-key" });
  expect(await restore(spoken, url)).toEqual({ kind: "wrong-key" });
  expect(await restore(spoken, url, { key: { kind: "passphrase", passphrase } })).toMatchObject({
    kind: "restored",
  });
});

describe("refused, with not one row written:", () => {
  let url: string;
  beforeAll(async () => {
    ({ url } = await emptyDatabase());
  });

  test("a file that was cut short, wherever, or altered", async () => {
    const whole = await readFile(file);
    const bad = join(home, "bad.age");
    for (const length of [
      0,
      1,
      100,
      200,
      Math.floor(whole.length / 2),
      whole.length - 20,
      whole.length - 1,
    ]) {
      await writeFile(bad, whole.subarray(0, length));
      expect(await restore(bad, url), `${length} bytes`).toEqual({ kind: "damaged" });
    }
    for (const place of [0.3, 0.6, 0.95]) {
      const altered = Buffer.from(whole);
      const at = Math.floor(whole.length * place);
      altered[at] = (altered[at] ?? 0) ^ 1;
      await writeFile(bad, altered);
      expect(await restore(bad, url), `byte ${at}`).toEqual({ kind: "damaged" });
    }
    await writeFile(bad, "not a backup at all\n".repeat(100));
    expect(await restore(bad, url)).toEqual({ kind: "damaged" });
    await holdsNothing(url);
  });

  test("one that ends, well sealed, before its last table", async () => {
    const short = join(home, "short.age");
    await rewrite(short, (records) => records.slice(0, -3));
    expect(await restore(short, url)).toEqual({ kind: "damaged" });
    await rewrite(short, (records) => [...records, Buffer.from("{}")]);
    expect(await restore(short, url)).toEqual({ kind: "damaged" });
    await holdsNothing(url);
  });

  test("one of a newer format, or of a newer schema", async () => {
    const newer = join(home, "newer.age");
    const change = async (changes: Record<string, unknown>) =>
      await rewrite(newer, ([first, ...rest]) => {
        const manifest = JSON.parse(String(first)) as Manifest;
        return [Buffer.from(JSON.stringify({ ...manifest, release: "9.0.0", ...changes })), ...rest];
      });
    await change({ format: 2, surprise: true });
    expect(await restore(newer, url)).toEqual({ kind: "newer", needs: "format 2" });
    await change({ migrations: ["20991231000000_of_tomorrow"] });
    expect(await restore(newer, url)).toEqual({
      ...{ kind: "newer", needs: "20991231000000_of_tomorrow" },
    });
    await holdsNothing(url);
  });

  test("any, when what has to agree to it does not", async () => {
    const { url: untouched } = await emptyDatabase();
    const order = { url: untouched, file, key, now: madeAt, progress: () => undefined };
    const refuse = () => Promise.reject(new Error("another data key"));
    await expect(restoreBackup({ ...order, accept: refuse })).rejects.toThrow("another data key");
    expect(await contents(untouched)).toEqual({});
  });
});

test("a database that holds something is left as it is, with every reason", async () => {
  const { url, db } = await migratedDatabase();
  await db.programme.create({
    data: { name: "P", zone: "Asia/Makassar", locale: "id", settings: {}, createdAt: madeAt },
  });
  await db.conversationState.create({ data: { key: "1", sealed: new Uint8Array(), updatedAt: madeAt } });
  expect(await restore(file, url)).toEqual({
    kind: "not-empty",
    reasons: ["conversation_states holds 1 rows", "programmes holds 1 rows"],
  });
  const { url: foreign, db: others } = await emptyDatabase();
  await others.$executeRaw`CREATE TABLE recipes (id int)`;
  expect(await restore(file, foreign)).toEqual({
    kind: "not-empty",
    reasons: ["it has tables that are not ours: recipes"],
  });
});

test("a backup of an older release fills the older schema, which then grows up", async () => {
  const older = join(home, "older.age");
  const first = "20261125000000_init";
  const { url: oldUrl, db: oldDb } = await emptyDatabase();
  await migrate(oldUrl, undefined, [first]);
  await oldDb.$executeRaw`INSERT INTO programmes (name, zone, locale, settings, created_at) VALUES ('Lama', 'Asia/Makassar', 'id', '{}', now())`;
  const order = { file: older, lock, release: "0.0.1", now: madeAt, progress: () => undefined };
  await writeBackup({ ...order, url: oldUrl });
  const { url, db } = await emptyDatabase();
  expect(await restore(older, url)).toMatchObject({
    kind: "restored",
    rows: 1,
    manifest: { migrations: [first] },
  });
  expect(await db.programme.findFirstOrThrow()).toMatchObject({
    name: "Lama",
    // Filled in by a migration that came after the rows.
    coverageDueAt: expect.any(Date),
  });
  // A schema that is ahead of the backup cannot be filled from it.
  const { url: ahead } = await migratedDatabase();
  const refused = await restore(older, ahead);
  expect(refused).toMatchObject({ kind: "not-empty", reasons: [expect.stringContaining("newer release")] });
});

describe("who left after the backup", () => {
  const codes = ["BPN-021", "BPN-022", "BPN-023", "BPN-024", "BPN-025", "BPN-026", "BPN-027"] as const;
  /** Whom a coordinator erases, each for another reason. */
  const erasedForThem = eraseReasons.map((reason, index) => ({ reason, code: `BPN-03${index}` }));
  const phones = new Map<string, Phone>();
  const ids = new Map<string, number>();
  let later: string;
  let departures: string;
  /** From the backup, with what stands in the file. */
  let again: Awaited<ReturnType<typeof migratedDatabase>>;
  let restored: Restored;

  beforeAll(async () => {
    const { db, clock } = town.world;
    for (const code of [...codes, ...erasedForThem.map((each) => each.code)])
      phones.set(code, await enrol(town, team, { code, hour: "20:00" }));
    for (const { id, code } of await db.participant.findMany()) ids.set(code, id);
    // Has left before, looks in again by /start, and agrees only after the backup.
    const back = { where: { id: ids.get("BPN-026") ?? 0 } };
    await db.participant.update({ ...back, data: { status: "consenting" } });
    const { deps } = town.world.app;
    const participantId = ids.get("BPN-002") ?? 0;
    const consent = async (purpose: "summary" | "plan", granted: boolean) =>
      await recordConsent(deps, { participantId, purpose, granted, locale: "id" }, clock.now());
    await consent("plan", true);
    for (const part of ["signs", "coping"] as const)
      await writePart(deps, { participantId, part, typed: "jalan kaki", mode: "instead" }, clock.now());
    // Tonight's warning names several, one of whom is erased after the backup.
    const gaps = { notice: "uncovered", codes: "BPN-002, BPN-021" };
    const kept = {
      kind: "notice",
      priority: 0,
      state: "sent" as const,
      intendedAt: clock.now(),
      dueAt: clock.now(),
    };
    await db.outboxMessage.create({
      data: { ...kept, dedupeKey: "uncovered:tonight", staffId: team.ids.dewi, params: gaps },
    });
    later = join(home, "later.age");
    departures = join(home, "departures.jsonl");
    await writeBackup({
      url: town.world.database.url,
      file: later,
      lock,
      release: "0.1.0",
      now: clock.now(),
      progress: () => undefined,
    });
    await db.participant.update({ ...back, data: { status: "active" } });
    const file = new DeparturesFile(departures);
    await file.follow(db, clock.now());
    clock.moveTo(new Date("2026-11-23T19:50:00+08:00"));
    for (const purpose of ["summary", "plan"] as const) await consent(purpose, false);
    const { programmeId } = await db.participant.findUniqueOrThrow({ where: { id: participantId } });
    await deletePart(deps, { id: participantId, programmeId }, "signs", clock.now());
    const [erased, left, locked, moved, returned, lockedToo, both] = codes.map((code) => phones.get(code));
    if (!erased || !left || !locked || !moved || !returned || !lockedToo || !both)
      throw new Error("not everybody is here");
    for (const label of ["🔒 Data & izinku", "Hapus semua dataku", "Ya, hapus semua"]) {
      if (label.startsWith("🔒")) await town.does(erased.sends("/menu"));
      await town.does(erased.taps(label));
    }
    for (const { code, reason } of erasedForThem) {
      const whom = { participantId: ids.get(code) ?? 0, reason };
      expect(await eraseParticipant(deps, team.coordinator, whom, clock.now())).toEqual({ kind: "erased" });
    }
    await setLockWord(deps, { id: ids.get("BPN-027") ?? 0, programmeId }, "rumah panggung", clock.now());
    for (const phone of [left, returned, both]) {
      await town.does(phone.sends("/berhenti"));
      await town.does(phone.taps("Ya"));
    }
    const word = { code: "BPN-027", typed: "rumah panggung" };
    expect(await freezeByWord(deps, word, clock.now())).toBe("frozen");
    await town.does(returned.sends("/start"));
    for (const label of ["Bahasa Indonesia", "Lanjut", "Setuju", "Setuju", "Setuju", "20:30", "2", "2"])
      await town.does(returned.taps(label));
    for (const phone of [locked, moved, lockedToo]) {
      await town.does(phone.sends("/kunci"));
      await town.does(phone.taps("Kunci sekarang"));
      await town.does(phone.taps("Ya, kunci"));
    }
    const { token } = (await reinvite(
      town.world.app.deps,
      team.coordinator,
      ids.get("BPN-024") ?? 0,
      clock.now(),
    )) ?? { token: "" };
    await town.does(town.phone("BPN-024 baru").opensLink(linkFor(token)));
    // As if the process had been killed in the middle of a line, and another one went on.
    await file.follow(db, clock.now());
    await appendFile(departures, '{"at":"2026-11-2');
    await new DeparturesFile(departures).follow(db, clock.now());
    again = await migratedDatabase();
    restored = await restore(later, again.url, { departures: await readDepartures(departures) });
  });

  test("stands in a file without a name, a code or an account", async () => {
    const text = await readFile(departures, "utf8");
    expect(text.split("\n").filter((line) => line.includes("withdrawn"))).toHaveLength(3);
    for (const [code, phone] of phones) {
      expect(text).not.toContain(code);
      expect(text).not.toContain(String(phone.id));
    }
    expect((await stat(departures)).mode & 0o777).toBe(0o600);
  });

  test("is erased, withdrawn or locked again in the moment of the restore; who came back is back", async () => {
    const { db } = again;
    const of = (...which: readonly string[]) => which.map((code) => ids.get(code));
    if (restored.kind !== "restored") throw new Error(restored.kind);
    const gone = ["BPN-021", ...erasedForThem.map(({ code }) => code)];
    expect(new Set(restored.applied?.erased)).toEqual(new Set(of(...gone)));
    expect(restored.applied?.withdrawn).toEqual(of("BPN-022", "BPN-027"));
    const people = new Map((await db.participant.findMany()).map((person) => [person.code, person]));
    expect(gone.filter((code) => people.has(code))).toEqual([]);
    expect(await db.tombstone.count({ where: { participantId: ids.get("BPN-021") ?? 0 } })).toBe(1);
    expect(await db.outboxMessage.count({ where: { dedupeKey: "uncovered:tonight" } })).toBe(0);
    expect(people.get("BPN-022")).toMatchObject({ status: "withdrawn", nextPromptAt: null });
    expect([...(await consentedPurposes(db, ids.get("BPN-022") ?? 0))]).toEqual([]);
    expect(people.get("BPN-023")).toMatchObject({ status: "frozen", nextPromptAt: null });
    // The account in the backup is the lost phone's.
    expect(people.get("BPN-024")).toMatchObject({ status: "frozen", telegramId: null });
    expect(people.get("BPN-025")).toMatchObject({ status: "active" });
    // Frozen, what they had taken back would be readable again.
    expect(people.get("BPN-026")).toMatchObject({ status: "consenting", telegramId: null });
    expect(people.get("BPN-027")).toMatchObject({ status: "withdrawn", telegramId: null });
    for (const code of ["BPN-001", "BPN-002"]) expect(people.get(code)).toMatchObject({ status: "active" });
    const pending = { state: "pending" as const, participant: { code: { in: ["BPN-022", "BPN-023"] } } };
    expect(await db.outboxMessage.count({ where: pending })).toBe(0);
  });

  test("what was taken back or deleted is taken back and deleted again in that moment", async () => {
    const { db } = again;
    const [participantId = 0, other = 0] = ["BPN-002", "BPN-001"].map((code) => ids.get(code));
    expect(restored).toMatchObject({ applied: { refused: [participantId], deleted: [participantId] } });
    expect([...(await consentedPurposes(db, participantId))]).toEqual(["checkIn", "counselor"]);
    expect(await db.planPart.findMany({ select: { participantId: true, part: true } })).toEqual([
      { participantId, part: "coping" },
    ]);
    expect(await consentedPurposes(db, other)).toContain("summary");
  });

  test("after the restore the file goes on from the audit that was restored", async () => {
    const { db } = again;
    const next = join(home, "next.jsonl");
    await carryDeparturesOver([departures], next, 1n, madeAt);
    const before = (await readDepartures(next))?.length ?? 0;
    const id = ids.get("BPN-002") ?? 0;
    await db.auditEvent.create({
      data: { id: 2n ** 40n, at: madeAt, actor: `participant:${id}`, action: "withdraw" },
    });
    await new DeparturesFile(next).follow(db, madeAt);
    const known = await readDepartures(next);
    expect(known?.length).toBeGreaterThan(before);
    expect(known?.at(-1)).toEqual({ at: madeAt, participantId: id, what: "withdrawn" });
  });

  test("who left is put down before the restored rows count: what dies in between can be done again", async () => {
    const { url } = await migratedDatabase();
    const order = { url, file: later, key, now: madeAt, accept: async () => undefined };
    const died = restoreBackup({
      ...order,
      progress: () => undefined,
      carryOver: async () => await Promise.reject(new Error("killed")),
    });
    await expect(died).rejects.toThrow("killed");
    await holdsNothing(url);
    const carried: bigint[] = [];
    const again = { progress: () => undefined, carryOver: async (last: bigint) => void carried.push(last) };
    expect(await restoreBackup({ ...order, ...again })).toMatchObject({ kind: "restored" });
    const newest = await withClient(url, async (client) => {
      const { rows } = await client.query<{ id: string }>("SELECT max(id)::text AS id FROM audit_events");
      return BigInt(rows[0]?.id ?? 0);
    });
    expect(carried).toEqual([newest]);
  });

  test("a restore that was given up does not keep the file from following another database", async () => {
    const { db } = await migratedDatabase();
    const other = join(home, "other.jsonl");
    await carryDeparturesOver([departures], other, 2n ** 50n, madeAt);
    const left = async (participantId: number) => {
      const actor = `participant:${participantId}`;
      await db.auditEvent.create({ data: { at: madeAt, actor, action: "withdraw" } });
      await new DeparturesFile(other).follow(db, madeAt);
      return (await readDepartures(other))?.filter((each) => each.participantId === participantId).length;
    };
    expect(await left(111)).toBe(1);
    expect(await left(222)).toBe(1);
    expect(await left(111)).toBe(2);
  });

  test("a copy lies beside the backups, and forgets nothing that it knows alone", async () => {
    const copy = join(home, "copy.jsonl");
    await copyDepartures(join(home, "missing.jsonl"), copy, madeAt);
    expect(await readDepartures(copy)).toBeUndefined();
    const alone = { at: madeAt.toISOString(), audit: "3", what: "erased", participant: 333 };
    await writeFile(copy, `${JSON.stringify(alone)}\n`);
    for (let time = 0; time < 2; time++) await copyDepartures(departures, copy, madeAt);
    const known = { at: madeAt, what: "erased", participantId: 333 };
    expect(await readDepartures(copy)).toEqual([known, ...((await readDepartures(departures)) ?? [])]);
  });

  test("without that file the restore says that it does not know", async () => {
    const { url } = await migratedDatabase();
    const restored = await restore(later, url);
    expect(restored.kind === "restored" && restored.applied).toBeUndefined();
  });
});

test("what has waited for hours is not sent, except what somebody waits for and what takes something out of a chat", async () => {
  const { url, db } = await migratedDatabase();
  await db.$executeRaw`
    INSERT INTO programmes (name, zone, locale, settings, created_at) VALUES ('Asal', 'Asia/Makassar', 'id', '{}', now())`;
  const staff = await db.staff.create({
    data: { programmeId: 1, role: "counselor", name: "Rina", locale: "id", createdAt: madeAt },
  });
  const kinds = ["prompt", "notice", "summary", "alert", "relay-content", "retraction", "closing"];
  const waits = { staffId: staff.id, priority: 10, intendedAt: madeAt, dueAt: madeAt };
  await db.outboxMessage.createMany({ data: kinds.map((kind) => ({ ...waits, kind, dedupeKey: kind })) });
  const now = new Date(madeAt.getTime() + 2 * HOUR_MS);
  const manifest = { madeAt: madeAt.toISOString() } as Manifest;
  const settled = await withClient(url, async (client) => await settleRestored(client, manifest, now));
  expect(settled).toMatchObject({ messages: 3 });
  const left = await db.outboxMessage.findMany({ where: { state: "pending" }, orderBy: { id: "asc" } });
  expect(left.map(({ kind }) => kind)).toEqual(["alert", "relay-content", "retraction", "closing"]);
});

test("three days later: nobody is flooded, nobody is reported for days that we lost", async () => {
  const { url, db } = await migratedDatabase();
  const thursday = new Date("2026-11-26T10:00:00+08:00");
  await db.$disconnect();
  const restored = await restore(file, url, { now: thursday });
  expect(restored).toMatchObject({ kind: "restored", settled: { days: 1, told: 1 } });
  const phones = [bayu, sari, team.dewi, team.rina, team.agus];
  const seen = phones.map((phone) => phone.sees().length);
  town.world.clock.moveTo(thursday);
  await town.world.restart({ database: { url, db: createDatabase(url) } });
  opened.push({ db: town.world.db, remove: async () => undefined });
  await town.world.app.tick();
  await town.world.settle();
  const since = (phone: Phone) =>
    phone
      .sees()
      .slice(seen[phones.indexOf(phone)])
      .map(({ text }) => text);
  // The red alert that nobody had taken goes on from where its ladder was: one more step, for all three at once. That
  // twelve hours have passed without contact is said as well; what leaves last is what they read. Where the first had left by
  // then, it leads on to that one.
  const [salinan, told] = [
    expect.stringContaining("salinan"),
    since(team.dewi).filter((text) => !text?.includes("salinan")),
  ];
  expect(since(team.dewi)).toEqual(expect.arrayContaining([salinan]));
  const leadsOn = (text: string | undefined) => text === "Lanjut di pesan yang lebih baru.";
  for (const texts of [told, since(team.rina), since(team.agus)])
    expect(texts.filter((text) => !leadsOn(text))).toEqual([
      expect.stringMatching(/batas waktunya sudah lewat|batas .+ terlewat/),
    ]);
  // Nobody has got through to Bayu, so the numbers come again, once.
  expect(since(bayu)).toEqual([expect.stringContaining("Belum ada yang tersambung")]);
  expect(since(sari)).toEqual([]);
  await town.world.advanceTo(new Date("2026-11-26T20:00:00+08:00"));
  for (const phone of [bayu, sari])
    expect(since(phone).filter((text) => text?.includes("waktunya cek"))).toHaveLength(1);
  await town.world.advanceTo(new Date("2026-11-27T04:30:00+08:00"));
  const alerts = await town.world.db.alert.findMany({ where: { participant: { code: "BPN-002" } } });
  expect(alerts).toEqual([]);
});

/** Takes a good backup apart and encloses it again with other records. */
async function rewrite(to: string, change: (records: readonly Buffer[]) => readonly Buffer[]): Promise<void> {
  const reader = readRecords(
    await disclose(Readable.from([await readFile(file)], { objectMode: false }), key),
  );
  const records: Buffer[] = [];
  for (;;) {
    try {
      records.push(Buffer.from(await reader.next()));
    } catch {
      break;
    }
  }
  const plain = Readable.from(change(records).map(record), { objectMode: false });
  await pipeline(await enclose(plain, lock), createWriteStream(to));
}
