import { isHeldBack } from "../alerts/is-held-back.ts";
import { lockAlerts } from "../alerts/lock-alerts.ts";
import { push } from "../alerts/push.ts";
import { raiseAlert } from "../alerts/raise-alert.ts";
import { recordEvent } from "../alerts/record-event.ts";
import { readCheckIn } from "../check-ins/current-check-in.ts";
import { judgeDay } from "../check-ins/judge-day.ts";
import { inTransaction } from "../db/client.ts";
import { lockParticipant } from "../db/row-locks.ts";
import type { Deps } from "../deps.ts";
import { readRoster } from "../duty/read-duty.ts";
import { todaysCoverageCheck } from "../duty/warn-one-uncovered.ts";
import { enqueue, SLOW_LEASE_SECONDS, URGENT } from "../outbox/enqueue.ts";
import { reschedule } from "../people/schedule.ts";
import { enqueueSummary } from "../summaries/enqueue-summary.ts";
import { newestFinishedWeek } from "../summaries/send-one-due.ts";
import { type AlertFinding, findSkipped, isAlertMissing, lockStill } from "./ask-again.ts";
import type { Finding, FindingKind } from "./finding.ts";
import { setTimesRight } from "./set-times-right.ts";

/** Telegram has asked for hours, never for more than a day. */
const LONGEST_WAIT_SECONDS = 86_400;

/**
 * Puts right what can be put right, by making it due now: the code that should have done it then does.
 * True when the finding should be gone at the next look.
 */
export async function repair(deps: Deps, { kind, programmeId, ids }: Finding, now: Date): Promise<boolean> {
  const { db } = deps;
  const where = { id: { in: [...ids] } };
  switch (kind) {
    case "prompt-missing":
      return (await planPrompts(deps, ids, now)) === ids.length;
    case "check-in-missing":
      await db.participant.updateMany({ where: { ...where, status: "active" }, data: { nextPromptAt: now } });
      return true;
    case "prompt-unwritten":
      return await oneByOne(deps, kind, ids, async (checkInId) => await writePrompt(deps, checkInId, now));
    case "rung-skipped":
      return await oneByOne(deps, kind, ids, async (alertId) => await tellSkipped(deps, alertId, now));
    case "ahead-of-time":
      return await oneByOne(deps, kind, ids, async (alertId) => await setTimesRight(deps, alertId, now));
    case "alert-untold":
    case "step-missing":
    case "contact-unended":
      return await makeDue(deps, kind, ids, { escalateAt: now }, now);
    case "alert-undelivered":
      return await tellReachable(deps, programmeId, ids, now);
    case "wait-unwatched":
      return await makeDue(deps, kind, ids, { contactDueAt: now }, now);
    case "numbers-unsent":
      return await oneByOne(deps, kind, ids, async (alertId) => await sendNumbers(deps, alertId, now));
    case "summary-unsent":
      return (await sendSummaries(deps, programmeId, ids, now)) === ids.length;
    case "daily-missing":
      await planDailyWork(deps, ids, now);
      return true;
    case "summary-missing": {
      const unplanned = [{ summaryDueAt: null }, { summaryDueAt: { gt: now } }];
      const { count } = await db.programme.updateMany({
        where: { ...where, OR: unplanned },
        data: { summaryDueAt: now },
      });
      return count === ids.length;
    }
    case "message-stuck":
      return (await offerForgotten(deps, ids, now)) === ids.length;
    case "alert-missing":
      return await oneByOne(deps, kind, ids, async (checkInId) => await raiseMissing(deps, checkInId, now));
    // The tick does it or it does not; nothing can be moved to help it.
    case "closing-missing":
    case "message-refused":
    case "day-lost":
    case "contact-overdue":
    case "answer-unreadable":
      return false;
  }
}

/** One that cannot be repaired must not stand before all others. */
async function oneByOne(
  { log }: Deps,
  kind: FindingKind,
  ids: readonly number[],
  repairOne: (id: number) => Promise<void>,
): Promise<boolean> {
  let all = true;
  for (const id of ids)
    try {
      await repairOne(id);
    } catch (error) {
      log.error({ err: error, finding: kind, id }, "a repair failed");
      all = false;
    }
  return all;
}

/** What the tick has done since we looked must not be made due a second time: that would be one step too many. */
async function makeDue(
  { db }: Deps,
  kind: AlertFinding,
  ids: readonly number[],
  due: { readonly escalateAt: Date } | { readonly contactDueAt: Date },
  now: Date,
): Promise<true> {
  await inTransaction(db, async (tx) => {
    const still = await lockStill(tx, kind, ids, now);
    await tx.alert.updateMany({ where: { id: { in: [...still] } }, data: due });
  });
  return true;
}

/**
 * Whoever can be told again makes such alerts due, but sees only those that are marked by then: the one that was about
 * to be is found here. What quiet hours hold back is due when they end.
 */
async function tellReachable(
  { db }: Deps,
  programmeId: number,
  ids: readonly number[],
  now: Date,
): Promise<boolean> {
  return await inTransaction(db, async (tx) => {
    const still = await lockStill(tx, "alert-undelivered", ids, now);
    const roster = await readRoster(tx, programmeId, now);
    const alerts = await tx.alert.findMany({
      where: { id: { in: [...still] }, state: "open" },
      include: { participant: true },
    });
    const due: number[] = [];
    for (const { id, state, participant } of alerts) {
      const somebody = roster.answeringFor(participant).some(({ reachable }) => reachable);
      if (somebody && !(await isHeldBack(tx, { id, state }))) due.push(id);
    }
    await tx.alert.updateMany({ where: { id: { in: due } }, data: { escalateAt: now } });
    return due.length === still.length;
  });
}

/** Those whose hour has passed are left to the tick, which still opens today: a new plan would begin tomorrow. */
async function planPrompts({ db }: Deps, ids: readonly number[], now: Date): Promise<number> {
  return await inTransaction(db, async (tx) => {
    const unplanned = await tx.participant.findMany({
      where: { id: { in: [...ids] }, nextPromptAt: null },
      select: { id: true },
    });
    for (const { id } of unplanned) await reschedule(tx, id, now);
    return unplanned.length;
  });
}

async function writePrompt({ db }: Deps, checkInId: number, now: Date): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { participantId } = await tx.checkIn.findUniqueOrThrow({ where: { id: checkInId } });
    await enqueue(tx, {
      kind: "prompt",
      dedupeKey: `prompt:${checkInId}`,
      to: { participantId },
      checkInId,
      intendedAt: now,
    });
  });
}

/** A copy for each of them; the ladder stays where it is. */
async function tellSkipped({ db }: Deps, alertId: number, now: Date): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { tier, participantId } = await tx.alert.findUniqueOrThrow({ where: { id: alertId } });
    // Another process may look at the same time.
    await lockAlerts(tx, [participantId]);
    for (const { staff_id: staffId } of await findSkipped(tx, alertId, now)) {
      const eventId = await recordEvent(tx, { alertId, kind: "told", at: now, tier });
      await push(tx, { alertId, eventId, tier }, staffId, now, { besides: true });
    }
  });
}

/**
 * Only what is put off for longer than anybody may have asked for: a message that a worker is at work on would be sent
 * twice, and Telegram says itself when it takes messages again. What is meant for a day that is too far away is meant for
 * now; so is what is urgent and meant for later.
 */
async function offerForgotten({ db }: Deps, ids: readonly number[], now: Date): Promise<number> {
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const pending = { id: { in: ids.map(BigInt) }, state: "pending" } as const;
  const ahead = await db.outboxMessage.updateMany({
    where: {
      ...pending,
      OR: [
        { intendedAt: { gt: after(LONGEST_WAIT_SECONDS) } },
        { priority: URGENT, intendedAt: { gt: now } },
      ],
    },
    data: { intendedAt: now, meantAt: null, dueAt: now },
  });
  const putOff = await db.outboxMessage.updateMany({
    where: {
      ...pending,
      OR: [
        { error: null, dueAt: { gt: after(SLOW_LEASE_SECONDS) } },
        { dueAt: { gt: after(LONGEST_WAIT_SECONDS) } },
      ],
    },
    data: { dueAt: now },
  });
  return ahead.count + putOff.count;
}

/** Another process may look at the same time: whoever locks the person first raises it, once. */
async function raiseMissing(deps: Deps, checkInId: number, now: Date): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const checkIn = await readCheckIn(deps, tx, { checkInId });
    if (!checkIn) return;
    await lockParticipant(tx, checkIn.participantId);
    if (!(await isAlertMissing(tx, checkInId, now))) return;
    const { participantId } = checkIn;
    const assessment = await judgeDay(deps, tx, checkIn, now);
    const cause = checkIn.begun ? "check-in" : "silence";
    await raiseAlert(deps, tx, { participantId, checkInId, cause, assessment }, now);
  });
}

/** Both, also where one of them is well: neither does anything twice. */
async function planDailyWork({ db }: Deps, programmeIds: readonly number[], now: Date): Promise<void> {
  const programmes = await db.programme.findMany({
    where: { id: { in: [...programmeIds] } },
    select: { id: true, zone: true },
  });
  for (const { id, zone } of programmes)
    await db.programme.update({
      where: { id },
      data: { purgeDueAt: now, coverageDueAt: todaysCoverageCheck(now, zone) },
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

/** Their keys are those of the week, so that only what was never written is written. Answers for how many something was. */
async function sendSummaries(
  { db }: Deps,
  programmeId: number,
  staffIds: readonly number[],
  now: Date,
): Promise<number> {
  const { zone } = await db.programme.findUniqueOrThrow({ where: { id: programmeId } });
  const monday = newestFinishedWeek(now, zone);
  return await inTransaction(db, async (tx) =>
    enqueueSummary(tx, { programmeId, monday, staffIds, occasion: "weekly" }, now),
  );
}
