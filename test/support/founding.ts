import { systemClock } from "../../src/clock.ts";
import type { Deps } from "../../src/deps.ts";
import { addDays, calendarDate } from "../../src/domain/calendar.ts";
import { purposes, recordConsent } from "../../src/people/consent.ts";
import { enrolParticipant } from "../../src/people/enrol-participant.ts";
import { identify, isCoordinatorPerson } from "../../src/people/identify.ts";
import { redeemInvite } from "../../src/people/redeem-invite.ts";
import { activate } from "../../src/people/schedule.ts";
import { addHumanNumber, confirmNumber } from "../../src/programme/crisis-numbers.ts";
import { readSettings } from "../../src/programme/read-settings.ts";

export interface Founding {
  /** An active participant of the counselor's, without the taps of an enrolment. Prompted half a day from now. */
  enrols(telegramId: number, code: string): Promise<void>;
}

/**
 * Staff who are linked already get tried numbers and participants, straight in the database and on real time.
 * The programme moves to where it is noon: at night an orange alert would wait for the morning, and the suite with it.
 */
export async function founding(
  deps: Deps,
  staff: { readonly coordinator: number; readonly counselor: number },
): Promise<Founding> {
  const now = systemClock.now();
  const coordinator = await identify(deps.db, staff.coordinator);
  const counselor = await identify(deps.db, staff.counselor);
  if (!isCoordinatorPerson(coordinator) || counselor.kind !== "staff")
    throw new Error("staff are not linked");
  await deps.db.programme.update({ where: { id: coordinator.programmeId }, data: { zone: noonZone(now) } });
  const human = { label: "Bu Dewi", number: "0812-3456-7890", hours: "08.00–20.00" };
  await addHumanNumber(deps, coordinator, human, now);
  const { crisisNumbers } = await readSettings(deps.db, coordinator.programmeId);
  for (const { id } of crisisNumbers) await confirmNumber(deps, coordinator, id, now);
  const releaseDate = addDays(calendarDate(now, coordinator.zone), -300);
  return {
    async enrols(telegramId, code) {
      const person = { code, counselorId: counselor.id, backupId: null, releaseDate };
      const enrolled = await enrolParticipant(deps, coordinator, person, now);
      if (enrolled.kind !== "enrolled") throw new Error(`${code}: ${enrolled.kind}`);
      const redeemed = await redeemInvite(deps, { token: enrolled.invitation.token, telegramId }, now);
      if (redeemed.kind !== "participant") throw new Error(`${code}: ${redeemed.kind}`);
      const { participantId } = redeemed;
      for (const purpose of purposes)
        await recordConsent(deps, { participantId, purpose, granted: true, locale: "id" }, now);
      await activate(deps, { participantId, minute: 23 * 60 + 59 }, now);
    },
  };
}

/** The zone, a whole number of hours from UTC, in which `now` is between noon and one. */
function noonZone(now: Date): string {
  const ahead = 12 - now.getUTCHours();
  // POSIX counts the other way: Etc/GMT-8 is eight hours ahead of UTC.
  return ahead > 0 ? `Etc/GMT-${ahead}` : `Etc/GMT+${-ahead}`;
}
