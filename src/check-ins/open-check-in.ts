import type { Tx } from "../db/client.ts";
import type { Participant } from "../db/generated/client.ts";
import { isDueOn, nextNudgeAt } from "../domain/cadence.ts";
import { dayClosesAt, type LocalDay } from "../domain/calendar.ts";
import { isSafetyDue } from "../domain/safety.ts";
import { phaseFactsOf } from "../people/phase-facts.ts";
import type { ProgrammeSettings } from "../programme/settings.ts";
import { readSafetyPast } from "./safety-past.ts";

/** Opens the day's check-in; undefined when it is there already. The unique key decides, not a look before. */
export async function openCheckIn(
  tx: Tx,
  participant: Participant,
  settings: ProgrammeSettings,
  day: LocalDay,
  now: Date,
): Promise<number | undefined> {
  const closesAt = dayClosesAt(day, participant.zone);
  // A free day stays free: whoever comes of themselves, or is asked by their counselor, is not come back to.
  const unplanned = !isDueOn(phaseFactsOf(participant), day);
  const nudgeAt = nextNudgeAt({
    openedAt: now,
    nudgesSent: 0,
    closesAt,
    zone: participant.zone,
    quiet: settings.quietHours,
    nudgeMinutes: settings.nudgeMinutes,
  });
  const past = await readSafetyPast(tx, participant.id, day, now);
  // Of `createManyAndReturn` Prisma keeps no plan: it would be compiled anew for every prompt.
  const [row] = await tx.$queryRaw<{ id: number }[]>`
    INSERT INTO check_ins (participant_id, local_day, instrument, form, s6_form, safety, state, opened_at, closes_at,
                           nudge_at, unplanned)
    VALUES (${participant.id}, ${day}::date, ${settings.instrument}, 'full', ${settings.s6Form},
            ${isSafetyDue(past) ? "beforeClosing" : null}, 'prompted', ${now}, ${closesAt},
            ${unplanned ? null : (nudgeAt ?? null)}, ${unplanned})
    ON CONFLICT (participant_id, local_day) DO NOTHING
    RETURNING id`;
  return row?.id;
}
