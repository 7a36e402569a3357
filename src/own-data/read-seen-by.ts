import { subjectsOf } from "../audit-chain/read-about.ts";
import type { ConsentPurpose } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import { DAY_MS } from "../domain/duration.ts";

export interface Seen {
  readonly at: Date;
  /** A member of staff's name; null where it was one who is not there any more, or the operator. */
  readonly name: string | null;
  readonly byOperator: boolean;
  readonly action: string;
}

/**
 * What shows the data of everybody who takes part, and what each of them has agreed to by that. Lists of codes are not among
 * it: whose codes stood on a page is not on record.
 */
const ofEverybody: ReadonlyMap<string, ConsentPurpose> = new Map([
  ["receive-summary", "summary"],
  ["export", "counselor"],
  ["export-with-sealed-answers", "counselor"],
  ["back-test", "counselor"],
  ["back-test-agreed", "summary"],
]);

export function showsEverybody({ action }: Pick<Seen, "action">): boolean {
  return ofEverybody.has(action);
}

const WINDOW_MS = 90 * DAY_MS;

/**
 * Who read something of this person in the last ninety days, newest first: from the audit, as it was put on record. What was of
 * everybody only where the person had agreed to it then; a record on paper is no agreement yet.
 */
export async function readSeenBy(
  { db }: Pick<Deps, "db">,
  participantId: number,
  now: Date,
  window = WINDOW_MS,
): Promise<readonly Seen[]> {
  const since = new Date(now.getTime() - window);
  return await db.$queryRaw<Seen[]>`
    WITH mine AS (${subjectsOf(participantId)}), everybody AS (
      SELECT * FROM unnest(${[...ofEverybody.keys()]}::text[], ${[...ofEverybody.values()]}::text[]) AS shown (action, purpose)
    )
    SELECT e.at, s.name, e.actor = 'operator' AS "byOperator", e.action
    FROM participants p
    JOIN audit_events e ON e.programme_id = p.programme_id AND e.at > ${since} AND e.actor NOT LIKE 'participant:%'
    LEFT JOIN staff s ON e.actor = 'staff:' || s.id
    LEFT JOIN everybody ON everybody.action = e.action AND e.subject = 'programme:' || p.programme_id
    WHERE p.id = ${participantId}
      AND CASE WHEN everybody.purpose IS NULL
            THEN (e.action LIKE 'read%' OR e.action = 'list-audit') AND e.subject IN (SELECT subject FROM mine)
            ELSE (SELECT c.granted FROM consents c
                  WHERE c.participant_id = p.id AND c.purpose::text = everybody.purpose AND c.manner = 'bot' AND c.at <= e.at
                  ORDER BY c.id DESC LIMIT 1)
          END
    ORDER BY e.at DESC, e.id DESC`;
}
