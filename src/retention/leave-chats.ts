import { Prisma } from "../db/generated/client.ts";
import { ORDINARY } from "../outbox/enqueue.ts";

/** How long after the tap details may still be shown by it: an edit of the alert in that time may stand beneath them. */
const SHOWN_WITHIN = Prisma.sql`interval '1 minute'`;

/** Of the rows that go; the statement that takes them names them so. */
const going = Prisma.sql`ANY (ARRAY(SELECT ctid FROM going))`;

/** The message of a row `o` lies in its reader's present chat: numbers of messages begin anew with another account. */
const isThere = Prisma.sql`
  o.state = 'sent' AND o.message_id IS NOT NULL
  AND COALESCE(s.telegram_id, p.telegram_id) IS NOT NULL AND p.status IS DISTINCT FROM 'frozen'
  AND o.sent_at >= COALESCE(s.linked_at, p.linked_at, '-infinity')`;

const readers = Prisma.sql`
  LEFT JOIN staff s ON s.id = o.staff_id LEFT JOIN participants p ON p.id = o.participant_id`;

/**
 * Opened words of messages between people are replaced in the chats in which they were read. Pictures and voices are too old by
 * then for Telegram to take them away, and lose what is written below them.
 */
export const takeWordsOut = (now: Date): Prisma.Sql => Prisma.sql`
  INSERT INTO outbox (kind, dedupe_key, staff_id, participant_id, params, priority, intended_at, due_at)
  SELECT 'retraction', 'retraction:' || o.id, o.staff_id, o.participant_id,
         jsonb_build_object('messageId', o.message_id, 'expired', 1)
           || CASE WHEN r.kind = 'text' THEN '{}'::jsonb ELSE '{"media": 1}' END, ${ORDINARY}, ${now}::timestamptz, ${now}::timestamptz
  FROM relay_messages r JOIN outbox o ON o.relay_id = r.id ${readers}
  WHERE r.ctid = ${going} AND o.kind = 'relay-content' AND NOT o.params ? 'retracted' AND ${isThere}
  ON CONFLICT (dedupe_key) DO NOTHING`;

/** Details of closed alerts that somebody has left open are covered; a copy that was edited since shows none. */
const cover = (which: Prisma.Sql, now: Date) => Prisma.sql`
  INSERT INTO outbox (kind, dedupe_key, staff_id, alert_id, params, priority, sequence, intended_at, due_at)
  SELECT 'alert-update', 'alert-update:' || o.id || ':covered:' || (o.params->>'openedAt'), o.staff_id, o.alert_id,
         jsonb_build_object('messageId', o.message_id), ${ORDINARY}, 'alert-copy:' || o.id,
         ${now}::timestamptz, ${now}::timestamptz
  FROM outbox o ${readers}
  WHERE ${which} AND o.kind = 'alert' AND o.params ? 'openedAt' AND ${isThere}
    AND NOT EXISTS (
      SELECT FROM outbox since
      WHERE since.alert_id = o.alert_id AND since.kind = 'alert-update' AND since.sequence = 'alert-copy:' || o.id
        AND since.state = 'sent' AND since.intended_at > (o.params->>'openedAt')::timestamptz + ${SHOWN_WITHIN})
  ON CONFLICT (dedupe_key) DO NOTHING`;

/** Whose reasons go. */
export const coverAlerts = (now: Date): Prisma.Sql =>
  cover(Prisma.sql`o.alert_id IN (SELECT id FROM alerts WHERE ctid = ${going})`, now);

/** Whose records of delivery go: afterwards nobody knows where they lie. */
export const coverDelivered = (now: Date): Prisma.Sql => cover(Prisma.sql`o.ctid = ${going}`, now);
