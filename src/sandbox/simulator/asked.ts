import type { Db } from "../../db/client.ts";
import { addDays, dayClosesAt, instantOf, type LocalDay, localDayAt } from "../../domain/calendar.ts";
import { DAY_MS } from "../../domain/duration.ts";
import { DAY_OVER } from "../../outbox/outbox-error.ts";
import type { Standing } from "./standing.ts";
import type { Violation } from "./violation.ts";

export interface AskedDaily {
  readonly code: string;
  readonly facts: { readonly minute: number };
  readonly standing: Standing;
}

export interface Asking {
  /** When they began to take part: an hour that had passed then is none of theirs. */
  readonly began: Date;
  /** Looks at what was opened, and at days that ended, after this… */
  readonly since: Date;
  readonly now: Date;
  /** How far clocks may have been off around an instant, and what takes its time. */
  readonly graceMs: (at: Date) => number;
  /** Also at days that have not ended. */
  readonly isLast: boolean;
  /** Instants at which the app could do what was due. */
  readonly ticks: readonly Date[];
  /** Days that were left out on purpose. */
  readonly isLeftOut: (person: AskedDaily, day: LocalDay, hour: Date) => boolean;
}

interface RedRow {
  readonly code: string;
  readonly at: Date;
}

interface CheckInRow {
  readonly code: string;
  readonly day: LocalDay;
  readonly openedAt: Date;
}

/**
 * I1 in both directions: nobody is asked who has left, locked the account or paused, nor on a day that their three a week
 * leave free; and everybody else is, every due day on which a tick came between their hour and the day's end, and a day
 * without one is on record as missed by us, as may be one without one since a reminder. By what
 * Telegram had to give of theirs, not by the app's rows; only what was red is read from the alerts.
 */
export async function checkAsked(
  db: Db,
  people: readonly AskedDaily[],
  { began, since, now, graceMs, isLast, ticks, isLeftOut }: Asking,
): Promise<readonly Violation[]> {
  const rows = await db.$queryRaw<CheckInRow[]>`
    SELECT p.code, c.local_day::text AS day, c.opened_at AS "openedAt"
    FROM check_ins c JOIN participants p ON p.id = c.participant_id
    WHERE c.local_day >= ${new Date(since.getTime() - 3 * DAY_MS)}::date`;
  const missed = await db.$queryRaw<{ code: string; day: LocalDay; at: Date }[]>`
    SELECT p.code, o.params->>'day' AS day, o.intended_at AS at FROM outbox o JOIN participants p ON p.id = o.participant_id
    WHERE o.state = 'failed' AND o.error = ${DAY_OVER}`;
  const lost = new Map(missed.map(({ code, day, at }) => [`${code} ${day}`, at]));
  const reds = Map.groupBy(
    await db.$queryRaw<RedRow[]>`
      SELECT p.code, e.at FROM alert_events e JOIN alerts a ON a.id = e.alert_id
      JOIN participants p ON p.id = a.participant_id
      WHERE e.tier = 'red' AND e.kind IN ('opened', 'attached', 'corrected') AND p.three_a_week_since IS NOT NULL`,
    ({ code }) => code,
  );
  const isDue = ({ code, standing }: AskedDaily, day: LocalDay, graceMs: number) => {
    const [zone, ...others] = standing.zonesOn(day);
    if (zone === undefined) return "maybe";
    const ats = (reds.get(code) ?? []).map(({ at }) => at);
    const due = isDueFor(standing, ats, { day, zone, graceMs });
    return others.every((other) => isDueFor(standing, ats, { day, zone: other, graceMs }) === due)
      ? due
      : "maybe";
  };
  const violations: Violation[] = [];
  const violated = (what: string, code: string, day: LocalDay) =>
    void violations.push({
      ...{ invariant: "I1", what, who: `${code} on ${day}`, codes: [code] },
      at: now.toISOString(),
    });
  const byCode = new Map(people.map((person) => [person.code, person]));
  const around = (at: Date) => ({
    from: new Date(at.getTime() - graceMs(at)),
    until: new Date(at.getTime() + graceMs(at)),
  });

  for (const { code, day, openedAt } of rows) {
    const person = openedAt > since ? byCode.get(code) : undefined;
    if (!person) continue;
    const { standing } = person;
    const { from, until } = around(openedAt);
    if (standing.isAway(from, until)) violated("a check-in of somebody who does not take part", code, day);
    if (!standing.pausedBetween(from, until) && day < (standing.pausedUntil(from) ?? day))
      violated("a check-in during a pause", code, day);
    if (isDue(person, day, graceMs(openedAt)) === "no") violated("a check-in on a free day", code, day);
  }

  const opened = new Set(rows.map(({ code, day }) => `${code} ${day}`));
  const judgedUpTo = new Date(since.getTime() - graceMs(since));
  const judged = new Date(now.getTime() - graceMs(now));
  for (const person of people) {
    const { code, standing } = person;
    const last = localDayAt(judged, standing.zoneAt(judged));
    // Days that have ended since the last time; at the end today's too.
    for (let day = localDayAt(judgedUpTo, standing.zoneAt(judgedUpTo)); day <= last; day = addDays(day, 1)) {
      const { hours, closes } = boundsOf(person, day);
      const [earliest, hour] = [hours.from, hours.until];
      if (earliest <= began || closes <= judgedUpTo || (closes > judged && !isLast)) continue;
      const key = `${code} ${day}`;
      if (opened.has(key)) continue;
      const from = around(earliest).from;
      const until = around(hour).until;
      // Whoever was asked, and forgotten as it ended, has been reminded by none of them either.
      const unwritten = lost.get(key);
      const untold = unwritten && unwritten > hour ? around(unwritten).until : until;
      const tick = ticks.find(
        (at) => at >= untold && at.getTime() < closes.getTime() - graceMs(closes) && at <= now,
      );
      // Without one the day is ours, and with the first one afterwards that is on record.
      const first =
        tick ?? ticks.find((at) => at.getTime() >= closes.getTime() + graceMs(closes) && at <= judged);
      if (!first || (!tick && unwritten) || isLeftOut(person, day, hour)) continue;
      // Whoever goes east over the end of a day has left it out.
      if (!tick && standing.zonesOn(day).length > 1) continue;
      if (isDue(person, day, graceMs(hour)) !== "yes") continue;
      const opens = new Date(first.getTime() + graceMs(first));
      // A day is nobody's who does not take part as it ends.
      const over = ticks.find((at) => at.getTime() >= closes.getTime() + graceMs(closes)) ?? now;
      const ends = new Date(Math.max(opens.getTime(), over.getTime() + graceMs(over)));
      // Nor is it that of somebody who pauses before it ends, even if they had been asked.
      const isPaused = standing.pausedBetween(from, ends) || day < (standing.pausedUntil(from) ?? day);
      if (!isPaused && standing.isActive(from, ends) && standing.erasedAt === undefined)
        violated(tick ? "a day without a check-in" : "a day that we missed, and on no record", code, day);
    }
  }
  return violations;
}

interface Bounds {
  readonly hours: { readonly from: Date; readonly until: Date };
  readonly closes: Date;
}

/** When they are asked on a day at the earliest and at the latest, and when it ends at the earliest. */
export function boundsOf(
  { standing, facts: { minute } }: Pick<AskedDaily, "standing" | "facts">,
  day: LocalDay,
): Bounds {
  const zones = standing.zonesOn(day);
  const hours = zones.map((zone) => instantOf(day, minute, zone).getTime());
  const ends = zones.map((zone) => dayClosesAt(day, zone).getTime());
  return {
    hours: { from: new Date(Math.min(...hours)), until: new Date(Math.max(...hours)) },
    closes: new Date(Math.min(...ends)),
  };
}

/** Of three a week. */
const WEEKDAYS: ReadonlySet<number> = new Set([1, 3, 5]);

/**
 * Whether somebody is asked on that day. Three a week begin on the day after they were chosen and end with a red; "maybe"
 * around both: what was planned before may still come, and whose day a red was is not looked at.
 */
export function isDueFor(
  { rhythms }: Pick<Standing, "rhythms">,
  reds: readonly Date[],
  { day, zone, graceMs }: { readonly day: LocalDay; readonly zone: string; readonly graceMs: number },
): "yes" | "no" | "maybe" {
  if (WEEKDAYS.has(new Date(`${day}T00:00:00Z`).getUTCDay())) return "yes";
  const ends = dayClosesAt(day, zone).getTime() + graceMs;
  const begins = dayClosesAt(addDays(day, -1), zone).getTime() - DAY_MS - graceMs;
  const isAround = (at: Date) => at.getTime() > begins && at.getTime() < ends;
  if (rhythms.some(({ at }) => isAround(at))) return "maybe";
  const chosen = rhythms.findLast(({ at }) => at.getTime() <= begins);
  if (chosen?.rhythm !== "three-a-week") return "yes";
  const since = reds.filter((at) => at.getTime() > chosen.at.getTime() - graceMs);
  if (since.some((at) => at.getTime() <= begins)) return "yes";
  return since.some(isAround) ? "maybe" : "no";
}
