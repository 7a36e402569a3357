import type { Db } from "../../db/client.ts";
import { ownerOfStaff } from "./arrivals.ts";
import { type Known, whatIsBroken } from "./unsent.ts";
import type { Violation } from "./violation.ts";

/** A message that has left. */
export interface Sent {
  readonly id: string;
  readonly kind: string;
  /** As of `Arrival`. */
  readonly owner: string;
  /** The participant it is for or about. */
  readonly code: string | null;
  /** From then on nothing held it back: its time had come, and what had to leave before it had left. */
  readonly couldLeaveAt: Date;
  /** When it was due, however late it was written. */
  readonly dueAt: Date;
  readonly sentAt: Date;
}

/** What left after `since` and up to `until`. */
export async function readSent(
  db: Db,
  { since, until }: { readonly since: Date; readonly until: Date },
): Promise<readonly Sent[]> {
  const rows = await db.$queryRaw<(Sent & { readonly account: bigint | null })[]>`
    SELECT o.id::text, o.kind, p.code AS owner, s.telegram_id AS account, COALESCE(p.code, about.code) AS code,
           -- Quiet hours do not hold back an emergency.
           GREATEST(LEAST(o.intended_at, emergency.at), before.sent_at) AS "couldLeaveAt",
           COALESCE(o.meant_at, o.intended_at) AS "dueAt", o.sent_at AS "sentAt"
    FROM outbox o LEFT JOIN participants p ON p.id = o.participant_id LEFT JOIN staff s ON s.id = o.staff_id
    LEFT JOIN alerts a ON a.id = o.alert_id LEFT JOIN participants about ON about.id = a.participant_id
    LEFT JOIN alert_events emergency ON emergency.alert_id = o.alert_id AND emergency.tier = 'red'
      AND o.kind = 'alert' AND o.dedupe_key = 'alert:' || o.alert_id || ':' || emergency.id || ':' || o.staff_id
    LEFT JOIN (SELECT id, max(sent_at) OVER (PARTITION BY sequence ORDER BY id
                                             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS sent_at
               FROM outbox WHERE sequence IS NOT NULL AND sent_at IS NOT NULL) before ON before.id = o.id
    WHERE o.state = 'sent' AND o.sent_at > ${since} AND o.sent_at <= ${until} ORDER BY o.id`;
  return rows.map(({ account, ...row }) => ({ ...row, owner: row.owner ?? ownerOfStaff(account ?? 0n) }));
}

/** What has left, and not within the time for which it may have been tried. */
export function judgeLateness(sent: readonly Sent[], known: Pick<Known, "tries">): readonly Violation[] {
  return sent
    .filter(({ kind, couldLeaveAt, sentAt }) => sentAt > known.tries(kind, couldLeaveAt).until)
    .map(({ id, kind, owner, code, couldLeaveAt, sentAt }) => {
      const minutes = Math.round((sentAt.getTime() - couldLeaveAt.getTime()) / 60_000);
      return {
        ...{ invariant: whatIsBroken(kind), what: `a message (${kind}) that left too late` },
        ...{ who: `${kind} ${id} to ${owner}, ${minutes} minutes`, codes: code === null ? [] : [code] },
        at: sentAt.toISOString(),
      };
    });
}

/** Of each copy of an alert, from when it was due to when it left, in seconds. */
export function alertDelaysIn(sent: readonly Sent[]): readonly number[] {
  return sent
    .filter(({ kind }) => kind === "alert")
    .map(({ dueAt, sentAt }) => (sentAt.getTime() - dueAt.getTime()) / 1000);
}
