import type { Tx } from "../db/client.ts";
import type { DueWork } from "../db/due-work.ts";
import { isDueOn } from "../domain/cadence.ts";
import { addDays, dayClosesAt, dbDate, type LocalDay, localDayAt, nextPromptAt } from "../domain/calendar.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { LEDGER, mayTakePart, purposesHeld } from "../people/consent.ts";
import { phaseFactsOf } from "../people/phase-facts.ts";
import { firstDay, promptAfter, UNANSWERED } from "../people/schedule.ts";
import { SETTINGS, settingsIn } from "../programme/read-settings.ts";
import { openCheckIn } from "./open-check-in.ts";
import { recordLostDays } from "./record-lost-days.ts";

/**
 * Opens the check-in of one participant whose hour has come, enqueues the prompt and works out the
 * next hour from the local date. A prompt that is so late that its day has ended is left out, and on record – that day
 * was missed by us, not by the person –, but not today's when its hour has come meanwhile.
 */
export const openOneDue: DueWork<DueParticipant> = {
  name: "prompt",
  table: "participants",
  at: "next_prompt_at",
  columns: "t.next_prompt_at AS due_at",
  lock: "NO KEY UPDATE",
  work,
};

interface DueParticipant {
  readonly id: number;
  readonly due_at: Date;
}

async function work(tx: Tx, due: DueParticipant, now: Date): Promise<void> {
  const { programme, consents, ...participant } = await tx.participant.findUniqueOrThrow({
    where: { id: due.id },
    include: { programme: SETTINGS, consents: LEDGER },
  });
  if (participant.status !== "active" || !mayTakePart(purposesHeld(consents)))
    return await plan(tx, due.id, null);
  const { zone } = participant;
  const notBefore = firstDay(participant.releaseDate, participant.pausedUntil);
  const today = localDayAt(now, zone);
  await recordLostDays(tx, participant, { dueAt: due.due_at, notBefore, today }, now);
  const hasCome = localDayAt(due.due_at, zone) === today || hourOf(today, participant) <= now;
  if (hasCome && isDueOn(phaseFactsOf(participant), today) && today >= notBefore) {
    const opened = await openCheckIn(tx, participant, settingsIn(programme), today, now);
    const checkInId = opened ?? (await openedBefore(tx, participant.id, today, due.due_at));
    if (checkInId !== undefined)
      await enqueue(tx, {
        kind: "prompt",
        dedupeKey: `prompt:${checkInId}`,
        to: { participantId: participant.id },
        checkInId,
        intendedAt: now,
        meantAt: due.due_at,
      });
  }
  await plan(tx, due.id, promptAfter(now, participant));
}

async function plan(tx: Tx, id: number, nextPromptAt: Date | null): Promise<void> {
  await tx.participant.update({ where: { id }, data: { nextPromptAt }, select: { id: true } });
}

/**
 * A check-in that was opened before its hour, by hand or because a counselor asked: the hour is the person's own, as long as
 * nothing is answered. Not where they put it off themselves, nor where a prompt has come at that hour.
 */
async function openedBefore(
  tx: Tx,
  participantId: number,
  day: LocalDay,
  hour: Date,
): Promise<number | undefined> {
  const checkIn = await tx.checkIn.findFirst({
    where: {
      ...{ participantId, localDay: dbDate(day), ...UNANSWERED, snoozed: false },
      outbox: { none: { kind: "prompt", intendedAt: { gte: hour } } },
    },
    select: { id: true },
  });
  return checkIn?.id;
}

/** When somebody's check-in of a day is due. */
function hourOf(
  day: LocalDay,
  { zone, checkInMinute }: { readonly zone: string; readonly checkInMinute: number },
): Date {
  const begins = dayClosesAt(addDays(day, -1), zone);
  return nextPromptAt({ after: new Date(begins.getTime() - 1), minute: checkInMinute, zone });
}
