import type { Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { Assessment } from "../domain/assessment.ts";
import { dayOfDbDate, type LocalDay, localDayAt } from "../domain/calendar.ts";
import { type Spoken, type ToldReason, whatIsNews } from "../domain/repeats.ts";
import { readSettings } from "../programme/read-settings.ts";
import { whatWasTold } from "./what-was-told.ts";

export interface Weighed {
  readonly spoken: Spoken;
  /** The check-in's, or today where there is none. */
  readonly day: LocalDay;
  readonly programmeId: number;
}

/**
 * What of an assessment people are told, beside what they were told on alerts and `elsewhere`, and what their
 * counselor asked to be spared.
 */
export async function weighReasons(
  deps: Deps,
  tx: Tx,
  {
    participantId,
    checkInId,
    assessment,
    elsewhere = [],
  }: {
    readonly participantId: number;
    readonly checkInId?: number;
    readonly assessment: Pick<Assessment, "reasons" | "total">;
    readonly elsewhere?: readonly ToldReason[];
  },
  now: Date,
): Promise<Weighed> {
  const person = await tx.participant.findUniqueOrThrow({ where: { id: participantId } });
  const { programmeId, zone, snoozedUntil, expectedTotal, expectedUntil } = person;
  const checkIn =
    checkInId === undefined ? null : await tx.checkIn.findUniqueOrThrow({ where: { id: checkInId } });
  const day = checkIn ? dayOfDbDate(checkIn.localDay) : localDayAt(now, zone);
  const { repeats: settings } = await readSettings(tx, programmeId);
  const { told, acknowledged } = await whatWasTold(deps, tx, { participantId, zone }, now);
  const quieting = {
    ...(snoozedUntil && { snoozedUntil: dayOfDbDate(snoozedUntil) }),
    ...(expectedTotal !== null &&
      expectedUntil && { expected: { total: expectedTotal, until: dayOfDbDate(expectedUntil) } }),
  };
  const { reasons, total } = assessment;
  const spoken = whatIsNews({
    ...{ day, total, reasons, acknowledged, quieting, settings },
    told: [...told, ...elsewhere],
  });
  return { spoken, day, programmeId };
}
