import { performance } from "node:perf_hooks";
import type { Client } from "pg";
import { createDatabase, inTransaction } from "../src/db/client.ts";
import { createSealer } from "../src/db/seal.ts";
import { eraseMyself } from "../src/people/erase.ts";
import { identify } from "../src/people/identify.ts";
import { foundProgramme, usualProgramme } from "../src/programme/found-programme.ts";
import type { Benchmark } from "./benchmark.ts";
import { figure } from "./figure.ts";
import { withDatabase } from "./support/database.ts";
import { median } from "./support/statistics.ts";

const PEOPLE = 100;
const ERASED = 20;
const DAYS = 730;
const ALERTS = 60;
const ANSWERS = 12;
const FIRST_ACCOUNT = 5_000_000_000;
const AT = new Date("2026-11-23T10:00:00+08:00");

/** Erasing one person with two years of daily check-ins and sixty alerts, among a hundred such people. */
export const eraseTwoYears: Benchmark = {
  names: ["erase-two-years"],
  async run({ cluster, quick, progress }) {
    return await withDatabase(cluster, "erase", async ({ url, client }) => {
      const db = createDatabase(url);
      const deps = { db, sealer: createSealer(new Uint8Array(32)) };
      try {
        progress("erase-two-years: filling the database", 0, 1);
        await inTransaction(db, async (tx) => await foundProgramme(tx, usualProgramme, AT));
        await seedYears(client, quick ? DAYS / 10 : DAYS);
        const times: number[] = [];
        for (let number = 1; number <= ERASED; number++) {
          const person = await identify(db, FIRST_ACCOUNT + number);
          if (person.kind !== "participant") throw new Error(`nobody has account ${number}`);
          const began = performance.now();
          const erased = await eraseMyself(deps, person, AT);
          times.push(performance.now() - began);
          if (erased.kind !== "erased") throw new Error(`${number} was not erased`);
          progress("erasures", number, ERASED);
        }
        if ((await db.participant.count()) !== PEOPLE - ERASED) throw new Error("too many people are left");
        // The first one opens the connections.
        return [figure("erase-two-years", median(times.slice(1)), "ms")];
      } finally {
        await db.$disconnect();
      }
    });
  },
};

async function seedYears(client: Client, days: number): Promise<void> {
  await client.query(
    `INSERT INTO staff (programme_id, role, name, locale, telegram_id, linked_at, created_at)
     VALUES (1, 'counselor', 'Rina', 'id', 1, $1, $1)`,
    [AT],
  );
  await client.query(
    `INSERT INTO participants (id, programme_id, code, status, locale, zone, check_in_minute, release_date,
                               counselor_id, telegram_id, linked_at, created_at)
     SELECT n, 1, 'BPN-' || n, 'active', 'id', 'Asia/Makassar', 1170, $1::date, 1, $2::bigint + n, $1, $1
     FROM generate_series(1, $3::int) n`,
    [AT, FIRST_ACCOUNT, PEOPLE],
  );
  await client.query(
    `INSERT INTO check_ins (participant_id, local_day, instrument, form, s6_form, state, opened_at, closes_at)
     SELECT p.id, $1::date - d, 'recovery-dangers@1', 'full', 'soft', 'completed', $1, $1
     FROM generate_series(0, $2::int - 1) d, participants p`,
    [AT, days],
  );
  await client.query(
    `INSERT INTO answers (check_in_id, question_id, value, answered_at)
     SELECT c.id, 'S' || q, q % 5, $1 FROM check_ins c, generate_series(1, $2::int) q`,
    [AT, ANSWERS],
  );
  await client.query(
    `INSERT INTO outbox (kind, dedupe_key, participant_id, check_in_id, priority, state, intended_at, due_at, sent_at, message_id)
     SELECT 'prompt', 'prompt:' || id, participant_id, id, 10, 'sent', $1, $1, $1, id FROM check_ins`,
    [AT],
  );
  await client.query(
    `INSERT INTO alerts (participant_id, tier, state, reasons, rules_version, opened_at)
     SELECT p.id, 'orange', 'closed', '', 'rules', $1 FROM participants p, generate_series(1, $2::int)`,
    [AT, ALERTS],
  );
  await client.query(
    `INSERT INTO outbox (kind, dedupe_key, staff_id, alert_id, priority, state, intended_at, due_at, sent_at, message_id)
     SELECT 'alert', 'alert:' || id, 1, id, 1, 'sent', $1, $1, $1, 1000000 + id FROM alerts`,
    [AT],
  );
  await client.query("VACUUM ANALYZE");
}
