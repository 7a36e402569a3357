import type { Db, Tx } from "../db/client.ts";
import type { CheckIn } from "../db/generated/client.ts";
import { isAlarming } from "../domain/tier.ts";
import { newsKinds } from "./record-event.ts";
import { type Told, whoWasTold } from "./who-was-told.ts";

/**
 * Who was told because of this check-in, by an alert of its own or one that was open already; undefined when nobody
 * was, as on most days, or all is settled.
 */
export async function toldAbout(
  db: Db | Tx,
  { participantId, tier, openedAt }: Pick<CheckIn, "participantId" | "tier" | "openedAt">,
  now: Date,
): Promise<Told | undefined> {
  if (tier === null || !isAlarming(tier)) return undefined;
  const added = { kind: { in: [...newsKinds] }, at: { gte: openedAt } };
  const alert = await db.alert.findFirst({
    where: { participantId, state: { not: "closed" }, events: { some: added } },
    select: { id: true },
  });
  return alert ? await whoWasTold(db, alert.id, now) : undefined;
}
