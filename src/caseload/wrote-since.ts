import { Prisma } from "../db/generated/client.ts";

/**
 * For a `person`: whether staff have written to them through the bot since, and the line about it has arrived. Of a message that is
 * kept for longer than the records of deliveries nobody knows any more that it did not.
 */
export const wroteSince = (instant: Prisma.Sql): Prisma.Sql => Prisma.sql`EXISTS (
  SELECT FROM relay_messages m WHERE m.participant_id = person.id AND NOT m.from_participant AND m.at > ${instant}
    AND COALESCE((SELECT bool_or(o.state = 'sent') FROM outbox o WHERE o.relay_id = m.id AND o.kind = 'relay'), true))`;
