import { auditStaff, wholeProgramme } from "../audit.ts";
import type { Db } from "../db/client.ts";
import type { ParticipantStatus, StaffRole } from "../db/generated/enums.ts";
import type { Actor } from "../domain/access.ts";
import { dayOfDbDate, type LocalDay } from "../domain/calendar.ts";
import { withWhomMay } from "./access.ts";

export interface StaffEntry {
  readonly id: number;
  readonly name: string;
  readonly role: StaffRole;
  readonly linked: boolean;
}

export interface ParticipantEntry {
  readonly id: number;
  readonly code: string;
  readonly status: ParticipantStatus;
  readonly releaseDate: LocalDay;
  readonly counselorId: number | null;
  readonly counselor: string | null;
  readonly backup: string | null;
  readonly reachable: boolean;
}

export interface ListedParticipant extends ParticipantEntry {
  /** How many stand before them in the list. */
  readonly before: number;
}

/** Counselors and coordinators: both can look after somebody. */
export async function listStaff(db: Db, programmeId: number): Promise<readonly StaffEntry[]> {
  const staff = await db.staff.findMany({
    where: { programmeId },
    // Of two of one name the same comes first again on the next page.
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return staff.map(({ id, name, role, telegramId }) => ({ id, name, role, linked: telegramId !== null }));
}

const withNames = { counselor: { select: { name: true } }, backup: { select: { name: true } } } as const;

/** By code; those who have not opened their link stand among them with status "invited". */
export async function listParticipants(
  db: Db,
  staff: Actor,
  page: { readonly skip: number; readonly take: number },
  now: Date,
): Promise<{ readonly entries: readonly ParticipantEntry[]; readonly total: number }> {
  const { programmeId } = staff;
  await auditStaff(db, staff, { action: "read-list", subject: wholeProgramme(staff) }, now);
  const total = await db.participant.count({ where: { programmeId } });
  const rows = await db.participant.findMany({
    where: { programmeId },
    orderBy: { code: "asc" },
    include: withNames,
    ...page,
  });
  return { entries: rows.map(entry), total };
}

/** Undefined when there is nobody of that id whom they may see. */
export async function findParticipant(
  db: Db,
  staff: Actor,
  participantId: number,
  now: Date,
): Promise<ListedParticipant | undefined> {
  const row = await db.participant.findFirst({
    where: { ...(await withWhomMay(db, staff, "read-desk", now)), id: participantId },
    include: withNames,
  });
  if (!row) return undefined;
  await auditStaff(db, staff, { action: "read-desk", subject: `participant:${participantId}` }, now);
  const { programmeId, code } = row;
  const before = await db.participant.count({ where: { programmeId, code: { lt: code } } });
  return { ...entry(row), before };
}

/**
 * The next code after the highest number: BPN-014 → BPN-015. What phones still show of somebody who was erased must not read as
 * the next person's, and their number is on record nowhere: but where numbers go one by one, the lowest and how many there ever
 * were tell the highest.
 */
export async function suggestCode(db: Db, programmeId: number): Promise<string> {
  const rows = await db.participant.findMany({ where: { programmeId }, select: { code: true } });
  const numbered = rows.flatMap(({ code }) => {
    const match = /^([A-Z]+)-(\d+)$/.exec(code);
    return match ? [{ prefix: match[1] ?? "", number: Number(match[2]) }] : [];
  });
  const erased = await db.tombstone.count({ where: { programmeId } });
  const ascending = numbered.toSorted((a, b) => a.number - b.number);
  const highest = ascending.at(-1);
  const everGiven = (ascending[0]?.number ?? 1) + numbered.length + erased - 1;
  const next = Math.max(highest?.number ?? 0, everGiven) + 1;
  return `${highest?.prefix ?? "BPN"}-${String(next).padStart(3, "0")}`;
}

interface Row {
  readonly id: number;
  readonly code: string;
  readonly status: ParticipantStatus;
  readonly releaseDate: Date;
  readonly counselorId: number | null;
  readonly unreachableSince: Date | null;
  readonly counselor: { readonly name: string } | null;
  readonly backup: { readonly name: string } | null;
}

function entry(row: Row): ParticipantEntry {
  return {
    id: row.id,
    code: row.code,
    status: row.status,
    releaseDate: dayOfDbDate(row.releaseDate),
    counselorId: row.counselorId,
    counselor: row.counselor?.name ?? null,
    backup: row.backup?.name ?? null,
    reachable: row.unreachableSince === null,
  };
}
