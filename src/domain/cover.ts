import type { LocalDay } from "./calendar.ts";

/** A member of staff as far as absence goes. */
export interface Duty {
  readonly id: number;
  /** First day back; undefined while here. */
  readonly awayUntil?: LocalDay | undefined;
  readonly coverId?: number | undefined;
}

export const LONGEST_ABSENCE_DAYS = 60;

export function isAway({ awayUntil }: Duty, today: LocalDay): boolean {
  return awayUntil !== undefined && today < awayUntil;
}

/**
 * Who is on duty for somebody: themselves, or their cover, or the cover's cover. Undefined when the
 * chain ends with somebody who is away, or goes in a circle.
 */
export function standIn<Person extends Duty>(
  person: Person,
  all: readonly Person[],
  today: LocalDay,
): Person | undefined {
  const last = chainFrom(person, all, today).at(-1);
  return last && !isAway(last, today) ? last : undefined;
}

/** The ids of those for whom `id` is on duty because they are away. */
export function standsInFor(id: number, all: readonly Duty[], today: LocalDay): readonly number[] {
  return all
    .filter((person) => person.id !== id && standIn(person, all, today)?.id === id)
    .map((person) => person.id);
}

/** Who is away and has named `id` to stand in. */
export function awayBehind<Person extends Duty>(
  id: number,
  all: readonly Person[],
  today: LocalDay,
): readonly Person[] {
  return all.filter((person) => person.coverId === id && isAway(person, today));
}

export type CoverProblem = "yourself" | "cycle" | "nobody-on-duty";

/** What is wrong with `coverId` standing in for `id`; undefined when nothing is. */
export function coverProblem(
  id: number,
  coverId: number,
  all: readonly Duty[],
  today: LocalDay,
): CoverProblem | undefined {
  if (id === coverId) return "yourself";
  const cover = all.find((person) => person.id === coverId);
  const chain = cover ? chainFrom(cover, all, today) : [];
  if (chain.some((person) => person.id === id)) return "cycle";
  const last = chain.at(-1);
  return last && !isAway(last, today) ? undefined : "nobody-on-duty";
}

/** From somebody over the covers of all who are away; each person once, so that a circle ends. */
function chainFrom<Person extends Duty>(
  person: Person,
  all: readonly Person[],
  today: LocalDay,
): readonly Person[] {
  const chain = [person];
  for (;;) {
    const last = chain.at(-1);
    if (!last || !isAway(last, today)) return chain;
    const cover = all.find(({ id }) => id === last.coverId);
    if (!cover || chain.includes(cover)) return chain;
    chain.push(cover);
  }
}
