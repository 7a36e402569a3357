import type { Client } from "pg";
import { RESTORED } from "../outbox/outbox-error.ts";
import type { Manifest } from "./manifest.ts";

export interface Settled {
  /** Days on which somebody may have answered after the backup; they do not count as missed. */
  readonly days: number;
  /** Waiting messages that are too old to be sent. */
  readonly messages: number;
  /** Coordinators who are told. */
  readonly told: number;
}

/**
 * What somebody is waiting for, however late: told twice is better than not at all. Of words that were asked for it is the
 * line about them that comes again. And what takes out of a chat or covers there what is not to stay: twice, it changes nothing.
 */
const STILL_SENT = [
  "alert",
  "alert-update",
  "relay",
  "relay-content",
  "relay-status",
  "retraction",
  "closing",
];

/**
 * Puts a restored database into a state in which the bot does nothing foolish with a past that it has not seen the end
 * of. Uses only tables and columns that every release has, and runs in the transaction of the restore.
 */
export async function settleRestored(client: Client, { madeAt }: Manifest, now: Date): Promise<Settled> {
  await client.query("DELETE FROM conversation_states");
  const days = await client.query(
    `DELETE FROM check_ins c WHERE state = 'prompted' AND closes_at <= $1
       AND NOT EXISTS (SELECT FROM answers a WHERE a.check_in_id = c.id)`,
    [now],
  );
  const messages = await client.query(
    `UPDATE outbox SET state = 'cancelled', error = $3
     WHERE state = 'pending' AND intended_at < $1::timestamptz - interval '1 hour' AND kind <> ALL ($2)`,
    [now, STILL_SENT, RESTORED],
  );
  const told = await client.query(
    `INSERT INTO outbox (kind, dedupe_key, staff_id, params, priority, intended_at, due_at)
     SELECT 'notice', 'restored:' || $1 || ':' || id, id, jsonb_build_object('notice', 'restored', 'until', $2::text),
            10, $1::timestamptz, $1::timestamptz
     FROM staff WHERE role = 'coordinator' AND telegram_id IS NOT NULL`,
    [now.toISOString(), madeAt],
  );
  return { days: days.rowCount ?? 0, messages: messages.rowCount ?? 0, told: told.rowCount ?? 0 };
}
