import type { Db, Tx } from "../db/client.ts";
import type { StaffRole } from "../db/generated/enums.ts";
import { dayOfDbDate, type LocalDay, localDayAt } from "../domain/calendar.ts";
import { type Duty, isAway, standIn, standsInFor } from "../domain/cover.ts";
import { onCaseload } from "./on-caseload.ts";

export interface Colleague extends Duty {
  readonly name: string;
  readonly role: StaffRole;
  /** Has an account to which Telegram delivers. */
  readonly reachable: boolean;
  readonly linked: boolean;
}

/** The order in which somebody is looked for. */
export const byName = (a: Pick<Colleague, "name">, b: Pick<Colleague, "name">): number =>
  a.name.localeCompare(b.name);

/** Who of a programme is on duty. */
export interface Roster {
  /** By id. */
  readonly all: readonly Colleague[];
  readonly today: LocalDay;
  /** Who answers for this member of staff; undefined when nobody does. */
  onDutyFor(staffId: number | null): Colleague | undefined;
  /** Coordinators who are here. */
  readonly coordinators: readonly Colleague[];
  /** Who answers for a participant now, in the order in which they are told; somebody may stand in it twice. */
  answeringFor(participant: {
    readonly counselorId: number | null;
    readonly backupId: number | null;
  }): readonly Colleague[];
  /** Who reads what is news of a participant: the first of those who can be told, else whoever should have been. */
  readerFor(participant: {
    readonly counselorId: number | null;
    readonly backupId: number | null;
  }): number | undefined;
}

/** Days turn at 04:00 in the programme's zone, so that a night belongs to whoever had the evening. */
export async function readRoster(db: Db | Tx, programmeId: number, now: Date): Promise<Roster> {
  const { zone, staff } = await db.programme.findUniqueOrThrow({
    where: { id: programmeId },
    select: {
      zone: true,
      staff: {
        orderBy: { id: "asc" },
        select: {
          id: true,
          name: true,
          role: true,
          telegramId: true,
          unreachableSince: true,
          awayUntil: true,
          coverId: true,
        },
      },
    },
  });
  const today = localDayAt(now, zone);
  const all = staff.map(({ id, name, role, telegramId, unreachableSince, awayUntil, coverId }): Colleague => {
    const linked = telegramId !== null;
    return {
      id,
      name,
      role,
      linked,
      reachable: linked && unreachableSince === null,
      ...(awayUntil && { awayUntil: dayOfDbDate(awayUntil) }),
      ...(coverId !== null && { coverId }),
    };
  });
  return rosterOf(all, today);
}

export function rosterOf(all: readonly Colleague[], today: LocalDay): Roster {
  const onDutyFor = (staffId: number | null) => {
    const person = all.find(({ id }) => id === staffId);
    return person && standIn(person, all, today);
  };
  const coordinators = all.filter((person) => person.role === "coordinator" && !isAway(person, today));
  const answeringFor: Roster["answeringFor"] = ({ counselorId, backupId }) =>
    [onDutyFor(counselorId), onDutyFor(backupId), ...coordinators].filter((person) => person !== undefined);
  return {
    all,
    today,
    onDutyFor,
    coordinators,
    answeringFor,
    readerFor(participant) {
      const reader = answeringFor(participant).find(({ reachable }) => reachable);
      return (reader ?? onDutyFor(participant.counselorId))?.id ?? participant.counselorId ?? undefined;
    },
  };
}

/** Whether whoever stands in would hear of anything: they, and whoever is on duty for them, can be written to. */
export function wouldHear(coverId: number, { all, onDutyFor }: Roster): boolean {
  const cover = all.find(({ id }) => id === coverId);
  return cover?.reachable === true && onDutyFor(coverId)?.reachable !== false;
}

/** Of whom another one answers for their people than before, or nobody, or somebody again. */
export function whoseDutyChanged(before: Roster, after: Roster): readonly number[] {
  return after.all.map(({ id }) => id).filter((id) => before.onDutyFor(id)?.id !== after.onDutyFor(id)?.id);
}

/** Whose people are this member of staff's to look after now: their own and those of whom they stand in for. */
export async function looksAfter(
  db: Db | Tx,
  { id, programmeId }: { readonly id: number; readonly programmeId: number },
  now: Date,
): Promise<readonly number[]> {
  return lookedAfterBy(id, await readRoster(db, programmeId, now));
}

export function lookedAfterBy(staffId: number, { all, today }: Roster): readonly number[] {
  return [staffId, ...standsInFor(staffId, all, today)];
}

/** For a person's own menu. */
export async function readOwnDuty(
  db: Db,
  { id, programmeId }: { readonly id: number; readonly programmeId: number },
  now: Date,
): Promise<{ readonly hasCaseload: boolean; readonly awayUntil: LocalDay | undefined }> {
  const roster = await readRoster(db, programmeId, now);
  const { all, today } = roster;
  const me = all.find((person) => person.id === id);
  const ids = [...lookedAfterBy(id, roster)];
  const people = await db.participant.count({
    where: { programmeId, counselorId: { in: ids }, ...onCaseload },
  });
  return { hasCaseload: people > 0, awayUntil: me && isAway(me, today) ? me.awayUntil : undefined };
}

/** Whose own counselor this is, and for whom they are asked when the counselor cannot; apart from these how many have left. */
export async function countCaseload(
  db: Db,
  staffId: number,
): Promise<{ readonly people: number; readonly standsIn: number; readonly left: number }> {
  return {
    people: await db.participant.count({ where: { counselorId: staffId, ...onCaseload } }),
    standsIn: await db.participant.count({ where: { backupId: staffId, ...onCaseload } }),
    left: await db.participant.count({
      where: { OR: [{ counselorId: staffId }, { backupId: staffId }], NOT: onCaseload },
    }),
  };
}
