import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
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

test("every table that goes with the person is in the export, or named with why not", () => {
  const source = readFileSync(new URL("../../src/own-data/collect-export.ts", import.meta.url), "utf8");
  const relations: Readonly<Record<string, string>> = {
    participants: "participant.findUniqueOrThrow",
    consents: "consents:",
    invites: "invites:",
    check_ins: "checkIns:",
    answers: "answers:",
    answer_revisions: "revisions:",
    alerts: "alerts:",
    alert_events: "events:",
    notes: "notes:",
    plan_parts: "plan:",
    relay_messages: "relayed:",
    outbox: "outbox:",
  };
  const missing = [...tied].filter(
    (table) => !(table in notExported) && !source.includes(relations[table] ?? "\0"),
  );
  expect(missing).toEqual([]);
});
