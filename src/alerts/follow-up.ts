import { inTransaction } from "../db/client.ts";
import type { AlertState } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import { askAgainAfter, type FollowUp, followUpsAfter } from "../domain/outcome.ts";
import { alertsForWhichMay } from "../people/access.ts";
import type { StaffPerson } from "../people/identify.ts";
import { type Act, type Acted, afterActing, whyNot } from "./acting.ts";

const DAY = 86_400_000;

export interface FollowUpView {
  readonly alertId: number;
  readonly code: string;
  readonly closedAt: Date;
  readonly state: AlertState;
  /** What may be answered; empty when everything is said. */
  readonly answers: readonly FollowUp[];
}

/** How it went on after an alert was closed. Undefined when it is none of theirs. */
export async function readFollowUp(
  { db }: Pick<Deps, "db">,
  alertId: number,
  staff: StaffPerson,
  now: Date,
): Promise<FollowUpView | undefined> {
  const alert = await db.alert.findFirst({
    where: { AND: [{ id: alertId }, await alertsForWhichMay(db, staff, "handle-alert", now)] },
    include: { participant: { select: { code: true } } },
  });
  if (!alert?.closedAt || !alert.agreedAt) return undefined;
  return {
    alertId,
    code: alert.participant.code,
    closedAt: alert.closedAt,
    state: alert.state,
    answers: alert.stayedAt ? [] : followUpsAfter(alert.seenAt !== null),
  };
}

/** The steps after contact: they came, they stayed with it. Each is recorded once, with its own time. */
export async function recordFollowUp(
  deps: Pick<Deps, "db">,
  { answer, ...act }: Act & { readonly answer: FollowUp },
  now: Date,
): Promise<Acted> {
  const days = askAgainAfter(answer);
  const open = followUpsAfter(true).some((each) => each === answer)
    ? { seenAt: { not: null }, stayedAt: null }
    : { seenAt: null };
  return await inTransaction(deps.db, async (tx) => {
    const { count } = await tx.alert.updateMany({
      where: {
        AND: [
          { id: act.alertId, state: "closed", agreedAt: { not: null }, ...open },
          await alertsForWhichMay(tx, act.staff, "handle-alert", now),
        ],
      },
      data: {
        followUpAt: days === undefined ? null : new Date(now.getTime() + days * DAY),
        ...(answer === "came" && { seenAt: now }),
        ...(answer === "stayed" && { stayedAt: now }),
      },
    });
    if (count === 0) return await whyNot(tx, act, now);
    await afterActing(tx, act, `follow-up-${answer}`, now);
    return { kind: "done" };
  });
}
