import { audit } from "../audit.ts";
import type { Tx } from "../db/client.ts";
import { takeOneDue } from "../db/take-one-due.ts";
import type { Deps } from "../deps.ts";
import { localDayAt } from "../domain/calendar.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { findGaps } from "./find-gaps.ts";

interface DueProgramme {
  readonly id: number;
  readonly zone: string;
}

const CHECKED = "coverage-check";
const CODES_NAMED = 10;

/**
 * Once a day, from 16:00 in the programme's zone: tells the coordinators for whom nobody would be told
 * tonight, while there is time to change it. Nothing is sent when there is no gap. True when there may
 * be more.
 */
export async function warnOneUncovered(deps: Pick<Deps, "db" | "log">, now: Date): Promise<boolean> {
  return await takeOneDue(deps, { name: "coverage", claim, work, postpone }, now);
}

/** The audit entry of the day says that it was done: a doubled tick looks only once. */
async function claim(tx: Tx, now: Date): Promise<DueProgramme | undefined> {
  const [due] = await tx.$queryRaw<DueProgramme[]>`
    SELECT p.id, p.zone FROM programmes p
    WHERE (${now}::timestamptz AT TIME ZONE p.zone - interval '4 hours')::time >= time '12:00'
      AND NOT EXISTS (
        SELECT FROM audit_events a
        WHERE a.programme_id = p.id AND a.at > ${now}::timestamptz - interval '36 hours' AND a.action = ${CHECKED}
          AND a.subject = 'day:' || (${now}::timestamptz AT TIME ZONE p.zone - interval '4 hours')::date)
    ORDER BY p.id LIMIT 1 FOR NO KEY UPDATE OF p SKIP LOCKED`;
  return due;
}

async function work(tx: Tx, { id: programmeId, zone }: DueProgramme, now: Date): Promise<void> {
  const today = localDayAt(now, zone);
  const gaps = await findGaps(tx, programmeId, now);
  const coordinators = await tx.staff.findMany({
    where: { programmeId, role: "coordinator", telegramId: { not: null } },
    select: { id: true },
  });
  if (gaps.length > 0)
    for (const { id: staffId } of coordinators)
      await enqueue(tx, {
        kind: "notice",
        dedupeKey: `uncovered:${today}:${staffId}`,
        to: { staffId },
        params: {
          notice: "uncovered",
          codes: gaps.slice(0, CODES_NAMED).join(", "),
          more: gaps.length - Math.min(gaps.length, CODES_NAMED),
        },
        intendedAt: now,
      });
  await audit(tx, { at: now, actor: "system", action: CHECKED, subject: `day:${today}`, programmeId });
}

/** Marked as looked at, so that one broken programme does not stand before the others; tomorrow it is tried again. */
async function postpone(tx: Tx, { id: programmeId, zone }: DueProgramme, until: Date): Promise<void> {
  const subject = `day:${localDayAt(until, zone)}`;
  await audit(tx, { at: until, actor: "system", action: CHECKED, subject, programmeId });
}
