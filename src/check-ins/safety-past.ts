import type { Db, Tx } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { addDays, type LocalDay } from "../domain/calendar.ts";
import { DAY_MS } from "../domain/duration.ts";
import { ALARMED_DAYS, type SafetyPast } from "../domain/safety.ts";

/** Whether a day of the last days was orange or red, or what was told in them. */
export const wasAlarmed = (participantId: number, today: LocalDay, now: Date): Prisma.Sql => Prisma.sql`(
  EXISTS (SELECT FROM check_ins c
          WHERE c.participant_id = ${participantId} AND c.tier IN ('orange', 'red')
            AND c.local_day >= ${addDays(today, -ALARMED_DAYS)}::date AND c.local_day < ${today}::date)
  -- What was added counts when it was: an alert may have been open for long.
  OR EXISTS (SELECT FROM alerts a JOIN alert_events e ON e.alert_id = a.id
             WHERE a.participant_id = ${participantId} AND e.tier IN ('orange', 'red')
               AND e.kind IN ('opened', 'attached', 'corrected')
               AND e.at > ${new Date(now.getTime() - ALARMED_DAYS * DAY_MS)}))`;

export async function readSafetyPast(
  db: Db | Tx,
  participantId: number,
  today: LocalDay,
  now: Date,
): Promise<SafetyPast> {
  const [row] = await db.$queryRaw<
    { last_asked: string | null; first_day: string | null; alarmed: boolean }[]
  >`
    SELECT (SELECT c.local_day FROM check_ins c JOIN answers a ON a.check_in_id = c.id AND a.question_id = 'SAFETY'
            WHERE c.participant_id = ${participantId} AND c.local_day < ${today}::date
            ORDER BY c.local_day DESC LIMIT 1)::text AS last_asked,
           (SELECT c.local_day FROM check_ins c WHERE c.participant_id = ${participantId}
            ORDER BY c.local_day LIMIT 1)::text AS first_day,
           ${wasAlarmed(participantId, today, now)} AS alarmed`;
  return {
    today,
    lastAsked: row?.last_asked ?? undefined,
    firstDay: row?.first_day ?? undefined,
    alarmed: row?.alarmed ?? false,
  };
}
