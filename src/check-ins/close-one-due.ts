import { raiseAlert } from "../alerts/raise-alert.ts";
import type { Tx } from "../db/client.ts";
import type { DueWork } from "../db/due-work.ts";
import type { CheckIn, Participant } from "../db/generated/client.ts";
import type { Deps } from "../deps.ts";
import { anybodyMay } from "../domain/access.ts";
import { withoutDanger } from "../domain/assessment.ts";
import { dayClosesAt, dayOfDbDate, type LocalDay } from "../domain/calendar.ts";
import { HOUR_MS } from "../domain/duration.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { BUG, DAY_OVER } from "../outbox/outbox-error.ts";
import { isDayOff } from "../people/schedule.ts";
import { readCheckIn } from "./current-check-in.ts";
import { isAmberQuiet } from "./is-amber-quiet.ts";
import { withoutToldAsShort } from "./judge-check-in.ts";
import { judgeDay } from "./judge-day.ts";
import { recordLost } from "./record-lost-days.ts";
import { silentSince } from "./silent-since.ts";

/**
 * Closes one check-in whose day has ended unfinished, judges what was answered, and judges the
 * silence where nothing was. A day without an answer is none of somebody who does not take part as it ends: counted, it
 * would cross a limit of silence while nobody may be told, and the run be silent until the next one. Nor is one on which
 * they chose to pause after they were asked, that came to lie before their release, or that we cut short. What was
 * answered before an account was locked is told: staff may read it still.
 */
export const closeOneDue: DueWork = {
  name: "closing",
  table: "check_ins",
  at: "closes_at",
  where: "t.state IN ('prompted', 'started')",
  lock: "UPDATE",
  work,
};

/** Longer than any tick or restart keeps a reminder waiting. */
const CUT_MS = HOUR_MS;

interface DueCheckIn {
  readonly id: number;
}

async function work(tx: Tx, due: DueCheckIn, now: Date, deps: Deps): Promise<void> {
  const { participant, ...row } = await tx.checkIn.findUniqueOrThrow({
    where: { id: due.id },
    include: { participant: true },
  });
  const checkIn = await readCheckIn(deps, tx, { checkInId: row.id });
  if (!checkIn) throw new Error(`check-in ${row.id} vanished while it was locked`);
  const { begun: answered } = checkIn;
  const takesPart = participant.status === "active";
  const isNone = row.unplanned || !takesPart || isDayOff(participant, dayOfDbDate(row.localDay));
  const isOurs = async () =>
    (await wasNeverAsked(tx, row, now)) || (await wasCutShort(tx, row, participant, now));
  if (!answered && (isNone || (await isOurs()))) return await forget(tx, row.id);
  const assessment = await judgeDay(deps, tx, checkIn, now);
  const cause = answered ? "check-in" : "silence";
  // Missing is shown as missing: only what stands in the worklist is kept of such a day.
  const kept = answered || assessment.tier === "amber";
  const raised = { participantId: participant.id, checkInId: row.id, cause } as const;
  const news = await withoutToldAsShort(deps, tx, checkIn, withoutDanger(assessment), now);
  if (anybodyMay("read-case", participant.status))
    await raiseAlert(deps, tx, { ...raised, assessment: news }, now);
  await tx.checkIn.update({
    where: { id: row.id },
    data: {
      ...{ state: checkIn.resumed ? "completed" : "closed", nudgeAt: null, snoozed: false },
      ...(kept && {
        tier: assessment.tier,
        amberQuiet: await isAmberQuiet(deps, tx, checkIn, assessment, now),
      }),
    },
  });
  if (row.state === "started" && row.messageId !== null)
    await enqueue(tx, {
      kind: "closing",
      dedupeKey: `closing:${row.id}`,
      to: { participantId: participant.id },
      checkInId: row.id,
      intendedAt: now,
    });
}

/**
 * Whether no prompt has got through by the end of the day, and not because the person had blocked the bot: that day
 * was missed by us, and is put on record as such. Telegram's refusal of what we wrote is no doing of theirs either.
 */
async function wasNeverAsked(
  tx: Tx,
  { id: checkInId, localDay, messageId }: CheckIn,
  now: Date,
): Promise<boolean> {
  if (messageId !== null) return false;
  const { count } = await tx.outboxMessage.updateMany({
    // Tried once more as the day ended, it has been cancelled.
    where: {
      ...{ checkInId, kind: "prompt" },
      OR: [
        { state: "pending" },
        { state: "cancelled", attempts: { gt: 0 } },
        { state: "failed", error: BUG },
      ],
    },
    data: { state: "failed", error: DAY_OVER, params: { day: dayOfDbDate(localDay) }, dueAt: now },
  });
  return count > 0;
}

/**
 * Whether nobody was there from a reminder of theirs on until after the end of the day: the day was cut short by us, and is
 * put on record as such. What they tapped meanwhile reached nobody in time. Whoever had been reminded as planned was asked
 * while we listened: theirs is a silence, however late it is judged. So is it where a day of the same silence was missed
 * by us before: with the power off every night nobody would be heard of otherwise.
 */
async function wasCutShort(
  tx: Tx,
  { localDay, nudgeAt, snoozed }: CheckIn,
  participant: Participant,
  now: Date,
): Promise<boolean> {
  if (participant.unreachableSince !== null) return false;
  if (nudgeAt === null) return false;
  const day = dayOfDbDate(localDay);
  // Put off to after the day, it was due when closing failed before.
  const wasPutOff = nudgeAt >= dayClosesAt(day, participant.zone);
  if (!wasPutOff && now.getTime() - nudgeAt.getTime() < CUT_MS) return false;
  if (await wasForgiven(tx, participant, day)) return false;
  const kind = snoozed ? "prompt" : "nudge";
  await recordLost(tx, [{ kind, participantId: participant.id, day, intendedAt: nudgeAt }], now);
  return true;
}

/** Whether an earlier day of the same silence is on record as missed by us. */
async function wasForgiven(tx: Tx, participant: Participant, day: LocalDay): Promise<boolean> {
  const { first } = await silentSince(tx, participant, day);
  const lost = await tx.outboxMessage.findMany({
    where: { participantId: participant.id, state: "failed", error: DAY_OVER },
    select: { params: true },
  });
  return lost.some(({ params }) => {
    const { day: missed } = params as { readonly day: LocalDay };
    return missed < day && (first === undefined || missed >= first);
  });
}

/** What was no day of theirs is no missed one: nothing may take it for one. What was sent stays on record. */
async function forget(tx: Tx, checkInId: number): Promise<void> {
  await tx.outboxMessage.updateMany({ where: { checkInId }, data: { checkInId: null } });
  await tx.checkIn.delete({ where: { id: checkInId } });
}
