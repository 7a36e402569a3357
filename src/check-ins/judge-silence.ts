import type { Db, Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { type Assessment, assessSilence } from "../domain/assessment.ts";
import { phaseDay } from "../domain/cadence.ts";
import { dayOfDbDate, dbDate } from "../domain/calendar.ts";
import { runMayBegin, tierBefore } from "../domain/rules.ts";
import { beginningsOf, phaseFactsOf } from "../people/phase-facts.ts";
import { readSettings } from "../programme/read-settings.ts";
import { readHistory } from "./read-history.ts";

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
  const before = { participantId: participant.id, localDay: { lt: missed.localDay } };
  const lastSign = await db.checkIn.findFirst({
    where: { ...before, answers: { some: {} } },
    orderBy: { localDay: "desc" },
    select: { localDay: true, tier: true },
  });
  const consents = await db.consent.findMany({
    where: { participantId: participant.id, purpose: "checkIn", granted: true },
    select: { at: true },
  });
  const consentedAt = consents.map(({ at }) => at);
  const from = runMayBegin(beginningsOf(participant, consentedAt), today);
  const inRun = {
    ...before.localDay,
    ...(lastSign && { gt: lastSign.localDay }),
    ...(from !== undefined && { gte: dbDate(from) }),
  };
  const missesBefore = await db.checkIn.findMany({
    where: { ...before, localDay: inRun },
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
