import type { Db, Tx } from "../db/client.ts";
import type { LocalDay } from "../domain/calendar.ts";
import { mayBeShort } from "../domain/short-form.ts";
import type { Tier } from "../domain/tier.ts";
import { wasAlarmed } from "./safety-past.ts";

interface Row {
  readonly release_date: LocalDay;
  readonly reentered_on: readonly LocalDay[];
  readonly last_tier: Tier | null;
  readonly alert_open: boolean;
  readonly alarmed: boolean;
}

/** Whether the short form may be chosen for a day's check-in that nobody has begun, as things are now. */
export async function offersShort(
  db: Db | Tx,
  { participantId, localDay }: { readonly participantId: number; readonly localDay: LocalDay },
  now: Date,
): Promise<boolean> {
  const [row] = await db.$queryRaw<Row[]>`
    SELECT p.release_date::text, p.reentered_on::text[],
           (SELECT c.tier FROM check_ins c
            WHERE c.participant_id = p.id AND c.local_day < ${localDay}::date
              AND c.tier IS NOT NULL AND c.started_at IS NOT NULL
            ORDER BY c.local_day DESC LIMIT 1)::text AS last_tier,
           EXISTS (SELECT FROM alerts a WHERE a.participant_id = p.id AND a.state <> 'closed'
                     AND a.tier IN ('orange', 'red')) AS alert_open,
           ${wasAlarmed(participantId, localDay, now)} AS alarmed
    FROM participants p WHERE p.id = ${participantId}`;
  if (!row) return false;
  return mayBeShort({ releaseDate: row.release_date, reenteredOn: row.reentered_on }, localDay, {
    lastTier: row.last_tier ?? undefined,
    alertOpen: row.alert_open,
    alarmed: row.alarmed,
  });
}
