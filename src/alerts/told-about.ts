import type { Tx } from "../db/client.ts";
import { isAlarming } from "../domain/tier.ts";
import { type Told, whoWasTold } from "./who-was-told.ts";

/**
 * Who was told because of this check-in, by an alert of its own or one that was open already; undefined when nobody
 * was, or all is settled.
 */
export async function toldAbout(tx: Tx, checkInId: number, now: Date): Promise<Told | undefined> {
  const { participantId, tier, openedAt } = await tx.checkIn.findUniqueOrThrow({ where: { id: checkInId } });
  if (tier === null || !isAlarming(tier)) return undefined;
  const added = { kind: { in: ["opened", "attached", "corrected"] }, at: { gte: openedAt } };
  const alert = await tx.alert.findFirst({
    where: { participantId, state: { not: "closed" }, events: { some: added } },
    select: { id: true },
  });
  return alert ? await whoWasTold(tx, alert.id, now) : undefined;
}
