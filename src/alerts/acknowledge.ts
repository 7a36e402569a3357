import { inTransaction, type Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { acknowledgementEndsAt } from "../domain/ladder.ts";
import { isAlarming } from "../domain/tier.ts";
import { alertsForWhichMay } from "../people/access.ts";
import { settingsIn } from "../programme/read-settings.ts";
import { hoursOf } from "../programme/settings.ts";
import { type Act, type Acted, afterActing, holdAlert, whyNot } from "./acting.ts";
import { push } from "./push.ts";
import { silentHolder } from "./silent-holder.ts";

/**
 * "I take it." The conditional update decides between two who tap at once; the other learns who won.
 * It is a promise of contact: without an outcome in time the alert opens again. From whoever has let the limit pass in
 * silence (`silentHolder`) it is taken over, and they are told.
 */
export async function acknowledge(deps: Pick<Deps, "db">, act: Act, now: Date): Promise<Acted> {
  return await inTransaction(deps.db, async (tx) => {
    await holdAlert(tx, act.alertId);
    const former = await takenFrom(tx, act, now);
    const { count } = await tx.alert.updateMany({
      where: {
        AND: [
          { id: act.alertId, ...(former === undefined ? { state: "open" } : { holderId: former }) },
          await alertsForWhichMay(tx, act.staff, "handle-alert", now),
        ],
      },
      data: {
        state: "acknowledged",
        holderId: act.staff.id,
        acknowledgedAt: now,
        undeliveredAt: null,
      },
    });
    if (count === 0) return await whyNot(tx, act, now, ["acknowledged", "contacted", "notReached"]);
    const { alertId } = act;
    const tier = await expectContact(tx, alertId, now);
    const eventId = await afterActing(tx, act, "taken", now);
    if (former !== undefined)
      await push(tx, { alertId, eventId, tier }, former, now, { words: { wording: "taken-over" } });
    return { kind: "done" };
  });
}

/** Nobody takes it from themselves: what is theirs is theirs. */
async function takenFrom(tx: Tx, { alertId: id, staff }: Act, now: Date): Promise<number | undefined> {
  const alert = await tx.alert.findUnique({ where: { id } });
  const silent = alert ? await silentHolder(tx, alert, now) : undefined;
  return silent === staff.id ? undefined : silent;
}

/** Without an outcome until then the alert opens again. Answers its tier. */
async function expectContact(tx: Tx, alertId: number, now: Date): Promise<"orange" | "red"> {
  const { tier, participant } = await tx.alert.findUniqueOrThrow({
    where: { id: alertId },
    include: { participant: { include: { programme: true } } },
  });
  if (!isAlarming(tier)) throw new Error(`alert ${alertId} is ${tier}`);
  const settings = settingsIn(participant.programme);
  const hours = hoursOf(participant.programme.zone, settings);
  const escalateAt = acknowledgementEndsAt(tier, now, settings.ladder, hours);
  await tx.alert.update({ where: { id: alertId }, data: { escalateAt } });
  return tier;
}
