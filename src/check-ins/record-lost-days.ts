import type { Tx } from "../db/client.ts";
import type { Participant } from "../db/generated/client.ts";
import { dayOfDbDate, dbDate, type LocalDay, localDayAt } from "../domain/calendar.ts";
import { DAY_MS } from "../domain/duration.ts";
import { ORDINARY } from "../outbox/enqueue.ts";
import { DAY_OVER } from "../outbox/outbox-error.ts";
import { promptAfter } from "../people/schedule.ts";

/** Further back nobody can make up for anything, and a clock that leapt by years leaves no more behind. */
const LONGEST_MS = 31 * DAY_MS;

/**
 * Puts the prompts that were due from `dueAt` on, and whose days are over, on record as ours: for the ledger and the
 * auditor. There is no check-in of such a day, so nothing takes it for a day on which the person did not answer.
 */
export async function recordLostDays(
  tx: Tx,
  participant: Participant,
  {
    dueAt,
    notBefore,
    today,
  }: { readonly dueAt: Date; readonly notBefore: LocalDay; readonly today: LocalDay },
  now: Date,
): Promise<void> {
  const { id: participantId, zone } = participant;
  const lost = new Map<LocalDay, Date>();
  const next = (after: Date) => promptAfter(after, participant);
  const from = new Date(now.getTime() - LONGEST_MS);
  for (let at = dueAt < from ? next(from) : dueAt; localDayAt(at, zone) < today; at = next(at))
    if (localDayAt(at, zone) >= notBefore) lost.set(localDayAt(at, zone), at);
  if (lost.size === 0) return;
  // Begun by hand before we went down.
  const opened = await tx.checkIn.findMany({
    where: { participantId, localDay: { in: [...lost.keys()].map(dbDate) } },
    select: { localDay: true },
  });
  for (const { localDay } of opened) lost.delete(dayOfDbDate(localDay));
  const prompts = [...lost].map(
    ([day, intendedAt]): Lost => ({ kind: "prompt", participantId, day, intendedAt }),
  );
  await recordLost(tx, prompts, now);
}

/** What we were too late to write before its day had ended. */
interface Lost {
  readonly kind: "prompt" | "nudge";
  readonly participantId: number;
  readonly day: LocalDay;
  readonly intendedAt: Date;
}

/** Puts days on record as ours, by what was not written on them. */
export async function recordLost(tx: Tx, lost: readonly Lost[], now: Date): Promise<void> {
  await tx.outboxMessage.createMany({
    data: lost.map(({ kind, participantId, day, intendedAt }) => ({
      ...{ kind, participantId, intendedAt },
      dedupeKey: `${kind}:lost:${participantId}:${day}`,
      params: { day },
      priority: ORDINARY,
      state: "failed",
      error: DAY_OVER,
      dueAt: now,
    })),
    skipDuplicates: true,
  });
}
