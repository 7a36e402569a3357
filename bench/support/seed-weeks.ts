import type { Client } from "pg";
import { storeAnswer } from "../../src/check-ins/stored-answers.ts";
import { createSealer } from "../../src/db/seal.ts";
import { addDays, dayClosesAt, type LocalDay } from "../../src/domain/calendar.ts";
import { instrumentOf, loadInstruments } from "../../src/instruments/index.ts";
import { defaultSettings } from "../../src/programme/settings.ts";

export const ZONE = "Asia/Makassar";
export const DATA_KEY = new Uint8Array(32).fill(7);
const SEALED_AT_ONCE = 20_000;

/**
 * A programme of one coordinator (staff 1) and one counselor (staff 2), and people with a check-in of every day up to
 * `lastDay`: of seven days one is missed, the others have all twelve answers, S6 sealed. One in four has an alert,
 * which was taken, talked about and closed.
 */
export async function seedWeeks(
  client: Client,
  { people, days, lastDay }: { readonly people: number; readonly days: number; readonly lastDay: LocalDay },
  progress: (done: number, of: number) => void = () => undefined,
): Promise<void> {
  const first = addDays(lastDay, 1 - days);
  const began = dayClosesAt(addDays(first, -1), ZONE);
  await client.query(
    "INSERT INTO programmes (name, zone, locale, settings, created_at) VALUES ('Bench', $1, 'id', $2, $3)",
    [ZONE, JSON.stringify(defaultSettings), began],
  );
  await client.query(
    `INSERT INTO staff (programme_id, role, name, locale, telegram_id, linked_at, created_at)
     VALUES (1, 'coordinator', 'Dewi', 'id', 1, $1, $1), (1, 'counselor', 'Rina', 'id', 2, $1, $1)`,
    [began],
  );
  // The references are right by construction.
  await client.query("SET session_replication_role = replica");
  await client.query(
    `INSERT INTO participants (id, programme_id, code, status, locale, zone, check_in_minute, release_date, counselor_id,
                               telegram_id, linked_at, created_at)
     SELECT n, 1, 'BPN-' || lpad(n::text, 5, '0'), 'active', 'id', $1, 1170, $2::date - n % 150, 2, 5000000000 + n, $3, $3
     FROM generate_series(1, $4::int) n`,
    [ZONE, first, began, people],
  );
  await client.query(
    `INSERT INTO consents (participant_id, purpose, granted, text_hash, locale, at)
     SELECT n, purpose, true, 'bench', 'id', $1
     FROM generate_series(1, $2::int) n, unnest(ARRAY['checkIn', 'counselor', 'summary']::consent_purpose[]) purpose`,
    [began, people],
  );
  // Day by day, as they come: what one person answered lies scattered over the table.
  for (let day = 0; day < days; day++) {
    const local = addDays(first, day);
    await client.query(
      `WITH days AS (
         INSERT INTO check_ins (participant_id, local_day, instrument, form, s6_form, state, opened_at, started_at,
                                completed_at, closes_at, tier)
         SELECT n, $1::date, $2, 'full', 'soft', CASE WHEN missed THEN 'closed' ELSE 'completed' END::check_in_state,
                $3, CASE WHEN NOT missed THEN $3::timestamptz END, CASE WHEN NOT missed THEN $3::timestamptz END, $3,
                CASE WHEN NOT missed THEN CASE n % 11 WHEN 0 THEN 'amber' WHEN 1 THEN 'orange' ELSE 'green' END END::tier
         FROM generate_series(1, $4::int) n, LATERAL (SELECT (n + $5::int) % 7 = 0 AS missed) sometimes
         RETURNING id, state)
       INSERT INTO answers (check_in_id, question_id, value, answered_at)
       SELECT days.id, q, (days.id + length(q)) % 4, $3
       FROM days, unnest(ARRAY['S1','S2','S3','S5','S7','S9','S4','S10','S8','C1','C2']) q
       WHERE days.state = 'completed'`,
      [local, defaultSettings.instrument, dayClosesAt(local, ZONE), people, day],
    );
    progress(day + 1, days);
  }
  await seal(client);
  await client.query(
    `INSERT INTO alerts (participant_id, check_in_id, tier, state, reasons, rules_version, opened_at, told_at,
                         acknowledged_at, contacted_at, closed_at, outcome, holder_id)
     SELECT participant_id, min(id), 'orange', 'closed', '', 'rules', min(closes_at), min(closes_at),
            min(closes_at) + participant_id % 90 * interval '1 minute',
            min(closes_at) + participant_id % 300 * interval '1 minute', min(closes_at) + interval '1 day',
            CASE WHEN participant_id % 5 = 0 THEN 'false-alarm' ELSE 'talked' END, 2
     FROM check_ins WHERE participant_id % 4 = 0 AND local_day > $1::date - 7 GROUP BY participant_id`,
    [lastDay],
  );
  await client.query("SET session_replication_role = DEFAULT");
  await client.query("VACUUM ANALYZE");
  await client.query("CHECKPOINT");
}

async function seal(client: Client): Promise<void> {
  const sealer = createSealer(DATA_KEY);
  const question = instrumentOf(loadInstruments(), defaultSettings.instrument).questions.find(
    ({ id }) => id === "S6",
  );
  if (!question) throw new Error("the questionnaire has no S6");
  const { rows } = await client.query<{ id: number }>(
    "SELECT id FROM check_ins WHERE state = 'completed' ORDER BY id",
  );
  for (let from = 0; from < rows.length; from += SEALED_AT_ONCE) {
    const ids = rows.slice(from, from + SEALED_AT_ONCE).map(({ id }) => id);
    const values = ids.map((id) => Buffer.from(storeAnswer(sealer, id, question, id % 3).sealed ?? []));
    await client.query(
      `INSERT INTO answers (check_in_id, question_id, sealed, answered_at)
       SELECT id, 'S6', sealed, now() FROM unnest($1::int[], $2::bytea[]) AS given(id, sealed)`,
      [ids, values],
    );
  }
}
