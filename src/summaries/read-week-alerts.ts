import { setImmediate as breathe } from "node:timers/promises";
import { openCauses } from "../alerts/causes.ts";
import type { Deps } from "../deps.ts";
import { addDays, dayClosesAt, dayOfDbDate, localDayAt } from "../domain/calendar.ts";
import type { Tier } from "../domain/tier.ts";
import type { AlertFacts, Week } from "../domain/week.ts";

interface AlertRow {
  readonly participant_id: number;
  readonly zone: string;
  readonly tier: Tier;
  readonly state: string;
  readonly local_day: Date | null;
  readonly opened_at: Date;
  readonly called_at: Date[] | null;
  readonly reasons: Uint8Array;
  readonly told_at: Date | null;
  readonly taken_at: Date | null;
  readonly contacted_at: Date | null;
  readonly agreed_at: Date | null;
  readonly seen_at: Date | null;
  readonly stayed_at: Date | null;
  readonly outcome: string | null;
}

/** Opening the reasons of so many takes some milliseconds, for which taps have to wait. */
const ALERTS_PER_BREATH = 100;

/**
 * Alerts opened since the five weeks began, and older ones that were not closed before them. Those of later days are among them: how
 * late one was raised for a day, after an outage, has no bound. Who took an alert first is in its
 * history: the alert itself forgets it when it opens again. "We have spoken" that was taken back does not count.
 */
export async function readWeekAlerts(
  { db, sealer }: Pick<Deps, "db" | "sealer">,
  participantIds: readonly number[],
  { from }: Week,
  zone: string,
): Promise<ReadonlyMap<number, readonly AlertFacts[]>> {
  // Zones of participants may differ from the programme's; the exact day is worked out from each row.
  const earliest = dayClosesAt(addDays(from, -2), zone);
  const rows = await db.$queryRaw<AlertRow[]>`
    SELECT a.participant_id, p.zone, a.tier::text AS tier, a.state::text AS state, c.local_day, a.opened_at, a.outcome,
           a.reasons, e.called_at, a.told_at, LEAST(a.acknowledged_at, e.taken_at) AS taken_at,
           LEAST(a.contacted_at, e.contacted_at) AS contacted_at, a.agreed_at, a.seen_at, a.stayed_at
    FROM alerts a
    JOIN participants p ON p.id = a.participant_id
    LEFT JOIN check_ins c ON c.id = a.check_in_id
    LEFT JOIN LATERAL (
      SELECT min(at) FILTER (WHERE kind IN ('taken', 'talked', 'no-answer') OR kind LIKE 'closed-%') AS taken_at,
             min(at) FILTER (WHERE kind = 'talked' AND next_said IS DISTINCT FROM 'talk-taken-back') AS contacted_at,
             array_agg(at) FILTER (WHERE is_call) AS called_at
      FROM (SELECT at, kind, is_call, lead(kind) OVER (PARTITION BY kind LIKE 'talk%' ORDER BY id) AS next_said
            FROM alert_events WHERE alert_id = a.id) said
    ) e ON true
    WHERE a.participant_id = ANY(${[...participantIds]})
      AND (a.opened_at >= ${earliest} OR a.closed_at >= ${earliest} OR a.state <> 'closed')`;
  const byPerson = new Map<number, AlertFacts[]>();
  for (const [index, row] of rows.entries()) {
    const facts = byPerson.get(row.participant_id) ?? [];
    byPerson.set(row.participant_id, facts);
    const causes = openCauses(sealer, row.participant_id, row.reasons);
    facts.push({ ...alertFacts(row), causes: causes.map(({ day, tier }) => ({ day, tier })) });
    if (index % ALERTS_PER_BREATH === 0) await breathe();
  }
  return byPerson;
}

/** An alert raised when a day closed belongs to that day, though it opened at 04:00 of the next. */
function alertFacts(row: AlertRow): Omit<AlertFacts, "causes"> {
  return {
    tier: row.tier,
    day: row.local_day ? dayOfDbDate(row.local_day) : localDayAt(row.opened_at, row.zone),
    openedAt: row.opened_at,
    calledOn: (row.called_at ?? []).map((at) => localDayAt(at, row.zone)),
    ...(row.told_at && { toldAt: row.told_at }),
    ...(row.taken_at && { takenAt: row.taken_at }),
    ...(row.contacted_at && { contactedAt: row.contacted_at }),
    ...(row.agreed_at && { agreedAt: row.agreed_at }),
    ...(row.seen_at && { seenAt: row.seen_at }),
    ...(row.stayed_at && { stayedAt: row.stayed_at }),
    held: row.state === "acknowledged" || row.state === "contacted",
    closed: row.state === "closed",
    ...(row.outcome !== null && { outcome: row.outcome }),
  };
}
