import type { Db, Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { type Assessment, assessSilence } from "../domain/assessment.ts";
import { phaseDay } from "../domain/cadence.ts";
import { dayOfDbDate, dbDate } from "../domain/calendar.ts";
import { tierBefore } from "../domain/rules.ts";
import { phaseFactsOf } from "../people/phase-facts.ts";
import { readSettings } from "../programme/read-settings.ts";
import { readHistory } from "./read-history.ts";
import { silentSince } from "./silent-since.ts";

/** A miss is a day on which nothing at all was answered; half a check-in is still a sign of life. */
export async function judgeSilence(
  deps: Pick<Deps, "sealer" | "instruments">,
  db: Db | Tx,
  checkInId: number,
  now: Date,
): Promise<Assessment> {
  const { participant, ...missed } = await db.checkIn.findUniqueOrThrow({
    where: { id: checkInId },
    include: { participant: true },
  });
  const { rules } = await readSettings(db, participant.programmeId);
  const today = dayOfDbDate(missed.localDay);
  const { windowDays } = rules.baseline;
  const history = await readHistory(deps, db, { participantId: participant.id, today, windowDays }, now);
  const { lastSign, first } = await silentSince(db, participant, today);
  const missesBefore = await db.checkIn.findMany({
    where: {
      participantId: participant.id,
      localDay: { lt: missed.localDay, ...(first !== undefined && { gte: dbDate(first) }) },
    },
    orderBy: { localDay: "asc" },
    select: { localDay: true },
  });
  const facts = phaseFactsOf(participant);
  const runBegan = missesBefore[0] ? dayOfDbDate(missesBefore[0].localDay) : today;
  return assessSilence(
    {
      missesInARow: missesBefore.length + 1,
      phaseDay: phaseDay(facts, runBegan),
      // Whatever calls for somebody outside of the questions begins the phases again.
      lastTier: tierBefore(
        lastSign ? { day: dayOfDbDate(lastSign.localDay), tier: lastSign.tier ?? undefined } : undefined,
        runBegan,
        facts.reenteredOn,
      ),
    },
    history,
    rules,
  );
}
