import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { outcomeAskedAt } from "../domain/ladder.ts";
import { readSettings } from "../programme/read-settings.ts";
import { hoursOf } from "../programme/settings.ts";
import { type Act, type Acted, afterActing, freeOrMine, whyNot } from "./acting.ts";

/** "We have spoken." The alert stays with whoever says so until they say what came of it, and they are reminded. */
export async function recordContact(deps: Pick<Deps, "db" | "sealer">, act: Act, now: Date): Promise<Acted> {
  return await inTransaction(deps.db, async (tx) => {
    const settings = await readSettings(tx, act.staff.programmeId);
    const where = { ...(await freeOrMine(deps, tx, act, now)), state: { not: "contacted" as const } };
    await tx.alert.updateMany({ where: { ...where, acknowledgedAt: null }, data: { acknowledgedAt: now } });
    const { count } = await tx.alert.updateMany({
      where,
      data: {
        state: "contacted",
        holderId: act.staff.id,
        contactedAt: now,
        undeliveredAt: null,
        unconnectedAt: null,
        contactDueAt: null,
        escalateAt: outcomeAskedAt(now, hoursOf(act.staff.zone, settings)),
      },
    });
    if (count === 0) return await whyNot(tx, act, now, ["contacted"]);
    await afterActing(tx, act, "talked", now);
    return { kind: "done" };
  });
}

/**
 * "I could not reach them." The alert opens again after a while, for everybody; the person still waits.
 * After contact it says nothing: that was a slip, or an old button.
 */
export async function recordNoAnswer(deps: Pick<Deps, "db" | "sealer">, act: Act, now: Date): Promise<Acted> {
  return await inTransaction(deps.db, async (tx) => {
    const { ladder } = await readSettings(tx, act.staff.programmeId);
    const where = { ...(await freeOrMine(deps, tx, act, now)), state: { not: "contacted" as const } };
    await tx.alert.updateMany({ where: { ...where, acknowledgedAt: null }, data: { acknowledgedAt: now } });
    const { count } = await tx.alert.updateMany({
      where,
      data: {
        state: "notReached",
        holderId: act.staff.id,
        undeliveredAt: null,
        escalateAt: new Date(now.getTime() + ladder.notReachedAgainMinutes * 60_000),
      },
    });
    if (count === 0) return await whyNot(tx, act, now);
    await afterActing(tx, act, "no-answer", now);
    return { kind: "done" };
  });
}
