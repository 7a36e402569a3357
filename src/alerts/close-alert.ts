import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { DAY_MS } from "../domain/duration.ts";
import { type Closing, endingOf, type Referral } from "../domain/outcome.ts";
import { type Act, type Acted, afterActing, freeOrMine, whyNot } from "./acting.ts";

/** What came of it. Every ending but a false alarm means that somebody has spoken with the person. */
export async function closeAlert(
  deps: Pick<Deps, "db" | "sealer">,
  { closing, referredTo, ...act }: Act & { readonly closing: Closing; readonly referredTo?: Referral },
  now: Date,
): Promise<Acted> {
  const { outcome, reached, askAgainDays } = endingOf(closing);
  return await inTransaction(deps.db, async (tx) => {
    const where = await freeOrMine(deps, tx, act, now);
    await tx.alert.updateMany({ where: { ...where, acknowledgedAt: null }, data: { acknowledgedAt: now } });
    if (reached !== undefined)
      await tx.alert.updateMany({
        where: { ...where, state: { not: "contacted" } },
        data: { contactedAt: now },
      });
    const { count } = await tx.alert.updateMany({
      where,
      data: {
        state: "closed",
        outcome,
        closedAt: now,
        holderId: act.staff.id,
        escalateAt: null,
        undeliveredAt: null,
        unconnectedAt: null,
        contactDueAt: null,
        ...(referredTo && { referredTo }),
        ...((reached === "agreed" || reached === "seen") && { agreedAt: now }),
        ...(reached === "seen" && { seenAt: now }),
        ...(askAgainDays !== undefined && { followUpAt: new Date(now.getTime() + askAgainDays * DAY_MS) }),
      },
    });
    if (count === 0) return await whyNot(tx, act, now);
    await afterActing(tx, act, `closed-${outcome}`, now);
    return { kind: "done" };
  });
}
