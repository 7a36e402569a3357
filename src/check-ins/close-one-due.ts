import { raiseAlert } from "../alerts/raise-alert.ts";
import type { Tx } from "../db/client.ts";
import type { DueWork } from "../db/due-work.ts";
import type { CheckIn, Participant } from "../db/generated/client.ts";
import type { Deps } from "../deps.ts";
import { type Assessment, assessSilence, withoutDanger } from "../domain/assessment.ts";
import { dayOfDbDate, daysBetween } from "../domain/calendar.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { readSettings } from "../people/read-settings.ts";
import { readCheckIn } from "./current-check-in.ts";
import { isAmberQuiet } from "./is-amber-quiet.ts";
import { judgeCheckIn } from "./judge-check-in.ts";
import { readHistory } from "./read-history.ts";

/**
 * Closes one check-in whose day has ended unfinished, judges what was answered, and judges the
 * silence where nothing was.
 */
export const closeOneDue: DueWork = {
  name: "closing",
  table: "check_ins",
  at: "closes_at",
  where: "t.state IN ('prompted', 'started')",
  lock: "UPDATE",
  work,
};

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
  const answered = checkIn.answers.size > 0;
  const assessment = answered
    ? await judgeCheckIn(deps, tx, checkIn, now)
    : await judgeSilence(deps, tx, participant, row, now);
  const cause = answered ? "check-in" : "silence";
  if (participant.status === "active")
    await raiseAlert(
      deps,
      tx,
      { participantId: participant.id, checkInId: row.id, cause, assessment: withoutDanger(assessment) },
      now,
    );
  await tx.checkIn.update({
    where: { id: row.id },
    data: {
      ...{ state: "closed", nudgeAt: null, snoozed: false },
      ...(answered && {
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

/** A miss is a day on which nothing at all was answered; half a check-in is still a sign of life. */
async function judgeSilence(
  deps: Deps,
  tx: Tx,
  participant: Participant,
  missed: CheckIn,
  now: Date,
): Promise<Assessment> {
  const { rules } = await readSettings(tx, participant.programmeId);
  const today = dayOfDbDate(missed.localDay);
  const { windowDays } = rules.baseline;
  const history = await readHistory(deps, tx, { participantId: participant.id, today, windowDays }, now);
  const before = { participantId: participant.id, localDay: { lt: missed.localDay } };
  const lastSign = await tx.checkIn.findFirst({
    where: { ...before, answers: { some: {} } },
    orderBy: { localDay: "desc" },
    select: { localDay: true, tier: true },
  });
  const missesBefore = await tx.checkIn.count({
    where: { ...before, ...(lastSign && { localDay: { gt: lastSign.localDay, lt: missed.localDay } }) },
  });
  return assessSilence(
    {
      missesInARow: missesBefore + 1,
      daysSinceRelease: daysBetween(dayOfDbDate(participant.releaseDate), today),
      lastTier: lastSign?.tier ?? undefined,
    },
    history,
    rules,
  );
}
