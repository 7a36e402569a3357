import type { Participant } from "../db/generated/client.ts";
import type { Ladder } from "../domain/ladder.ts";
import type { Colleague, Roster } from "../duty/read-duty.ts";

/** Whose turn it is one after the other when this person needs somebody. */
export function ladderOf(roster: Roster, { counselorId, backupId }: Participant): Ladder<Colleague> {
  const { coordinators } = roster;
  return { counselor: roster.onDutyFor(counselorId), backup: roster.onDutyFor(backupId), coordinators };
}
