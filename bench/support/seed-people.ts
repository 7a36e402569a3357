import type { Client } from "pg";
import { systemClock } from "../../src/clock.ts";
import { addDays, localDayAt } from "../../src/domain/calendar.ts";
import { defaultSettings } from "../../src/programme/settings.ts";
import type { RedPerson } from "./red-check-ins.ts";

export interface SeededPerson {
  readonly telegramId: number;
  readonly checkIns: readonly number[];
  readonly counselorTelegramId: number;
}

const DAY_MS = 24 * 3_600_000;
const ZONE = "Asia/Makassar";
const FIRST_PARTICIPANT = 5_000_000_000;
const FIRST_STAFF = 6_000_000_000;

/**
 * A programme of active, linked people with a counselor each. Their check-ins are open and wait for the first
 * answer; they stand on past days, because a day has only one, and close tomorrow.
 */
export async function seedPeople(
  client: Client,
  { people, checkInsEach }: { readonly people: number; readonly checkInsEach: number },
): Promise<readonly SeededPerson[]> {
  const now = systemClock.now();
  const today = localDayAt(now, ZONE);
  const tomorrow = new Date(now.getTime() + DAY_MS);
  await seedProgramme(client, now);
  await client.query(
    `INSERT INTO staff (programme_id, role, name, locale, telegram_id, linked_at, created_at)
     SELECT 1, 'counselor', 'Rina', 'id', $1::bigint + n, $2, $2 FROM generate_series(1, $3::int) n`,
    [FIRST_STAFF, now, people],
  );
  await client.query(
    `INSERT INTO participants (id, programme_id, code, status, locale, zone, check_in_minute, release_date, counselor_id,
                               telegram_id, linked_at, next_prompt_at, created_at)
     SELECT n, 1, 'BPN-' || n, 'active', 'id', $1, 1170, $2, n + 1, $3::bigint + n, $4, $6, $4
     FROM generate_series(1, $5::int) n`,
    [ZONE, addDays(today, -checkInsEach), FIRST_PARTICIPANT, now, people, tomorrow],
  );
  await client.query(
    `INSERT INTO check_ins (participant_id, local_day, instrument, form, s6_form, state, opened_at, closes_at)
     SELECT p.id, $1::date - d, $2, 'full', 'soft', 'prompted', $3, $4
     FROM participants p, generate_series(0, $5::int - 1) d`,
    [today, defaultSettings.instrument, now, tomorrow, checkInsEach],
  );
  await client.query("VACUUM ANALYZE");
  const { rows } = await client.query<{ id: string; counselor: string; check_ins: number[] }>(
    `SELECT p.telegram_id AS id, s.telegram_id AS counselor, array_agg(c.id) AS check_ins
     FROM participants p JOIN staff s ON s.id = p.counselor_id JOIN check_ins c ON c.participant_id = p.id
     GROUP BY p.id, s.id ORDER BY p.id`,
  );
  return rows.map(({ id, counselor, check_ins }) => ({
    telegramId: Number(id),
    checkIns: check_ins,
    counselorTelegramId: Number(counselor),
  }));
}

/**
 * As many participants as asked for, with consent and yesterday's check-in behind them, at `at` in Balikpapan's
 * zone. In minute `r` from `at` on, `duePerRound` of them are due, for `rounds` rounds; everybody else tomorrow.
 */
export async function seedDueParticipants(
  client: Client,
  {
    participants,
    at,
    rounds,
    duePerRound,
  }: {
    readonly participants: number;
    readonly at: Date;
    readonly rounds: number;
    readonly duePerRound: number;
  },
): Promise<void> {
  if (rounds * duePerRound > participants) throw new Error("too few participants for so many rounds");
  const yesterday = addDays(localDayAt(at, ZONE), -1);
  await seedProgramme(client, at);
  // A million rows: the references are right by construction.
  await client.query("SET session_replication_role = replica");
  await client.query(
    `INSERT INTO participants (id, programme_id, code, status, locale, zone, check_in_minute, release_date, counselor_id,
                               telegram_id, linked_at, next_prompt_at, created_at)
     SELECT n, 1, 'BPN-' || n, 'active', 'id', $1, 1170, $2, 1, $3::bigint + n, $4,
            CASE WHEN slot < $6::int * $7::int THEN $4::timestamptz + slot / $7::int * interval '1 minute'
                 ELSE $4::timestamptz + interval '1 day' + slot % 1440 * interval '1 minute' END, $4
     FROM generate_series(1, $5::int) n,
          -- Due people lie scattered over the table, as they would.
          LATERAL (SELECT (n::bigint * 7919) % $5::int AS slot) scattered`,
    [ZONE, yesterday, FIRST_PARTICIPANT, at, participants, rounds, duePerRound],
  );
  await client.query(
    `INSERT INTO consents (participant_id, purpose, granted, text_hash, locale, at)
     SELECT n, purpose, true, 'bench', 'id', $1
     FROM generate_series(1, $2::int) n, unnest(ARRAY['checkIn', 'counselor']::consent_purpose[]) purpose`,
    [at, participants],
  );
  await client.query(
    `INSERT INTO check_ins (participant_id, local_day, instrument, form, s6_form, state, opened_at, completed_at,
                            closes_at, tier)
     SELECT n, $1, $2, 'full', 'soft', 'completed', $3, $3, $3, 'green' FROM generate_series(1, $4::int) n`,
    [yesterday, defaultSettings.instrument, new Date(at.getTime() - 12 * 3_600_000), participants],
  );
  await client.query("SET session_replication_role = DEFAULT");
  await client.query("VACUUM ANALYZE");
  await client.query("CHECKPOINT");
}

/**
 * `prompts` people whose prompt is due at `dueAt`, all in the same instant, and one more with an open check-in,
 * whose alert goes to somebody who gets no prompt.
 */
export async function seedRush(
  client: Client,
  { prompts, dueAt }: { readonly prompts: number; readonly dueAt: Date },
): Promise<RedPerson> {
  await seedDueParticipants(client, {
    participants: prompts + 1,
    at: dueAt,
    rounds: 1,
    duePerRound: prompts,
  });
  const { rows } = await client.query<{ telegram_id: string; check_in: number }>(
    `INSERT INTO check_ins (participant_id, local_day, instrument, form, s6_form, state, opened_at, closes_at)
     SELECT id, $1, $2, 'full', 'soft', 'prompted', $3, $4 FROM participants WHERE next_prompt_at > $3
     RETURNING (SELECT telegram_id FROM participants WHERE id = participant_id), id AS check_in`,
    [localDayAt(dueAt, ZONE), defaultSettings.instrument, dueAt, new Date(dueAt.getTime() + DAY_MS)],
  );
  const [red] = rows;
  if (!red) throw new Error("nobody is left to answer");
  return { telegramId: Number(red.telegram_id), checkIn: red.check_in, counselorTelegramId: FIRST_STAFF };
}

async function seedProgramme(client: Client, now: Date): Promise<void> {
  await client.query(
    `INSERT INTO programmes (name, zone, locale, settings, summary_due_at, purge_due_at, coverage_due_at, created_at)
     VALUES ('Bench', $1, 'id', $2, $4, $5, $5, $3)`,
    [
      ...[ZONE, JSON.stringify(defaultSettings), now],
      ...[new Date(now.getTime() + 7 * DAY_MS), new Date(now.getTime() + DAY_MS)],
    ],
  );
  // With a coordinator there is no first invitation to hand out.
  await client.query(
    `INSERT INTO staff (programme_id, role, name, locale, telegram_id, linked_at, created_at)
     VALUES (1, 'coordinator', 'Dewi', 'id', $1, $2, $2)`,
    [FIRST_STAFF, now],
  );
}
