import { raiseAlert } from "../alerts/raise-alert.ts";
import { readCheckIn } from "../check-ins/current-check-in.ts";
import { judgeCheckIn } from "../check-ins/judge-check-in.ts";
import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { enqueue, URGENT } from "../outbox/enqueue.ts";
import { reschedule } from "../people/schedule.ts";
import { enqueueSummary } from "../summaries/enqueue-summary.ts";
import { newestFinishedWeek } from "../summaries/send-one-due.ts";
import type { Finding } from "./finding.ts";
import { isAlertMissing } from "./inspect.ts";

/**
 * Puts right what can be put right, by making it due now: the code that should have done it then does.
 * True when the finding should be gone at the next look.
 */
export async function repair(deps: Deps, { kind, programmeId, ids }: Finding, now: Date): Promise<boolean> {
  const { db } = deps;
  const where = { id: { in: [...ids] } };
  switch (kind) {
    case "prompt-missing":
      await inTransaction(db, async (tx) => {
        for (const id of ids) await reschedule(tx, id, now);
      });
      return true;
    case "step-missing":
      await db.alert.updateMany({ where, data: { escalateAt: now } });
      return true;
    case "contact-unended":
      await db.alert.updateMany({ where: { ...where, state: "contacted" }, data: { escalateAt: now } });
      return true;
    case "wait-unwatched":
      await db.alert.updateMany({ where, data: { contactDueAt: now } });
      return true;
    case "numbers-unsent":
      for (const alertId of ids) await sendNumbers(deps, alertId, now);
      return true;
    case "summary-unsent":
      await sendSummaries(deps, programmeId, ids, now);
      return true;
    case "summary-missing":
      await db.programme.updateMany({ where: { ...where, summaryDueAt: null }, data: { summaryDueAt: now } });
      return true;
    case "message-stuck":
      await db.outboxMessage.updateMany({
        where: { id: { in: ids.map(BigInt) }, state: "pending" },
        data: { dueAt: now },
      });
      return true;
    case "alert-missing":
      for (const checkInId of ids) await raiseMissing(deps, checkInId, now);
      return true;
    // The tick does it or it does not; nothing can be moved to help it.
    case "closing-missing":
    case "message-refused":
    case "alert-undelivered":
    case "contact-overdue":
    case "answer-unreadable":
      return false;
  }
}

/** Another process may look at the same time: whoever locks the person first raises it, once. */
async function raiseMissing(deps: Deps, checkInId: number, now: Date): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const checkIn = await readCheckIn(deps, tx, { checkInId });
    if (!checkIn) return;
    await tx.$queryRaw`SELECT id FROM participants WHERE id = ${checkIn.participantId} FOR NO KEY UPDATE`;
    if (!(await isAlertMissing(tx, checkInId, now))) return;
    const assessment = await judgeCheckIn(deps, tx, checkIn, now);
    const { participantId } = checkIn;
    await raiseAlert(deps, tx, { participantId, checkInId, cause: "check-in", assessment }, now);
  });
}

/** A row that was written and refused stays as it is: what nobody can deliver is told to people. */
async function sendNumbers({ db }: Deps, alertId: number, now: Date): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { participantId, unconnectedAt } = await tx.alert.findUniqueOrThrow({ where: { id: alertId } });
    const written = await tx.outboxMessage.count({
      where: { alertId, kind: "numbers-again", ...(unconnectedAt && { intendedAt: { gte: unconnectedAt } }) },
    });
    if (written > 0) return;
    await enqueue(tx, {
      kind: "numbers-again",
      dedupeKey: `numbers-again:${alertId}:repaired:${unconnectedAt?.toISOString()}`,
      to: { participantId },
      alertId,
      priority: URGENT,
      intendedAt: now,
    });
  });
}

/** Their keys are those of the week, so that only what was never written is written. */
async function sendSummaries(
  { db }: Deps,
  programmeId: number,
  staffIds: readonly number[],
  now: Date,
): Promise<void> {
  const { zone } = await db.programme.findUniqueOrThrow({ where: { id: programmeId } });
  const monday = newestFinishedWeek(now, zone);
  await inTransaction(db, async (tx) =>
    enqueueSummary(tx, { programmeId, monday, staffIds, occasion: "weekly" }, now),
  );
}
