import type { Db, Tx } from "../db/client.ts";
import type { Alert } from "../db/generated/client.ts";
import { contactTimes } from "../domain/contact.ts";
import { readContactWait } from "./contact-wait.ts";
import type { AlertEventKind } from "./record-event.ts";

const TAKEN = "taken" satisfies AlertEventKind;

/**
 * Who has this alert and has let the limit of the wait for contact pass without a word since: others were asked to look then,
 * and may take it. Whoever takes it begins anew, so that of two at once the second does not take it from the first; but to have
 * taken it is a word for no longer than the wait has until its aim. Undefined where nobody has it or whoever does was heard of.
 */
export async function silentHolder(
  db: Db | Tx,
  { id: alertId, holderId }: Pick<Alert, "id" | "holderId">,
  now: Date,
): Promise<number | undefined> {
  if (holderId === null) return undefined;
  const wait = await readContactWait(db, alertId);
  if (!wait?.noted.has("limit") || now < wait.times.limit) return undefined;
  // By the limit's own time: it may have been noted later, and they may have acted before it was.
  const last = await db.alertEvent.findFirst({
    where: { alertId, actorId: holderId, at: { gte: wait.times.limit } },
    orderBy: { id: "desc" },
    select: { kind: true, at: true },
  });
  if (!last) return holderId;
  if (last.kind !== TAKEN) return undefined;
  return now < contactTimes(wait.tier, last.at, wait.settings, wait.hours).aim ? undefined : holderId;
}
