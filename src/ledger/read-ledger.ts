import { audit, wholeProgramme } from "../audit.ts";
import type { Db } from "../db/client.ts";
import type { OutboxState } from "../db/generated/enums.ts";
import { addDays, dayClosesAt, type LocalDay } from "../domain/calendar.ts";

type LedgerKind = "prompt" | "nudge" | "alert" | "summary";

/** What was meant to leave, whether it did, and what came of it. */
export interface LedgerEntry {
  readonly kind: LedgerKind;
  /** The participant it is about; null for a summary. */
  readonly code: string | null;
  /** A member of staff's name; null where it went to the participant. */
  readonly to: string | null;
  readonly intendedAt: Date;
  readonly sentAt: Date | null;
  readonly state: OutboxState;
  /** Class of the last failure; null when there was none. */
  readonly why: string | null;
  readonly attempts: number;
  /** Prompt and nudge: the first answer. Alert: when somebody took it. */
  readonly answeredAt: Date | null;
}

export interface LedgerQuery {
  readonly programmeId: number;
  readonly zone: string;
  readonly day: LocalDay;
  readonly code?: string | undefined;
  /** For the audit: "staff:3" or "operator". */
  readonly reader: string;
}

interface Row {
  kind: string;
  code: string | null;
  to: string | null;
  intended_at: Date;
  sent_at: Date | null;
  state: OutboxState;
  error: string | null;
  attempts: number;
  answered_at: Date | null;
}

/** Everything that was meant to leave on one day (04:00 to 04:00 in `zone`), in the order in which it was meant to. */
export async function readLedger(
  db: Db,
  { programmeId, zone, day, code, reader }: LedgerQuery,
  now: Date,
): Promise<readonly LedgerEntry[]> {
  const [from, to] = [dayClosesAt(addDays(day, -1), zone), dayClosesAt(day, zone)];
  const rows = await db.$queryRaw<Row[]>`
    SELECT o.kind, COALESCE(p.code, ap.code) AS code, s.name AS to, o.intended_at, o.sent_at, o.state::text, o.error,
           o.attempts, CASE WHEN o.kind = 'alert' THEN a.acknowledged_at ELSE c.started_at END AS answered_at
    FROM outbox o
    LEFT JOIN participants p ON p.id = o.participant_id
    LEFT JOIN staff s ON s.id = o.staff_id
    LEFT JOIN check_ins c ON c.id = o.check_in_id
    LEFT JOIN alerts a ON a.id = o.alert_id
    LEFT JOIN participants ap ON ap.id = a.participant_id
    WHERE o.kind IN ('prompt', 'nudge', 'alert', 'summary') AND o.intended_at >= ${from} AND o.intended_at < ${to}
      AND COALESCE(p.programme_id, s.programme_id) = ${programmeId}
      AND (${code ?? null}::text IS NULL OR COALESCE(p.code, ap.code) = ${code ?? null})
    ORDER BY o.intended_at, o.id`;
  const subject = wholeProgramme({ programmeId });
  await audit(db, { at: now, actor: reader, action: "read-ledger", subject, programmeId });
  return rows.map((row) => ({
    kind: row.kind as LedgerKind,
    code: row.code,
    to: row.to,
    intendedAt: row.intended_at,
    sentAt: row.sent_at,
    state: row.state,
    why: row.error,
    attempts: row.attempts,
    answeredAt: row.answered_at,
  }));
}

const LATE_SECONDS = 60;

/** Seconds between meant and sent, where that is more than a minute. */
export function lateSeconds({
  intendedAt,
  sentAt,
}: Pick<LedgerEntry, "intendedAt" | "sentAt">): number | undefined {
  if (!sentAt) return undefined;
  const seconds = Math.round((sentAt.getTime() - intendedAt.getTime()) / 1000);
  return seconds > LATE_SECONDS ? seconds : undefined;
}
