import type { Client } from "pg";
import { systemClock } from "../../src/clock.ts";
import { defaultSettings } from "../../src/programme/settings.ts";

const PEOPLE = 5000;
const DAYS_A_STEP = 5;

/** People who answer all twelve questions day after day, until the database has this many bytes. */
export async function seedYears(
  client: Client,
  bytes: number,
  progress: (done: number, of: number) => void,
): Promise<void> {
  const now = systemClock.now();
  await client.query(
    "INSERT INTO programmes (name, zone, locale, settings, created_at) VALUES ('Bench', 'Asia/Makassar', 'id', $1, $2)",
    [JSON.stringify(defaultSettings), now],
  );
  await client.query(
    `INSERT INTO participants (programme_id, code, status, locale, zone, check_in_minute, release_date, created_at)
     SELECT 1, 'BPN-' || n, 'active', 'id', 'Asia/Makassar', 1170, '2020-01-01', $1 FROM generate_series(1, $2::int) n`,
    [now, PEOPLE],
  );
  // The references are right by construction.
  await client.query("SET session_replication_role = replica");
  for (let day = 0; ; day += DAYS_A_STEP) {
    await client.query(
      `WITH days AS (
         INSERT INTO check_ins (participant_id, local_day, instrument, form, s6_form, state, opened_at, started_at,
                                completed_at, closes_at, tier)
         SELECT p.id, '2020-01-01'::date + d, $1, 'full', 'soft', 'completed', $2, $2, $2, $2, 'green'
         FROM participants p, generate_series($3::int, $3::int + $4::int - 1) d RETURNING id)
       INSERT INTO answers (check_in_id, question_id, value, sealed, skipped, answered_at)
       SELECT days.id, q, CASE WHEN q <> 'S6' THEN floor(random() * 5) END,
              CASE WHEN q = 'S6' THEN decode('01' || md5(random()::text) || md5(random()::text), 'hex') END, false,
              $2::timestamptz + random() * interval '10 minutes'
       FROM days, unnest(ARRAY['S1','S2','S3','S4','S5','S6','S7','S8','S9','S10','C1','C2']) q`,
      [defaultSettings.instrument, now, day, DAYS_A_STEP],
    );
    const { rows } = await client.query<{ size: number }>(
      "SELECT pg_database_size(current_database())::float8 AS size",
    );
    const size = rows[0]?.size ?? 0;
    progress(Math.min(size, bytes) / 1024 / 1024, bytes / 1024 / 1024);
    if (size >= bytes) break;
  }
  await client.query("SET session_replication_role = DEFAULT");
  await client.query("VACUUM ANALYZE");
  await client.query("CHECKPOINT");
}
