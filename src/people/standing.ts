import type { Standing } from "../domain/cadence.ts";
import { dayOfDbDate } from "../domain/calendar.ts";

/** From somebody's row. */
export function standingOf(person: {
  readonly releaseDate: Date;
  readonly reenteredOn: readonly Date[];
  readonly threeAWeekSince: Date | null;
}): Standing {
  return {
    releaseDate: dayOfDbDate(person.releaseDate),
    reenteredOn: person.reenteredOn.map(dayOfDbDate),
    threeAWeekSince: person.threeAWeekSince ? dayOfDbDate(person.threeAWeekSince) : undefined,
  };
}
