import { auditStaff, wholeProgramme } from "../audit.ts";
import type { Db, Tx } from "../db/client.ts";
import type { Actor } from "../domain/access.ts";
import { type Colleague, readRoster } from "./read-duty.ts";

/** The people of one counselor who have the same backup: the same would be told for each of them. */
export interface Watch {
  readonly counselor: Colleague | undefined;
  readonly codes: readonly string[];
  /** In the order of the ladder; only those to whom a message would be delivered. Empty: nobody at all. */
  readonly told: readonly Colleague[];
}

/** Who would be told about each active participant if something happened now. */
async function readCoverage(db: Db | Tx, programmeId: number, now: Date): Promise<readonly Watch[]> {
  const roster = await readRoster(db, programmeId, now);
  const people = await db.participant.findMany({
    where: { programmeId, status: "active" },
    select: { code: true, counselorId: true, backupId: true },
    orderBy: { code: "asc" },
  });
  const groups = Map.groupBy(people, ({ counselorId, backupId }) => `${counselorId}:${backupId}`);
  return [...groups.values()].flatMap((group): Watch[] => {
    const [first] = group;
    if (!first) return [];
    const counselor = roster.all.find(({ id }) => id === first.counselorId);
    return [
      {
        counselor,
        codes: group.map(({ code }) => code),
        told: [...new Set(roster.answeringFor(first))].filter(({ reachable }) => reachable),
      },
    ];
  });
}

/** The same for a coordinator, with the access put on record. */
export async function openCoverage(db: Db, staff: Actor, now: Date): Promise<readonly Watch[]> {
  await auditStaff(db, staff, { action: "read-coverage", subject: wholeProgramme(staff) }, now);
  return await readCoverage(db, staff.programmeId, now);
}

/** The codes of active participants for whom nobody reachable is on. */
export async function findGaps(db: Db | Tx, programmeId: number, now: Date): Promise<readonly string[]> {
  const coverage = await readCoverage(db, programmeId, now);
  return coverage
    .filter(({ told }) => told.length === 0)
    .flatMap(({ codes }) => codes)
    .toSorted();
}
