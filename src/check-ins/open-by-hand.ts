import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { dueFrom } from "../domain/cadence.ts";
import { dbDate, type LocalDay, localDayAt } from "../domain/calendar.ts";
import { phaseFactsOf } from "../people/phase-facts.ts";
import { firstDay } from "../people/schedule.ts";
import { readSettings } from "../programme/read-settings.ts";
import { openCheckIn } from "./open-check-in.ts";

export type OpenedByHand =
  | { readonly kind: "open"; readonly checkInId: number }
  | { readonly kind: "not-taking-part" }
  /** Before release, or paused by the participant; the first prompt comes on that day. */
  | { readonly kind: "not-yet"; readonly from: LocalDay };

/** Today's check-in for somebody who does not want to wait for the prompt; the same one if it is there. */
export async function openByHand(
  { db }: Pick<Deps, "db">,
  participantId: number,
  now: Date,
): Promise<OpenedByHand> {
  return await inTransaction(db, async (tx): Promise<OpenedByHand> => {
    const participant = await tx.participant.findFirst({ where: { id: participantId, status: "active" } });
    if (!participant) return { kind: "not-taking-part" };
    const today = localDayAt(now, participant.zone);
    const from = firstDay(participant.releaseDate, participant.pausedUntil);
    if (from > today) return { kind: "not-yet", from: dueFrom(phaseFactsOf(participant), from) };
    const settings = await readSettings(tx, participant.programmeId);
    const opened = await openCheckIn(tx, participant, settings, today, now);
    if (opened !== undefined) return { kind: "open", checkInId: opened };
    const { id } = await tx.checkIn.findUniqueOrThrow({
      where: { participantId_localDay: { participantId, localDay: dbDate(today) } },
    });
    return { kind: "open", checkInId: id };
  });
}
