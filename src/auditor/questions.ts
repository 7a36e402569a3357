import type { Db, Tx } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { HOUR_MS } from "../domain/duration.ts";
import { settingsIn } from "../programme/read-settings.ts";
import type { FindingKind } from "./finding.ts";

/** How late something may be before it counts as not done: ticks come every 15 seconds. */
const GRACE_MINUTES = 10;
const LOOK_BACK_DAYS = 2;
/** Asked after a day, ended after another; quiet hours may add a night to each. */
const UNENDED_HOURS = 72;
/** At most 25 to the next one, and some for a clock that was set back. */
const DAILY_HOURS = 48;
/** A large week takes its time. */
const SUMMARY_HOURS = 1;
/** What fails again and again is put off each time; after so long it counts as not done, whatever is planned. */
const PATIENCE_HOURS = 1;

const before = (now: Date, hours: number) => new Date(now.getTime() - hours * HOUR_MS);
const minutesBefore = (now: Date, minutes = GRACE_MINUTES) => before(now, minutes / 60);
const lookBack = (now: Date) => before(now, LOOK_BACK_DAYS * 24);

/** On its way, there, or refused because the person cannot be written to: the machine has nothing left to do about it. */
const seenTo = Prisma.sql`(o.state IN ('pending', 'sent') OR (o.state = 'failed' AND o.error = 'unreachable'))`;

/**
 * What is compared with, by programme, as a table `g`: as everybody reads the settings, with the defaults for what cannot be
 * read. The column itself may hold anything.
 */
export async function readNumbers(db: Db | Tx): Promise<Prisma.Sql> {
  const programmes = await db.programme.findMany({ select: { id: true, settings: true } });
  const numbers = programmes.map((programme) => {
    const { ladder, rules, summary } = settingsIn(programme);
    return {
      id: programme.id,
      red_ends: ladder.red.endAfterMinutes,
      contact_within: ladder.contact.red.limitMinutes,
      early_days: rules.O5.earlyDays,
      misses_early: rules.O5.missesEarly,
      misses_later: rules.O5.missesLater,
      misses_after_alarm: rules.O5.missesAfterAlarm,
      misses_again: rules.O5.again,
      summary_weekday: summary.weekday,
      summary_minute: summary.minute,
    };
  });
  return Prisma.sql`jsonb_to_recordset(${JSON.stringify(numbers)}::jsonb) AS g (
    id int, red_ends int, contact_within int, early_days int, misses_early int, misses_later int, misses_after_alarm int,
    misses_again jsonb, summary_weekday int, summary_minute int)`;
}

/** Alerts whose person waits for contact, with the times after which something has to have happened. */
const waits = (numbers: Prisma.Sql) => Prisma.sql`
  SELECT a.id, p.programme_id, p.status::text, a.tier::text, a.contact_due_at, a.unconnected_at,
         COALESCE(a.waiting_since, a.opened_at) AS since,
         make_interval(mins => g.red_ends) AS unconnected_after,
         CASE WHEN a.tier = 'red' THEN make_interval(mins => g.contact_within)
              -- The same service day, or the next where it came in the evening.
              ELSE interval '48 hours' END AS overdue_after
  FROM alerts a JOIN participants p ON p.id = a.participant_id JOIN ${numbers} ON g.id = p.programme_id
  WHERE a.state NOT IN ('contacted', 'closed')`;

/** The last of as many missed days in a row as call for somebody (rule O5), and nobody was alerted. */
const silentWithoutAlert = (now: Date, numbers: Prisma.Sql) => Prisma.sql`
      SELECT p.programme_id, c.id
      FROM check_ins c JOIN participants p ON p.id = c.participant_id JOIN ${numbers} ON g.id = p.programme_id
      LEFT JOIN LATERAL (
        SELECT s.local_day, s.tier FROM check_ins s
        WHERE s.participant_id = c.participant_id AND s.local_day < c.local_day
          AND EXISTS (SELECT FROM answers n WHERE n.check_in_id = s.id)
        ORDER BY s.local_day DESC LIMIT 1) sign ON true
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS days, min(m.local_day) AS began FROM check_ins m
        WHERE m.participant_id = c.participant_id AND m.local_day <= c.local_day
          AND m.local_day > COALESCE(sign.local_day, '-infinity')
          -- No run reaches over a release, another account or consent given anew.
          AND m.local_day >= GREATEST(p.release_date, (p.linked_at AT TIME ZONE p.zone - interval '4 hours')::date, (
            SELECT (max(n.at) AT TIME ZONE p.zone - interval '4 hours')::date FROM consents n
            WHERE n.participant_id = p.id AND n.purpose = 'checkIn' AND n.granted))) missed
      CROSS JOIN LATERAL (
        SELECT CASE WHEN missed.began - GREATEST(p.release_date, (SELECT max(again) FROM unnest(p.reentered_on) again
                                                                  WHERE again <= missed.began)) <= g.early_days
                    THEN g.misses_early ELSE g.misses_later END AS days) usual
      WHERE c.state = 'closed' AND (c.tier IS NULL OR c.tier = 'amber')
        AND c.closes_at > ${lookBack(now)} AND c.closes_at < ${minutesBefore(now)}
        -- Nobody was told of days on which the account was locked.
        AND p.status = 'active' AND p.linked_at < c.closes_at
        AND NOT EXISTS (SELECT FROM answers n WHERE n.check_in_id = c.id)
        -- Whoever calls for help, or tells of a lapse, begins the phases again.
        AND (missed.days = CASE WHEN sign.tier IN ('orange', 'red')
                                  OR EXISTS (SELECT FROM unnest(p.reentered_on) again
                                             WHERE again >= COALESCE(sign.local_day, '-infinity') AND again < missed.began)
                                THEN LEAST(usual.days, g.misses_after_alarm)
                                ELSE usual.days END
             OR g.misses_again @> to_jsonb(missed.days))
        AND NOT EXISTS (
          SELECT FROM alerts a
          WHERE a.participant_id = c.participant_id AND COALESCE(a.closed_at, 'infinity') >= c.closes_at)`;

/** Quiet hours hold the alert `a`: what is to be told is told when they end. */
const isHeld = (now: Date) => Prisma.sql`
      EXISTS (SELECT FROM alert_events e WHERE e.alert_id = a.id AND e.kind = 'held-for-quiet-hours'
              AND e.at > ${before(now, 24)}
              AND NOT EXISTS (SELECT FROM alert_events t WHERE t.alert_id = a.id AND t.id > e.id
                              AND t.kind IN ('told', 'told-again')))`;

/** Whoever's turn on the ladder of an open alert is over, could have been told since it last began and was not. Stand-ins are left out. */
export const skipped = (now: Date) => Prisma.sql`
      SELECT p.programme_id, a.id, s.id AS staff_id
      FROM alerts a JOIN participants p ON p.id = a.participant_id JOIN staff s ON s.programme_id = p.programme_id
      WHERE a.state = 'open' AND a.undelivered_at IS NULL AND a.opened_at < ${minutesBefore(now)}
        AND ((a.step >= 1 AND s.id = p.counselor_id) OR (a.step >= 2 AND s.id = p.backup_id)
             OR (a.step >= 3 AND s.role = 'coordinator'))
        AND s.telegram_id IS NOT NULL AND s.linked_at <= a.opened_at AND s.unreachable_since IS NULL AND s.away_until IS NULL
        AND NOT EXISTS (SELECT FROM outbox o WHERE o.alert_id = a.id AND o.staff_id = s.id AND o.kind = 'alert'
                          AND o.id > a.told_after
                        -- Refused while they could not be written to, and they can be again.
                        AND (o.state <> 'failed' OR o.error <> 'unreachable'))
        AND NOT ${isHeld(now)}`;

/**
 * Orange and red check-ins that nobody was alerted to, and that were not kept quiet on purpose either. That somebody was
 * is read from what happened since the first answer, whatever has become of the alert: it may be closed before the
 * check-in is, and a check-in may be closed hours late.
 */
const hardWithoutAlert = (now: Date) => Prisma.sql`
      SELECT p.programme_id, c.id FROM check_ins c JOIN participants p ON p.id = c.participant_id
      WHERE c.tier IN ('orange', 'red') AND c.closes_at > ${lookBack(now)} AND p.status IN ('active', 'frozen')
        AND NOT EXISTS (
          SELECT FROM alerts a JOIN alert_events e ON e.alert_id = a.id
          WHERE a.participant_id = c.participant_id AND e.kind IN ('opened', 'attached', 'corrected')
            -- Processes have clocks of their own: one may have begun it after another completed it, or answered before it began.
            AND e.at >= LEAST(c.started_at, c.completed_at, (SELECT min(w.answered_at) FROM answers w WHERE w.check_in_id = c.id))
            AND e.tier >= c.tier)
        AND NOT EXISTS (
          SELECT FROM audit_events e
          WHERE e.programme_id = p.programme_id AND e.at >= c.opened_at
            AND e.action = 'alert-kept-quiet' AND e.subject = 'check-in:' || c.id)`;

export const withoutAlert = (now: Date, numbers: Prisma.Sql) =>
  Prisma.sql`${hardWithoutAlert(now)} UNION ALL ${silentWithoutAlert(now, numbers)}`;

/** What is wrong with alerts and is put right by moving their times: asked again by whoever does that. */
export const aboutAlerts = {
  "ahead-of-time": (now: Date) => Prisma.sql`
    SELECT p.programme_id, a.id FROM alerts a JOIN participants p ON p.id = a.participant_id
    WHERE a.state <> 'closed'
      AND GREATEST(a.opened_at, a.acknowledged_at, a.contacted_at, a.waiting_since, a.told_at, a.unconnected_at)
          > ${minutesBefore(now, -GRACE_MINUTES)}`,
  "alert-untold": (now: Date) => Prisma.sql`
    SELECT p.programme_id, a.id FROM alerts a JOIN participants p ON p.id = a.participant_id
    WHERE a.state = 'open' AND a.undelivered_at IS NULL AND a.opened_at < ${minutesBefore(now)}
      AND (a.escalate_at > ${now} OR a.opened_at < ${before(now, PATIENCE_HOURS)})
      AND NOT EXISTS (SELECT FROM outbox o WHERE o.alert_id = a.id AND o.kind = 'alert' AND o.id > a.told_after
                      AND o.state IN ('pending', 'sent'))
      AND NOT ${isHeld(now)}`,
  "step-missing": (now: Date, numbers: Prisma.Sql) => Prisma.sql`
    SELECT p.programme_id, a.id
    FROM alerts a JOIN participants p ON p.id = a.participant_id JOIN ${numbers} ON g.id = p.programme_id
    WHERE a.state <> 'closed'
      AND (a.escalate_at IS NULL OR a.escalate_at < ${minutesBefore(now)}
           -- Planned by a clock that was wrong: no step of a red ladder takes longer than the whole ladder.
           OR (a.state = 'open' AND a.tier = 'red' AND a.escalate_at > ${now}::timestamptz + GREATEST(
                 make_interval(mins => g.red_ends), CASE WHEN a.step < 3 THEN interval '0' ELSE interval '24 hours' END)))`,
  "contact-unended": (now: Date) => Prisma.sql`
    SELECT p.programme_id, a.id FROM alerts a JOIN participants p ON p.id = a.participant_id
    WHERE a.state = 'contacted' AND a.contacted_at < ${before(now, UNENDED_HOURS)} AND a.escalate_at > ${now}`,
  "wait-unwatched": (now: Date, numbers: Prisma.Sql) => Prisma.sql`
    SELECT w.programme_id, w.id FROM (${waits(numbers)}) w
    WHERE w.contact_due_at < ${minutesBefore(now)}
       OR (w.tier = 'red' AND w.unconnected_at IS NULL AND w.since + w.unconnected_after < ${minutesBefore(now)}
           AND (w.contact_due_at IS NULL OR w.contact_due_at > ${now}))
       OR (w.tier = 'red' AND w.contact_due_at IS NULL AND w.since + w.overdue_after > ${now})`,
  "alert-undelivered": (_now: Date) => Prisma.sql`
    SELECT p.programme_id, a.id FROM alerts a JOIN participants p ON p.id = a.participant_id
    WHERE a.state <> 'closed' AND a.undelivered_at IS NOT NULL`,
} as const satisfies Partial<Readonly<Record<FindingKind, (now: Date, numbers: Prisma.Sql) => Prisma.Sql>>>;

/**
 * What should have happened and did not, a question for each kind, in the order in which they are told. Each answers with rows
 * of `programme_id`, `id` and, where it is about one, `day`. Written in SQL of its own, apart from the code that is watched: a
 * mistake there must not be repeated here.
 */
export function questionsAt(now: Date, numbers: Prisma.Sql): Readonly<Record<FindingKind, Prisma.Sql>> {
  const late = minutesBefore(now);
  const tooLate = before(now, PATIENCE_HOURS);
  const since = lookBack(now);
  return {
    "prompt-missing": Prisma.sql`
      SELECT programme_id, id FROM participants
      WHERE status = 'active' AND (next_prompt_at IS NULL OR next_prompt_at < ${late})`,
    "check-in-missing": Prisma.sql`
      WITH moved AS MATERIALIZED (
        SELECT e.actor, e.subject FROM programmes g JOIN audit_events e ON e.programme_id = g.id AND e.at > ${before(now, 24)}
        WHERE e.action IN ('activate', 'link', 'pause', 'end-pause', 'correct-release', 'choose-rhythm', 'change-zone')
           OR (e.action = 'move-hour' AND e.at > ${late}))
      SELECT p.programme_id, p.id FROM participants p
      CROSS JOIN LATERAL (SELECT (${now}::timestamptz AT TIME ZONE p.zone - interval '4 hours')::date AS date) today
      CROSS JOIN LATERAL (
        SELECT (today.date + CASE WHEN p.check_in_minute < 240 THEN 1 ELSE 0 END
                + make_interval(mins => p.check_in_minute)) AT TIME ZONE p.zone AS at) hour
      WHERE p.status = 'active' AND today.date >= p.release_date AND p.created_at < ${before(now, 24)}
        AND today.date >= COALESCE(p.paused_until, p.release_date) AND hour.at < ${late}
        -- What is due now is not forgotten: the next tick does it.
        AND (p.next_prompt_at > ${now} OR hour.at < ${tooLate})
        AND NOT EXISTS (SELECT FROM check_ins c WHERE c.participant_id = p.id AND c.local_day = today.date)
        -- What was changed today may leave it without one; where the hour was moved into the past, it is asked at once.
        AND NOT EXISTS (SELECT FROM moved m WHERE 'participant:' || p.id IN (m.actor, m.subject))
        -- Nor has one that three a week leave free, and the day on which the phases begin again was planned before they did.
        AND (p.three_a_week_since <= today.date AND extract(isodow FROM today.date) NOT IN (1, 3, 5)
             AND p.three_a_week_since - GREATEST(p.release_date, (SELECT max(again) FROM unnest(p.reentered_on) again
                                                                  WHERE again < today.date)) >= 91) IS NOT TRUE`,
    // Once all of them are on record, and until a message to the coordinators has named the day.
    "day-lost": Prisma.sql`
      SELECT p.programme_id, o.id::float8 AS id, o.params ->> 'day' AS day
      FROM outbox o JOIN participants p ON p.id = o.participant_id
      WHERE o.state = 'failed' AND o.error = 'day-over' AND o.due_at > ${since} AND o.due_at < ${late}
        -- Asked for after all: a clock ran ahead.
        AND NOT EXISTS (SELECT FROM check_ins c
                        WHERE c.participant_id = p.id AND c.local_day = (o.params ->> 'day')::date)
        AND NOT EXISTS (SELECT FROM staff s JOIN outbox told ON told.staff_id = s.id
                        WHERE s.programme_id = p.programme_id AND s.role = 'coordinator' AND told.kind = 'audit'
                          AND told.intended_at > o.due_at AND jsonb_exists(told.params, 'day-lost ' || (o.params ->> 'day')))
      ORDER BY day, o.id`,
    "prompt-unwritten": Prisma.sql`
      SELECT p.programme_id, c.id FROM check_ins c JOIN participants p ON p.id = c.participant_id
      WHERE c.state = 'prompted' AND c.message_id IS NULL AND c.opened_at < ${late} AND c.closes_at > ${now}
        AND p.status = 'active'
        AND NOT EXISTS (SELECT FROM outbox o WHERE o.check_in_id = c.id AND o.kind = 'prompt')`,
    "closing-missing": Prisma.sql`
      SELECT p.programme_id, c.id FROM check_ins c JOIN participants p ON p.id = c.participant_id
      WHERE c.state IN ('prompted', 'started')
        AND (c.closes_at < ${late} OR (c.local_day + 1 + time '04:00') AT TIME ZONE p.zone < ${tooLate})`,
    "message-stuck": Prisma.sql`
      SELECT COALESCE(p.programme_id, s.programme_id) AS programme_id, o.id::float8 AS id
      FROM outbox o LEFT JOIN participants p ON p.id = o.participant_id LEFT JOIN staff s ON s.id = o.staff_id
      WHERE o.state = 'pending'
        -- Quiet hours hold a message for less than a day, and none that is urgent: its clock ran ahead.
        AND (o.intended_at < ${late} OR o.intended_at > ${before(now, -24)}
             OR (o.priority = 0 AND o.intended_at > ${minutesBefore(now, -GRACE_MINUTES)}))`,
    "message-refused": Prisma.sql`
      SELECT COALESCE(p.programme_id, s.programme_id) AS programme_id, o.id::float8 AS id
      FROM outbox o LEFT JOIN participants p ON p.id = o.participant_id LEFT JOIN staff s ON s.id = o.staff_id
      WHERE o.state = 'failed' AND o.error = 'bug' AND o.intended_at > ${since}`,
    "alert-missing": withoutAlert(now, numbers),
    "ahead-of-time": aboutAlerts["ahead-of-time"](now),
    "alert-untold": aboutAlerts["alert-untold"](now),
    "rung-skipped": Prisma.sql`SELECT DISTINCT programme_id, id FROM (${skipped(now)}) passed_over`,
    "step-missing": aboutAlerts["step-missing"](now, numbers),
    "contact-unended": aboutAlerts["contact-unended"](now),
    "wait-unwatched": aboutAlerts["wait-unwatched"](now, numbers),
    "numbers-unsent": Prisma.sql`
      SELECT w.programme_id, w.id FROM (${waits(numbers)}) w
      WHERE w.unconnected_at > ${since} AND w.unconnected_at < ${late} AND w.status = 'active'
        AND NOT EXISTS (SELECT FROM outbox o WHERE o.alert_id = w.id AND o.kind = 'numbers-again'
                        AND o.intended_at >= w.since AND ${seenTo})`,
    "contact-overdue": Prisma.sql`
      SELECT w.programme_id, w.id FROM (${waits(numbers)}) w WHERE w.since + w.overdue_after < ${late}`,
    "alert-undelivered": aboutAlerts["alert-undelivered"](now),
    "answer-unreadable": Prisma.sql`
      SELECT DISTINCT p.id AS programme_id, split_part(e.subject, ':', 2)::int AS id
      FROM programmes p JOIN audit_events e ON e.programme_id = p.id AND e.at > ${since}
      WHERE e.action = 'answer-unreadable'`,
    // Late ones are done by the next tick, or fail in it and are said by the doctor.
    "daily-missing": Prisma.sql`
      SELECT id AS programme_id, id FROM programmes
      WHERE purge_due_at IS NULL OR coverage_due_at IS NULL
         OR GREATEST(purge_due_at, coverage_due_at) > ${before(now, -DAILY_HOURS)}`,
    "summary-missing": Prisma.sql`
      SELECT p.id AS programme_id, p.id FROM programmes p JOIN ${numbers} ON g.id = p.id
      CROSS JOIN LATERAL (
        SELECT (date_trunc('week', ${now}::timestamptz AT TIME ZONE p.zone)
                + make_interval(days => g.summary_weekday - 1, mins => g.summary_minute)) AT TIME ZONE p.zone AS at) hour
      WHERE p.summary_due_at IS NULL OR p.summary_due_at < ${late} OR p.summary_due_at > ${before(now, -9 * 24)}
         -- Put off within the week that it is due in.
         OR (hour.at < ${tooLate} AND p.summary_due_at < hour.at + interval '6 days')`,
    "summary-unsent": Prisma.sql`
      SELECT g.id AS programme_id, s.id FROM programmes g JOIN staff s ON s.programme_id = g.id
      -- By the weekday and hour that hold now: where they were moved, the week may have left at others.
      CROSS JOIN LATERAL (SELECT g.summary_due_at - interval '7 days' AS at) due
      CROSS JOIN LATERAL (
        SELECT (date_trunc('week', due.at AT TIME ZONE g.zone - interval '4 hours') - interval '7 days')::date::text AS monday) finished
      WHERE s.role = 'coordinator' AND s.telegram_id IS NOT NULL AND s.linked_at < due.at
        AND due.at < ${before(now, SUMMARY_HOURS)} AND due.at > ${since} AND g.created_at + interval '1 day' < due.at
        AND (SELECT count(DISTINCT o.kind) FROM outbox o
             WHERE o.staff_id = s.id AND o.kind IN ('summary', 'summary-picture', 'summary-workbook')
               AND o.params ->> 'occasion' = 'weekly' AND o.params ->> 'monday' >= finished.monday AND ${seenTo}) < 3`,
  };
}
