import type { PhaseFacts } from "../domain/cadence.ts";
import { dayOfDbDate, type LocalDay, localDayAt } from "../domain/calendar.ts";

/** From somebody's row. */
export function phaseFactsOf(person: {
  readonly releaseDate: Date;
  readonly reenteredOn: readonly Date[];
  readonly threeAWeekSince: Date | null;
}): PhaseFacts {
  return {
    releaseDate: dayOfDbDate(person.releaseDate),
    reenteredOn: person.reenteredOn.map(dayOfDbDate),
    threeAWeekSince: person.threeAWeekSince ? dayOfDbDate(person.threeAWeekSince) : undefined,
  };
}

/** Local days on which somebody began to take part, as far as their row and their consents to the check-in still tell. */
export function beginningsOf(
  person: { readonly releaseDate: Date; readonly linkedAt: Date | null; readonly zone: string },
  consentedAt: readonly Date[],
): readonly LocalDay[] {
  const began = [...(person.linkedAt ? [person.linkedAt] : []), ...consentedAt];
  return [dayOfDbDate(person.releaseDate), ...began.map((at) => localDayAt(at, person.zone))];
}
