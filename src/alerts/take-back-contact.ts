import { inTransaction, type Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { acknowledgementEndsAt } from "../domain/ladder.ts";
import { isAlarming } from "../domain/tier.ts";
import { readSettings } from "../programme/read-settings.ts";
import { hoursOf } from "../programme/settings.ts";
import { type Act, type Acted, afterActing, whyNot } from "./acting.ts";
import { planContact } from "./contact-wait.ts";

/**
 * "We have spoken" was a slip of the finger. Possible until somebody says what came of it. The alert stays
 * with whoever tapped, as if they had taken it at that moment, and the person has been waiting all along.
 */
export async function takeBackContact(deps: Pick<Deps, "db">, act: Act, now: Date): Promise<Acted> {
  const { alertId, staff } = act;
  return await inTransaction(deps.db, async (tx): Promise<Acted> => {
    const { count } = await tx.alert.updateMany({
      where: { id: alertId, state: "contacted", holderId: staff.id },
      data: { state: "acknowledged" },
    });
    if (count === 0) return await whyNot(tx, act, now, ["acknowledged"]);
    const alert = await tx.alert.findUniqueOrThrow({ where: { id: alertId } });
    const { tier, openedAt, waitingSince, contactedAt } = alert;
    if (!isAlarming(tier)) throw new Error(`alert ${alertId} is ${tier}`);
    const settings = await readSettings(tx, staff.programmeId);
    const hours = hoursOf(staff.zone, settings);
    await tx.alert.update({
      where: { id: alertId },
      data: {
        contactedAt: await contactBefore(tx, alertId, waitingSince ?? openedAt),
        unconnectedAt: await unconnectedSince(tx, alertId, waitingSince ?? openedAt),
        escalateAt: acknowledgementEndsAt(tier, contactedAt ?? now, settings.ladder, hours),
      },
    });
    await planContact(tx, alertId);
    await afterActing(tx, act, "talk-taken-back", now);
    return { kind: "done" };
  });
}

async function contactBefore(tx: Tx, alertId: number, wait: Date): Promise<Date | null> {
  const last = await tx.alertEvent.findFirst({
    where: { alertId, kind: { in: ["talked", "talk-taken-back"] }, at: { lt: wait } },
    orderBy: { id: "desc" },
  });
  return last?.kind === "talked" ? last.at : null;
}

async function unconnectedSince(tx: Tx, alertId: number, wait: Date): Promise<Date | null> {
  const marked = await tx.alertEvent.findFirst({
    where: { alertId, kind: "unconnected", at: { gte: wait } },
  });
  return marked?.at ?? null;
}
