import type { Client } from "pg";
import { type Departed, type Departure, departedSince } from "../domain/departures.ts";
import { CODES_JOINED } from "../duty/warn-one-uncovered.ts";
import { RESTORED } from "../outbox/outbox-error.ts";

export interface Applied {
  readonly erased: readonly number[];
  readonly withdrawn: readonly number[];
  readonly frozen: readonly number[];
  readonly refused: readonly number[];
  readonly deleted: readonly number[];
}

/** Clocks of two machines differ a little; applying twice what the backup knows already changes nothing. */
const SLACK_MS = 5 * 60_000;

/**
 * Does again to a restored database what happened after its backup: nobody who was erased or has left comes back, no account
 * that was locked or replaced is let in, and nothing holds again that was taken back or deleted. In the transaction of the restore, and with tables and columns that every
 * release has.
 */
export async function applyDepartures(
  client: Client,
  departures: readonly Departure[],
  madeAt: Date,
): Promise<Applied> {
  const departed = departedSince(departures, new Date(madeAt.getTime() - SLACK_MS));
  return {
    erased: await erase(client, [...departed.erased]),
    withdrawn: await withdraw(client, departed.withdrawn),
    frozen: await lock(client, departed),
    refused: await refuse(client, departed.refused),
    deleted: await deleteParts(client, departed.deleted),
  };
}

async function erase(client: Client, ids: readonly number[]): Promise<readonly number[]> {
  const { rows } = await client.query<{ id: number; code: string; programme_id: number }>(
    "DELETE FROM participants WHERE id = ANY ($1) RETURNING id, code, programme_id",
    [ids],
  );
  for (const { code, programme_id } of rows)
    await client.query(
      `DELETE FROM outbox o USING staff s
       WHERE s.id = o.staff_id AND s.programme_id = $1
         AND EXISTS (SELECT FROM jsonb_each_text(o.params) WHERE $2 = ANY (string_to_array(value, $3)))`,
      [programme_id, code, CODES_JOINED],
    );
  const hasTombstones = await client.query("SELECT to_regclass('tombstones') AS found");
  if (hasTombstones.rows[0].found !== null)
    for (const { id, programme_id } of rows)
      await client.query(
        `INSERT INTO tombstones (participant_id, programme_id, month) VALUES ($1, $2, date_trunc('month', now()))
         ON CONFLICT DO NOTHING`,
        [id, programme_id],
      );
  return rows.map(({ id }) => id);
}

async function withdraw(client: Client, withdrawn: ReadonlyMap<number, Date>): Promise<readonly number[]> {
  const left: number[] = [];
  for (const [id, at] of withdrawn) {
    const { rowCount } = await client.query(
      `UPDATE participants SET status = 'withdrawn', next_prompt_at = NULL, paused_until = NULL
       WHERE id = $1 AND status <> 'withdrawn'`,
      [id],
    );
    if (rowCount !== 1) continue;
    left.push(id);
    await client.query(
      `INSERT INTO consents (participant_id, purpose, granted, text_hash, locale, at)
       SELECT participant_id, purpose, false, text_hash, locale, $2::timestamptz FROM (
         SELECT DISTINCT ON (purpose) * FROM consents WHERE participant_id = $1 ORDER BY purpose, id DESC) newest
       WHERE granted`,
      [id, at],
    );
  }
  await stop(client, left);
  return left;
}

async function refuse(client: Client, refused: Departed["refused"]): Promise<readonly number[]> {
  const people = new Set<number>();
  for (const { participantId, of, at } of refused) {
    const { rowCount } = await client.query(
      `INSERT INTO consents (participant_id, purpose, granted, text_hash, locale, at)
       SELECT participant_id, purpose, false, text_hash, locale, $3::timestamptz FROM (
         SELECT * FROM consents WHERE participant_id = $1 AND purpose::text = $2 ORDER BY id DESC LIMIT 1) newest
       WHERE granted`,
      [participantId, of, at],
    );
    if (rowCount === 1) people.add(participantId);
  }
  return [...people];
}

async function deleteParts(client: Client, deleted: Departed["deleted"]): Promise<readonly number[]> {
  const hasPlans = await client.query("SELECT to_regclass('plan_parts') AS found");
  if (hasPlans.rows[0].found === null) return [];
  const people = new Set<number>();
  for (const { participantId, of, at } of deleted) {
    const { rowCount } = await client.query(
      "DELETE FROM plan_parts WHERE participant_id = $1 AND part = $2 AND updated_at <= $3",
      [participantId, of, at],
    );
    if (rowCount === 1) people.add(participantId);
  }
  return [...people];
}

/** Also whoever has another account since: the one in the backup may be a lost phone. A new invitation links anew. */
async function lock(client: Client, { frozen, moved }: Departed): Promise<readonly number[]> {
  const unlinked: number[] = [];
  for (const [id, at] of moved) {
    const { rowCount } = await client.query(
      "UPDATE participants SET telegram_id = NULL, linked_at = NULL WHERE id = $1 AND telegram_id IS NOT NULL AND linked_at < $2",
      [id, at],
    );
    if (rowCount === 1) unlinked.push(id);
  }
  const known = await client.query(
    "SELECT FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typname = 'participant_status' AND enumlabel = 'frozen'",
  );
  if (known.rowCount === 0) return unlinked;
  const ids = [...frozen, ...unlinked];
  const locked = await client.query<{ id: number }>(
    "UPDATE participants SET status = 'frozen', next_prompt_at = NULL WHERE id = ANY ($1) AND status = 'active' RETURNING id",
    [ids],
  );
  // As in the running bot: of whoever does not take part the account is unlinked instead.
  const others = await client.query<{ id: number }>(
    `UPDATE participants SET telegram_id = NULL, linked_at = NULL
     WHERE id = ANY ($1) AND status <> 'frozen' AND telegram_id IS NOT NULL RETURNING id`,
    [ids],
  );
  const stopped = [...locked.rows, ...others.rows].map(({ id }) => id);
  await stop(client, stopped);
  return [...new Set([...unlinked, ...stopped])];
}

async function stop(client: Client, ids: readonly number[]): Promise<void> {
  await client.query(
    "UPDATE outbox SET state = 'cancelled', error = $2 WHERE participant_id = ANY ($1) AND state = 'pending'",
    [ids, RESTORED],
  );
  await client.query("UPDATE check_ins SET nudge_at = NULL WHERE participant_id = ANY ($1)", [ids]);
}
