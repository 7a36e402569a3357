import type { AlertEventKind } from "../alerts/record-event.ts";
import { audit, wholeProgramme } from "../audit.ts";
import type { Db } from "../db/client.ts";
import type { OutboxState } from "../db/generated/enums.ts";
import { addDays, dayClosesAt, type LocalDay } from "../domain/calendar.ts";
import type { MessageKind } from "../outbox/enqueue.ts";
import { type OutboxError, outboxErrors } from "../outbox/outbox-error.ts";

const messageKinds = [
  "prompt",
  "nudge",
  "alert",
  "alert-follow-up",
  "ask-back",
  "numbers-again",
  "relay",
  "summary",
  "summary-picture",
  "summary-workbook",
] as const satisfies readonly MessageKind[];

/** What happened to an alert besides the messages about it. */
export const ledgerSteps = [
  "opened",
  "attached",
  "held-for-quiet-hours",
  "nobody-to-tell",
  "passed-on",
  "nobody-took-it",
  "taken",
  "expired",
  "reopened",
  "handed-over",
  "no-answer",
  "unconnected",
  "contact-aim-passed",
  "contact-limit-passed",
  "talked",
  "talk-taken-back",
  "outcome-asked",
  "closed-unasked",
  "closed-talked",
  "closed-agreed",
  "closed-met",
  "closed-referred",
  "closed-false-alarm",
  "follow-up-agreed",
  "follow-up-came",
  "follow-up-not-yet",
  "follow-up-gave-up",
  "follow-up-stayed",
  "follow-up-left",
] as const satisfies readonly AlertEventKind[];

/** Why something is late or not there: what became of trying, or our own outage or queue. */
export const ledgerReasons = [...outboxErrors, "we-were-late"] as const;

export type StepKind = (typeof ledgerSteps)[number];

/** What was meant to leave, whether it did, and what came of it. */
interface LedgerMessage {
  readonly kind: (typeof messageKinds)[number];
  /** The participant it is about; null for the parts of a summary. */
  readonly code: string | null;
  /** A member of staff's name; null where it went to the participant. */
  readonly to: string | null;
  /** When it should have left. */
  readonly intendedAt: Date;
  readonly sentAt: Date | null;
  readonly state: OutboxState;
  /** By how much it left late, or is late by now; null up to a minute, and for what will not leave. */
  readonly lateSeconds: number | null;
  /** Why it was late, or is not there; null when nothing was wrong. */
  readonly why: (typeof ledgerReasons)[number] | null;
  readonly attempts: number;
  /**
   * Prompt and nudge: the first sign after it, a beginning or an answer. Alert: when somebody next took it or said what came of it. Follow-up: the
   * next answer to it. Relayed message: when it was opened. Null where nothing has come, or nothing can.
   */
  readonly answeredAt: Date | null;
}

/** A step of an alert; it was meant when it happened. */
interface LedgerStep {
  readonly kind: "step";
  readonly step: StepKind;
  readonly code: string;
  /** Who did it; null for the ladder and the participant. */
  readonly by: string | null;
  readonly intendedAt: Date;
}

export type LedgerEntry = LedgerMessage | LedgerStep;

export interface LedgerQuery {
  readonly programmeId: number;
  readonly zone: string;
  readonly day: LocalDay;
  readonly code?: string | undefined;
  /** For the audit: "staff:3" or "operator". */
  readonly reader: string;
}

/** Everything that was meant to leave on one day (04:00 to 04:00 in `zone`), and every step of alerts, in order. */
export async function readLedger(
  db: Db,
  { programmeId, zone, day, code, reader }: LedgerQuery,
  now: Date,
): Promise<readonly LedgerEntry[]> {
  const [from, to] = [dayClosesAt(addDays(day, -1), zone), dayClosesAt(day, zone)];
  const rows = await db.$queryRaw<Row[]>`
    SELECT o.kind, COALESCE(p.code, ap.code, rp.code) AS code, s.name AS to, meant.at AS "intendedAt",
           o.sent_at AS "sentAt", o.state::text, COALESCE(o.error, o.delayed_by) AS failure, o.attempts,
           o.intended_at AS "writtenAt",
           CASE o.kind
             WHEN 'alert' THEN (
               SELECT min(e.at) FROM alert_events e WHERE e.alert_id = o.alert_id AND e.at >= o.intended_at
                 AND (e.kind IN ('taken', 'talked', 'no-answer') OR (e.kind LIKE 'closed-%' AND e.actor_id IS NOT NULL)))
             WHEN 'alert-follow-up' THEN (
               SELECT min(e.at) FROM alert_events e
               WHERE e.alert_id = o.alert_id AND e.at >= o.intended_at AND e.kind LIKE 'follow-up-%')
             WHEN 'relay' THEN (
               SELECT min(content.sent_at) FROM outbox content
               WHERE content.relay_id = o.relay_id AND content.kind = 'relay-content'
                 AND content.staff_id IS NOT DISTINCT FROM o.staff_id)
             ELSE (
               SELECT min(sign.at) FROM (
                 SELECT c.started_at AS at
                 UNION ALL SELECT n.answered_at FROM answers n WHERE n.check_in_id = c.id
                 UNION ALL SELECT r.answered_at FROM answer_revisions r WHERE r.check_in_id = c.id) sign
               WHERE sign.at >= o.intended_at)
           END AS "answeredAt"
    FROM outbox o
    CROSS JOIN LATERAL (SELECT COALESCE(o.meant_at, o.intended_at) AS at) meant
    LEFT JOIN participants p ON p.id = o.participant_id
    LEFT JOIN staff s ON s.id = o.staff_id
    LEFT JOIN check_ins c ON c.id = o.check_in_id
    LEFT JOIN alerts a ON a.id = o.alert_id
    LEFT JOIN participants ap ON ap.id = a.participant_id
    LEFT JOIN relay_messages r ON r.id = o.relay_id
    LEFT JOIN participants rp ON rp.id = r.participant_id
    WHERE o.kind = ANY(${[...messageKinds]}) AND meant.at >= ${from} AND meant.at < ${to}
      AND COALESCE(p.programme_id, s.programme_id) = ${programmeId}
      AND (${code ?? null}::text IS NULL OR COALESCE(p.code, ap.code, rp.code) = ${code ?? null})
    ORDER BY meant.at, o.id`;
  const steps = await db.$queryRaw<LedgerStep[]>`
    SELECT 'step' AS kind, e.kind AS step, p.code, s.name AS by, e.at AS "intendedAt"
    FROM alert_events e
    JOIN alerts a ON a.id = e.alert_id
    JOIN participants p ON p.id = a.participant_id
    LEFT JOIN staff s ON s.id = e.actor_id
    WHERE e.kind = ANY(${[...ledgerSteps]}) AND e.at >= ${from} AND e.at < ${to}
      AND p.programme_id = ${programmeId} AND (${code ?? null}::text IS NULL OR p.code = ${code ?? null})
    ORDER BY e.at, e.id`;
  const subject = wholeProgramme({ programmeId });
  await audit(db, { at: now, actor: reader, action: "read-ledger", subject, programmeId });
  const messages = rows.map((row) => judge(row, now));
  // What happened comes before the messages that it brought about in the same instant.
  return [...steps, ...messages].toSorted((a, b) => a.intendedAt.getTime() - b.intendedAt.getTime());
}

interface Row extends Omit<LedgerMessage, "lateSeconds" | "why"> {
  readonly writtenAt: Date;
  /** Class of the last one. */
  readonly failure: OutboxError | null;
}

const LATE_SECONDS = 60;

/** What was written late already is ours, whatever Telegram made of it then. */
function judge({ writtenAt, failure, ...row }: Row, now: Date): LedgerMessage {
  const { intendedAt, state } = row;
  const left = state === "pending" ? now : row.sentAt;
  const lateSeconds = left && secondsLate(intendedAt, left);
  if (lateSeconds === null) return { ...row, lateSeconds, why: failure };
  const isOurs = secondsLate(intendedAt, writtenAt) !== null;
  return { ...row, lateSeconds, why: isOurs ? "we-were-late" : (failure ?? "we-were-late") };
}

/** Null up to a minute. */
function secondsLate(meant: Date, at: Date): number | null {
  const seconds = Math.round((at.getTime() - meant.getTime()) / 1000);
  return seconds > LATE_SECONDS ? seconds : null;
}
