import { addDays, type LocalDay } from "../../src/domain/calendar.ts";
import { type PersonSummary, summarisePerson } from "../../src/domain/person-week.ts";
import {
  type AlertFacts,
  type CheckInFacts,
  type CheckInMark,
  type PersonFacts,
  type SignValue,
  type Week,
  weekFrom,
} from "../../src/domain/week.ts";
import { summariseWeek, type WeekReport } from "../../src/domain/week-report.ts";

export const monday: LocalDay = "2026-10-12";
/** As the Monday after it shows it. */
const ended = weekFrom(monday, addDays(monday, 7));

const marks: Readonly<Record<string, CheckInMark>> = {
  g: "green",
  a: "amber",
  o: "orange",
  r: "red",
  m: "missing",
  "?": "open",
};

export interface DayDetails {
  /** One for each day that was answered, in order; shorter lists leave the rest without a total. */
  readonly totals?: readonly number[];
  readonly signs?: readonly SignValue[];
}

/** Check-ins from a line like "gg.mr?o", one letter a day from `first` on; a dot is a day that was not due. */
export function days(
  letters: string,
  first: LocalDay = monday,
  { totals = [], signs = [] }: DayDetails = {},
): CheckInFacts[] {
  const left = [...totals];
  return [...letters].flatMap((letter, index) => {
    const mark = marks[letter];
    if (mark === undefined) return [];
    const answered = mark !== "missing" && mark !== "open";
    const total = answered ? left.shift() : undefined;
    return [
      {
        day: addDays(first, index),
        mark,
        complete: answered,
        ...(total !== undefined && { total }),
        signs: answered ? signs : [],
      },
    ];
  });
}

/** `opened` and the rest are times of day on `day`, UTC. */
export function alert(
  day: LocalDay,
  {
    opened = "12:00",
    taken,
    contacted,
    ...rest
  }: Partial<AlertFacts> & {
    readonly opened?: string;
    readonly taken?: string;
    readonly contacted?: string;
  } = {},
): AlertFacts {
  const at = (time: string) => new Date(`${day}T${time}:00Z`);
  return {
    tier: "orange",
    day,
    openedAt: at(opened),
    calledOn: [],
    causes: [],
    ...(taken !== undefined && { takenAt: at(taken) }),
    ...(contacted !== undefined && { contactedAt: at(contacted) }),
    held: false,
    closed: false,
    ...rest,
  };
}

export function person(facts: Partial<PersonFacts> = {}, week: Week = ended): PersonSummary {
  return summarisePerson(
    {
      code: "BPN-001",
      reach: "reachable",
      ...{ releaseDate: "2026-09-01", reenteredOn: [] },
      joinedOn: "2026-08-20",
      engagedAt: [],
      checkIns: days("ggggggg"),
      alerts: [],
      ...facts,
    },
    week,
  );
}

export function report(
  people: readonly PersonSummary[],
  counts: { readonly notShown?: number; readonly notStarted?: number } = {},
  week: Week = ended,
): WeekReport {
  return summariseWeek({ week, zone: "Asia/Makassar", people, notShown: 0, notStarted: 0, ...counts });
}

export function code(number: number): string {
  return `BPN-${String(number).padStart(3, "0")}`;
}
