import type { Tx } from "../db/client.ts";
import type { Colleague } from "../duty/read-duty.ts";
import type { AlertWords } from "./push.ts";

const TAKEN_OVER = "taken-over" satisfies AlertWords["wording"];

/**
 * Of these people those of whom nothing on record says that they were told since the ladder last began, or are about to be,
 * with the phone they have now. Whoever heard last that a colleague has taken it over was told that it is none of theirs.
 */
export async function notTold(
  tx: Tx,
  alertId: number,
  people: readonly Colleague[],
): Promise<readonly Colleague[]> {
  if (people.length === 0) return people;
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT s.id FROM alerts a JOIN outbox o ON o.alert_id = a.id JOIN staff s ON s.id = o.staff_id
    WHERE a.id = ${alertId} AND o.kind = 'alert' AND o.id > a.told_after
      AND (o.state = 'pending' OR (o.state = 'sent' AND (s.linked_at IS NULL OR o.sent_at >= s.linked_at))
           OR (o.state = 'failed' AND o.error <> 'unreachable'))
      AND o.id > COALESCE((
        SELECT max(over.id) FROM outbox over
        WHERE over.alert_id = a.id AND over.staff_id = s.id AND over.kind = 'alert'
          AND over.params->>'wording' = ${TAKEN_OVER}), 0)`;
  const told = new Set(rows.map(({ id }) => id));
  return people.filter(({ id }) => !told.has(id));
}
