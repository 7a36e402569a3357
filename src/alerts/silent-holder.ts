import type { Db, Tx } from "../db/client.ts";
import type { Alert } from "../db/generated/client.ts";
import { markEvents, waitsSince } from "./contact-wait.ts";

/**
 * Who has this alert and has let the limit of the wait for contact pass without a word since: others were asked to look then,
 * and may take it. Whoever takes it begins anew, so that of two at once the second does not take it from the first.
 * Undefined where nobody has it or whoever does was heard of.
 */
export async function silentHolder(
  db: Db | Tx,
  alert: Pick<Alert, "id" | "state" | "holderId" | "waitingSince" | "openedAt">,
): Promise<number | undefined> {
  const { id: alertId, holderId } = alert;
  const since = waitsSince(alert);
  if (!since || holderId === null) return undefined;
  const last = await db.alertEvent.findFirst({
    where: { alertId, OR: [{ kind: markEvents.limit, at: { gte: since } }, { actorId: holderId }] },
    orderBy: { id: "desc" },
    select: { kind: true },
  });
  return last?.kind === markEvents.limit ? holderId : undefined;
}
