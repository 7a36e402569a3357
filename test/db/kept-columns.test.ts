import { afterAll, expect, test } from "vitest";
import { categories } from "../../src/retention/categories.ts";
import { createTestDatabase } from "../support/database.ts";

const { db, drop } = await createTestDatabase();
afterAll(drop);

/** What no night takes from these tables, each with why. */
const kept: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  participants: {
    id: "the number",
    programme_id: "the programme",
    code: "what staff call the person, until an erasure",
    status: "whether they take part",
    locale: "how they are spoken to when they come back",
    zone: "when they are asked",
    check_in_minute: "when they are asked",
    release_date: "since when they are asked; figures by phase",
    counselor_id: "who answers for them",
    backup_id: "who answers for them",
    paused_until: "when they are asked again",
    three_a_week_since: "how often they are asked",
    next_prompt_at: "when they are asked next",
    created_at: "since when they take part",
  },
  check_ins: {
    id: "the number",
    participant_id: "whose day",
    local_day: "that somebody was asked on a day",
    instrument: "what they were asked",
    form: "what they were asked",
    s6_form: "what they were asked",
    unplanned: "why they were asked",
    state: "whether they answered, for who still takes part",
    opened_at: "when they were asked",
    started_at: "when they answered last, from which retention counts",
    completed_at: "when they answered last, from which retention counts",
    closes_at: "when the day ended",
    nudge_at: "null once the day has ended",
    nudges_sent: "how they were asked",
    snoozed: "how they were asked",
    message_id: "the number of a message",
    tidy_at: "null once the feedback is taken out of the chat",
  },
};

/** Columns that some category empties, by table. */
const emptied = new Map(
  Object.keys(kept).map((table) => [
    table,
    categories.flatMap((category) =>
      "action" in category && category.action.sql.startsWith(`UPDATE ${table} SET `)
        ? [...category.action.sql.matchAll(/(\w+) = /g)].map(([, column]) => column ?? "")
        : [],
    ),
  ]),
);

test("every column of people and days is emptied with time, or is named with why not", async () => {
  const columns = await db.$queryRaw<{ table: string; column: string }[]>`
    SELECT table_name AS table, column_name AS column FROM information_schema.columns WHERE table_schema = 'public'`;
  for (const [table, reasons] of Object.entries(kept)) {
    const there = columns.filter((row) => row.table === table).map(({ column }) => column);
    const goes = emptied.get(table) ?? [];
    const known = [...Object.keys(reasons), ...goes];
    expect(new Set(known), table).toEqual(new Set(there));
    expect(
      goes.filter((column) => column in reasons),
      table,
    ).toEqual([]);
  }
});
