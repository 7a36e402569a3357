import type { Db, Tx } from "../db/client.ts";
import { type Action, type Assignment, may, type ParticipantStatus, relationsOf } from "../domain/access.ts";
import { standsInFor } from "../domain/cover.ts";
import { type Colleague, type Roster, readRoster } from "../duty/read-duty.ts";

export interface InCharge {
  /** Who gets a message of this participant now: the counselor's side first, then the backup's. */
  readonly addressee: Colleague | undefined;
  /** Whose name to give to somebody who is not in charge any more. */
  readonly counselor: Colleague | undefined;
  /** Who may read and write: counselor, backup, and whoever stands in for them now. */
  has(staffId: number | null): boolean;
  may(action: Action, staffId: number | null): boolean;
  /** One of those who is here and to whom Telegram delivers. */
  canRead(staffId: number): boolean;
}

type Assigned = Assignment & { readonly status: ParticipantStatus };

export async function readInCharge(db: Db | Tx, participant: Assigned, now: Date): Promise<InCharge> {
  return inChargeOf(participant, await readRoster(db, participant.programmeId, now));
}

/** Whether what somebody of staff asked to read comes when others answer for its author already. */
export async function comesTooLate(
  tx: Tx,
  row: { readonly kind: string; readonly staffId: number | null; readonly relayedWith: number | null },
  now: Date,
): Promise<boolean> {
  const { kind, staffId, relayedWith: id } = row;
  if (kind !== "relay-content" || staffId === null || id === null) return false;
  const participant = await tx.participant.findUniqueOrThrow({ where: { id } });
  return !(await readInCharge(tx, participant, now)).has(staffId);
}

/** Among the people of their programme, where many are asked about at once. */
export function inChargeOf(participant: Assigned, roster: Roster): InCharge {
  const { programmeId, counselorId, backupId, status } = participant;
  const onDuty = [roster.onDutyFor(counselorId), roster.onDutyFor(backupId)];
  return {
    addressee: onDuty.find((person) => person?.reachable),
    counselor: onDuty[0] ?? roster.all.find(({ id }) => id === counselorId),
    canRead: (staffId) => onDuty.some((person) => person?.id === staffId && person.reachable),
    has: (staffId) => mayNow("relay", staffId),
    may: mayNow,
  };

  function mayNow(action: Action, staffId: number | null): boolean {
    const person = roster.all.find(({ id }) => id === staffId);
    if (!person) return false;
    const covered = standsInFor(person.id, roster.all, roster.today);
    return may(action, relationsOf({ ...person, programmeId }, covered, participant), status);
  }
}
