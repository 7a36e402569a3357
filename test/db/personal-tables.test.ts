import { afterAll, expect, test } from "vitest";
import { createSealer } from "../../src/db/seal.ts";
import { dbDate } from "../../src/domain/calendar.ts";
import { collectExport, type OwnExport } from "../../src/own-data/collect-export.ts";
import { createTestDatabase } from "../support/database.ts";

const { db, drop } = await createTestDatabase();
afterAll(drop);

/** Tables that nothing ties to a participant, each with why erasing somebody leaves it as it is. */
const impersonal: Readonly<Record<string, string>> = {
  programmes: "the programme",
  staff: "who works there",
  audit_events: "numbers and verbs; a participant's number is random and means nothing once the row is gone",
  audit_chains: "where the audit of a programme begins and ends",
  tombstones: "the number and the month of an erasure",
  data_keys: "which keys there are",
  bots: "the bot's own account",
  conversation_states: "by account; erased by verb (src/people/erase.ts), as is what staff were writing",
  _prisma_migrations: "the schema's history",
};

/** What an export leaves out, each with why. */
const notExported: Readonly<Record<string, string>> = {
  locks: "a hash, of which the day is told",
  shown_screens: "numbers of messages in chats of staff",
  chat_messages: "numbers of messages in the person's own chat, for two days",
};

interface ForeignKey {
  readonly child: string;
  readonly parent: string;
  readonly rule: string;
}

const foreignKeys = await db.$queryRaw<ForeignKey[]>`
  SELECT c.conrelid::regclass::text AS child, c.confrelid::regclass::text AS parent, c.confdeltype::text AS rule
  FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
  WHERE c.contype = 'f' AND n.nspname = 'public'`;
const tables = (
  await db.$queryRaw<{ table: string }[]>`
    SELECT tablename AS table FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`
).map(({ table }) => table);

/** Tables whose rows go when a participant's row goes. */
function goesWithThePerson(): ReadonlySet<string> {
  const tied = new Set(["participants"]);
  for (let before = 0; before !== tied.size; ) {
    before = tied.size;
    for (const { child, parent, rule } of foreignKeys) if (rule === "c" && tied.has(parent)) tied.add(child);
  }
  return tied;
}

const tied = goesWithThePerson();

test("every table either goes with the person or is known to hold nothing of anybody", () => {
  expect(tables.filter((table) => !tied.has(table) && !(table in impersonal))).toEqual([]);
  expect(Object.keys(impersonal).filter((table) => tied.has(table) || !tables.includes(table))).toEqual([]);
});

test("whatever refers to somebody's rows goes by a cascade, not only by a reference that is emptied", () => {
  for (const { child, parent } of foreignKeys.filter((key) => tied.has(key.parent)))
    expect(tied.has(child), `${child} refers to ${parent}`).toBe(true);
});

const at = new Date("2026-11-23T10:00:00Z");

/** Of each of these tables they have one row. */
async function somebodyWithEverything(): Promise<number> {
  const programme = await db.programme.create({
    data: { name: "Bapas", zone: "Asia/Makassar", locale: "id", settings: {}, createdAt: at },
  });
  const ours = { programmeId: programme.id, locale: "id", createdAt: at } as const;
  const { id: staffId } = await db.staff.create({ data: { ...ours, role: "counselor", name: "Rina" } });
  const sealed = new Uint8Array();
  const { id } = await db.participant.create({
    data: {
      ...{ ...ours, code: "TP-1", status: "active", zone: "Asia/Makassar", checkInMinute: 1_110 },
      releaseDate: dbDate("2026-11-20"),
      consents: { create: { purpose: "checkIn", granted: true, textHash: "", locale: "id", at } },
      invites: { create: { tokenHash: "", createdAt: at, expiresAt: at } },
      checkIns: {
        create: {
          ...{ localDay: dbDate("2026-11-23"), instrument: "aware", form: "full", s6Form: "reporting" },
          ...{ state: "started", openedAt: at, closesAt: at },
          answers: { create: { questionId: "S1", sealed, answeredAt: at } },
          revisions: { create: { questionId: "S1", skipped: true, answeredAt: at, replacedAt: at } },
        },
      },
      alerts: {
        create: {
          ...{ tier: "red", state: "open", reasons: sealed, rulesVersion: "1", openedAt: at },
          events: { create: { kind: "opened", tier: "red", at } },
        },
      },
      notes: { create: { sealed, at } },
      plan: { create: { part: "signs", sealed, updatedAt: at } },
      relayed: {
        create: {
          ...{ updateId: 1, staffId, fromParticipant: true, kind: "text", sealed, sourceMessageId: 1, at },
        },
      },
      outbox: { create: { kind: "prompt", dedupeKey: "", priority: 10, intendedAt: at, dueAt: at } },
    },
  });
  return id;
}

/** Where the rows of a table are in an export. */
const exported: Readonly<Record<string, (data: OwnExport) => readonly unknown[]>> = {
  participants: ({ person }) => [person],
  consents: ({ consents }) => consents,
  invites: ({ invitations }) => invitations,
  check_ins: ({ checkIns }) => checkIns,
  answers: ({ checkIns }) => checkIns.flatMap(({ answers }) => answers),
  answer_revisions: ({ checkIns }) => checkIns.flatMap(({ corrections }) => corrections),
  alerts: ({ alerts }) => alerts,
  alert_events: ({ alerts }) => alerts.flatMap(({ events }) => events),
  notes: ({ notesAboutYou }) => notesAboutYou,
  plan_parts: ({ plan }) => plan,
  relay_messages: ({ messages }) => messages,
  outbox: ({ sentToYou }) => sentToYou,
};

test("every table that goes with the person is in the export, or named with why not", async () => {
  const sealer = createSealer(new Uint8Array(32));
  const data = await collectExport({ db, sealer }, await somebodyWithEverything(), at);
  const missing = [...tied].filter(
    (table) => !(table in notExported) && (exported[table]?.(data) ?? []).length !== 1,
  );
  expect(missing).toEqual([]);
});
