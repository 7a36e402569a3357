import { Prisma } from "../db/generated/client.ts";

/** For a `person`: whether staff have written to them through the bot since, and the line about it has arrived. */
export const wroteSince = (instant: Prisma.Sql): Prisma.Sql => Prisma.sql`EXISTS (
  SELECT FROM relay_messages m JOIN outbox o ON o.relay_id = m.id AND o.kind = 'relay' AND o.state = 'sent'
  WHERE m.participant_id = person.id AND NOT m.from_participant AND m.at > ${instant})`;
