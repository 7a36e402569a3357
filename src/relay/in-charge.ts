import type { Db, Tx } from "../db/client.ts";
import { type Colleague, readRoster } from "../people/read-duty.ts";

export interface InCharge {
  /** Who gets a message of this participant now: the counselor's side first, then the backup's. */
  readonly addressee: Colleague | undefined;
  /** Whose name to give to somebody who is not in charge any more. */
  readonly counselor: Colleague | undefined;
  /** Who may read and write: counselor, backup, and whoever stands in for them now. */
  has(staffId: number | null): boolean;
  /** One of those who is here and to whom Telegram delivers. */
  canRead(staffId: number): boolean;
}

export async function readInCharge(
  db: Db | Tx,
  {
    programmeId,
    counselorId,
    backupId,
  }: { readonly programmeId: number; readonly counselorId: number | null; readonly backupId: number | null },
  now: Date,
): Promise<InCharge> {
  const roster = await readRoster(db, programmeId, now);
  const onDuty = [roster.onDutyFor(counselorId), roster.onDutyFor(backupId)];
  const ids = [counselorId, backupId, ...onDuty.map((person) => person?.id ?? null)];
  return {
    addressee: onDuty.find((person) => person?.reachable),
    counselor: onDuty[0] ?? roster.all.find(({ id }) => id === counselorId),
    canRead: (staffId) => onDuty.some((person) => person?.id === staffId && person.reachable),
    has: (staffId) => staffId !== null && ids.includes(staffId),
  };
}
