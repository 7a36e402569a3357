import { Client } from "pg";

/** Where the app writes whatever anybody does, and what a row needs there. Nothing of the app has a negative number. */
const TABLES = [
  ["answers", "(check_in_id, question_id, answered_at) VALUES (-row_number, 'none', now())"],
  [
    "outbox",
    "(id, kind, dedupe_key, participant_id, priority, intended_at, due_at) VALUES (-row_number, 'none', 'none ' || row_number, -row_number, 10, now(), now())",
  ],
  ["audit_events", "(id, at, actor, action) VALUES (-row_number, now(), 'system', 'nothing')"],
] as const;

/**
 * Takes the room that is left in the pages of these tables, with rows that are never committed: on a disk that is full,
 * a row fits where others have been, and without this hardly any write in so short a time would meet it. Returns the
 * function that gives the room back.
 */
export async function stuffPages(connectionString: string): Promise<() => Promise<void>> {
  const client = new Client({ connectionString });
  // It may go with its server.
  client.on("error", () => undefined);
  await client.connect();
  // No trigger looks at these rows, and none of the rows that they would refer to is locked.
  await client.query("SET session_replication_role = replica");
  await client.query("BEGIN");
  for (const [table, row] of TABLES) await client.query(stuffing(table, row));
  return async () => await client.end().catch(() => undefined);
}

/** Up to the end of the last page; then a page to count how many rows one takes, and one up to its end. */
function stuffing(table: string, row: string): string {
  return `
    DO $$
    DECLARE
      size bigint := pg_relation_size('${table}');
      row_number int := 0;
      new_pages int := 0;
      in_page int := 0;
      per_page int := 0;
    BEGIN
      LOOP
        row_number := row_number + 1;
        INSERT INTO ${table} ${row};
        IF pg_relation_size('${table}') > size THEN
          size := pg_relation_size('${table}');
          new_pages := new_pages + 1;
          per_page := in_page;
          in_page := 0;
        END IF;
        in_page := in_page + 1;
        EXIT WHEN new_pages >= 2 AND in_page >= per_page;
      END LOOP;
    END $$`;
}
