import { Prisma } from "../db/generated/client.ts";

/** The first phase; afterwards records of having been in touch may be gone for their age (`retention.messagesDays`). */
const DAYS = 14;

/**
 * For a lateral join to a `person` of the participants: the day of their release, in the first fortnight, as long as nobody is on
 * record as having been in touch since – by an alert, a message that arrived, a note, or a wish that was met. Only of those who were released
 * while they were with us: whoever was taken on afterwards was met then.
 */
export const callAfterRelease = (now: Date): Prisma.Sql => Prisma.sql`
  SELECT person.release_date AS day
  FROM (SELECT person.release_date::timestamp AT TIME ZONE person.zone AS at) released
  WHERE released.at BETWEEN ${now}::timestamptz - make_interval(days => ${DAYS}) AND ${now}
    AND person.release_date >= (person.created_at AT TIME ZONE person.zone)::date
    AND NOT EXISTS (SELECT FROM alerts a WHERE a.participant_id = person.id AND a.contacted_at >= released.at)
    AND NOT EXISTS (SELECT FROM notes n WHERE n.participant_id = person.id AND n.at >= released.at)
    AND NOT EXISTS (SELECT FROM check_ins c WHERE c.participant_id = person.id AND c.wish_met_at >= released.at)
    AND NOT EXISTS (
      SELECT FROM relay_messages m JOIN outbox o ON o.relay_id = m.id AND o.kind = 'relay' AND o.state = 'sent'
      WHERE m.participant_id = person.id AND NOT m.from_participant AND m.at > released.at)`;
