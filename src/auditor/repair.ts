import { raiseAlert } from "../alerts/raise-alert.ts";
import { readCheckIn } from "../check-ins/current-check-in.ts";
import { judgeCheckIn } from "../check-ins/judge-check-in.ts";
import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { reschedule } from "../people/schedule.ts";
import type { Finding } from "./finding.ts";

/**
 * Puts right what can be put right, by making it due now: the code that should have done it then does.
 * True when the finding should be gone at the next look.
 */
export async function repair(deps: Deps, { kind, ids }: Finding, now: Date): Promise<boolean> {
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
    case "answer-unreadable":
      return false;
  }
}

async function raiseMissing(deps: Deps, checkInId: number, now: Date): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const checkIn = await readCheckIn(deps, tx, { checkInId });
    if (!checkIn) return;
    const assessment = await judgeCheckIn(deps, tx, checkIn, now);
    const { participantId } = checkIn;
    await raiseAlert(deps, tx, { participantId, checkInId, cause: "check-in", assessment }, now);
  });
}
