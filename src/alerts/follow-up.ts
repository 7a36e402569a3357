import { inTransaction } from "../db/client.ts";
import type { AlertState } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import { DAY_MS } from "../domain/duration.ts";
import { askAgainAfter, type FollowUp, followUpsAfter } from "../domain/outcome.ts";
import { alertsForWhichMay, withWhomMay } from "../people/access.ts";
import type { StaffPerson } from "../people/identify.ts";
import { type Act, type Acted, afterActing, whyNot } from "./acting.ts";

export interface FollowUpView {
  readonly alertId: number;
  readonly code: string;
  readonly participantId: number;
  /** On the person's page. */
  readonly mayWork: boolean;
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
  if (!alert?.closedAt || !alert.contactedAt) return undefined;
  const { participantId } = alert;
  const theirs = { ...(await withWhomMay(db, staff, "work-case", now)), id: participantId };
  return {
    alertId,
    code: alert.participant.code,
    participantId,
    mayWork: (await db.participant.count({ where: theirs })) > 0,
    closedAt: alert.closedAt,
    state: alert.state,
    answers: alert.stayedAt ? [] : followUpsAfter(reachedBy(alert)),
  };
}

function reachedBy({ agreedAt, seenAt }: { readonly agreedAt: Date | null; readonly seenAt: Date | null }) {
  return { agreed: agreedAt !== null, seen: seenAt !== null };
}

/**
 * The steps after contact, whenever they are known: they agreed after all, they came, they stayed with it. Each is
 * recorded once, with its own time; whoever came has agreed.
 */
export async function recordFollowUp(
  deps: Pick<Deps, "db">,
  { answer, ...act }: Act & { readonly answer: FollowUp },
  now: Date,
): Promise<Acted> {
  const days = askAgainAfter(answer);
  return await inTransaction(deps.db, async (tx) => {
    const closed = {
      AND: [
        { id: act.alertId, state: "closed" as const, contactedAt: { not: null }, stayedAt: null },
        await alertsForWhichMay(tx, act.staff, "handle-alert", now),
      ],
    };
    const alert = await tx.alert.findFirst({ where: closed, select: { agreedAt: true, seenAt: true } });
    if (!alert || !followUpsAfter(reachedBy(alert)).includes(answer)) return await whyNot(tx, act, now);
    const { count } = await tx.alert.updateMany({
      where: { ...closed, ...alert },
      data: {
        followUpAt: days === undefined ? null : new Date(now.getTime() + days * DAY_MS),
        ...((answer === "agreed" || (answer === "came" && !alert.agreedAt)) && { agreedAt: now }),
        ...(answer === "came" && { seenAt: now }),
        ...(answer === "stayed" && { stayedAt: now }),
      },
    });
    if (count === 0) return await whyNot(tx, act, now);
    await afterActing(tx, act, `follow-up-${answer}`, now);
    return { kind: "done" };
  });
}
