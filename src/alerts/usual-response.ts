import type { Db, Tx } from "../db/client.ts";
import { DAY_MS, HOUR_MS } from "../domain/duration.ts";
import { usualMinutes } from "../domain/response-time.ts";

const DAYS_MS = 30 * DAY_MS;
/** Whoever was told more recently may still answer. */
const OPEN_MS = 12 * HOUR_MS;

/**
 * From being told to taking it or speaking with the person, over the last 30 days: for the people whom this
 * member of staff looks after, or the whole programme where those are too few. Undefined where both are.
 */
export async function usualResponse(
  db: Db | Tx,
  { programmeId, staffId }: { readonly programmeId: number; readonly staffId: number },
  now: Date,
): Promise<number | undefined> {
  const rows = await db.$queryRaw<{ minutes: number | null; own: boolean }[]>`
    SELECT (extract(epoch FROM first.answered_at - a.told_at) / 60)::float AS minutes,
           p.counselor_id IS NOT DISTINCT FROM ${staffId} AS own
    FROM alerts a JOIN participants p ON p.id = a.participant_id
    CROSS JOIN LATERAL (
      SELECT LEAST(a.acknowledged_at, a.contacted_at, min(e.at)) AS answered_at FROM alert_events e
      WHERE e.alert_id = a.id AND (e.kind IN ('taken', 'talked', 'no-answer') OR e.kind LIKE 'closed-%')
    ) first
    WHERE p.programme_id = ${programmeId} AND a.told_at > ${new Date(now.getTime() - DAYS_MS)}
      AND (first.answered_at IS NOT NULL OR a.told_at < ${new Date(now.getTime() - OPEN_MS)})`;
  const waits = (which: typeof rows) => which.map(({ minutes }) => minutes ?? ("never" as const));
  return usualMinutes(waits(rows.filter(({ own }) => own))) ?? usualMinutes(waits(rows));
}
