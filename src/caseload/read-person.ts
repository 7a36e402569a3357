import { namedBeside, STAFF_ACTS, wasTaken } from "../alerts/staff-acts.ts";
import { auditStaff } from "../audit.ts";
import type { AlertState, CheckInState, ParticipantStatus } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import { anybodyMay } from "../domain/access.ts";
import { type Phase, phaseOn, phasesBegan, type Rhythm, rhythmOn } from "../domain/cadence.ts";
import { addDays, dayOfDbDate, daysBetween, dbDate, type LocalDay, localDayAt } from "../domain/calendar.ts";
import type { Tier } from "../domain/tier.ts";
import type { DayCell } from "../domain/week.ts";
import type { StaffPerson } from "../people/identify.ts";
import { phaseFactsOf } from "../people/phase-facts.ts";
import { isPaused } from "../people/schedule.ts";
import { isPlanShared } from "../plan/read-plan.ts";
import { standingWish } from "./contact-wish.ts";
import { findMine } from "./find-mine.ts";
import { callAfterRelease } from "./release-call.ts";

export interface PersonPage {
  readonly id: number;
  readonly code: string;
  readonly status: ParticipantStatus;
  readonly daysSinceRelease: number;
  readonly phase: Phase["name"];
  /** The day of a red or of reported use from which the phase counts, and how long ago; undefined: from the release. */
  readonly phasesBeganAgain: { readonly on: LocalDay; readonly daysAgo: number } | undefined;
  /** The last seven local days, oldest first. */
  readonly week: readonly { readonly day: LocalDay; readonly cell: DayCell }[];
  readonly alert?: {
    readonly id: number;
    readonly tier: Tier;
    readonly state: AlertState;
    /** Who is named beside its state. */
    readonly holder: string | undefined;
    /** Somebody has had it before. */
    readonly wasTaken: boolean;
  };
  /** The day on which they said that they would like to hear from the counselor at any time, until somebody has been in touch. */
  readonly wishes: LocalDay | undefined;
  /** The day of their release, until somebody has been in touch since. */
  readonly toCall: LocalDay | undefined;
  /** Nobody writes to somebody who does not take part, or has locked the account. */
  readonly reachable: boolean;
  readonly pausedUntil: LocalDay | undefined;
  readonly rhythm: Rhythm;
  readonly nextPromptAt: Date | undefined;
  readonly zone: string;
  /** Ordinary alerts are not told before that day. */
  readonly snoozedUntil: LocalDay | undefined;
  /** The person has written a plan and lets their counselor read it. */
  readonly sharesPlan: boolean;
  readonly expected: { readonly total: number; readonly until: LocalDay } | undefined;
}

const DAYS = 7;

/** One person as their counselor sees them at a glance, with the access put on record; no answers. Undefined when it is none of theirs. */
export async function readPerson(
  { db }: Pick<Deps, "db">,
  staff: StaffPerson,
  participantId: number,
  now: Date,
): Promise<PersonPage | undefined> {
  const person = await findMine(db, staff, participantId, now);
  if (!person) return undefined;
  await auditStaff(db, staff, { action: "read-case", subject: `participant:${participantId}` }, now);
  const today = localDayAt(now, person.zone);
  const first = addDays(today, 1 - DAYS);
  const checkIns = await db.checkIn.findMany({
    where: { participantId, localDay: { gte: dbDate(first) } },
    select: { localDay: true, state: true, tier: true, startedAt: true },
  });
  const isOpen = anybodyMay("read-case", person.status);
  const cells = new Map(
    (isOpen ? checkIns : []).map((checkIn) => [dayOfDbDate(checkIn.localDay), cellOf(checkIn)]),
  );
  const alert = await db.alert.findFirst({
    where: { participantId, state: { not: "closed" } },
    include: { holder: true, events: STAFF_ACTS },
  });
  const [wish] = await db.$queryRaw<{ day: LocalDay }[]>`
    SELECT wish.local_day::text AS day FROM participants person CROSS JOIN LATERAL (${standingWish}) wish
    WHERE person.id = ${participantId} AND ${isOpen}`;
  const [released] = await db.$queryRaw<{ day: LocalDay }[]>`
    SELECT released.day::text AS day FROM participants person CROSS JOIN LATERAL (${callAfterRelease(now)}) released
    WHERE person.id = ${participantId} AND ${anybodyMay("call-released", person.status)}`;
  // What tells of use, of a red or of totals goes with consent; the days since the release do not.
  const facts = phaseFactsOf(isOpen ? person : { ...person, reenteredOn: [] });
  const began = phasesBegan(facts, today);
  return {
    id: person.id,
    code: person.code,
    status: person.status,
    daysSinceRelease: daysBetween(facts.releaseDate, today),
    phase: phaseOn(facts, today).name,
    phasesBeganAgain:
      began === facts.releaseDate ? undefined : { on: began, daysAgo: daysBetween(began, today) },
    week: Array.from({ length: DAYS }, (_, index) => {
      const day = addDays(first, index);
      return { day, cell: cells.get(day) ?? "not-due" };
    }),
    ...(alert && {
      alert: {
        ...{ id: alert.id, tier: alert.tier, state: alert.state },
        ...{ holder: namedBeside(alert)?.name, wasTaken: wasTaken(alert) },
      },
    }),
    wishes: wish?.day,
    toCall: released?.day,
    reachable: person.status === "active" && person.telegramId !== null && person.unreachableSince === null,
    pausedUntil: person.pausedUntil && isPaused(person, now) ? dayOfDbDate(person.pausedUntil) : undefined,
    rhythm: rhythmOn(facts, today),
    nextPromptAt: person.nextPromptAt ?? undefined,
    zone: person.zone,
    snoozedUntil: isOpen ? ahead(person.snoozedUntil, today) : undefined,
    sharesPlan:
      (await db.planPart.count({ where: { participantId } })) > 0 &&
      (await isPlanShared(db, participantId, now)),
    expected: isOpen ? expectedOf(person, today) : undefined,
  };
}

function ahead(date: Date | null, today: LocalDay): LocalDay | undefined {
  const day = date === null ? undefined : dayOfDbDate(date);
  return day !== undefined && day > today ? day : undefined;
}

function expectedOf(
  {
    expectedTotal: total,
    expectedUntil,
  }: { readonly expectedTotal: number | null; readonly expectedUntil: Date | null },
  today: LocalDay,
): PersonPage["expected"] {
  const until = ahead(expectedUntil, today);
  return total !== null && until !== undefined ? { total, until } : undefined;
}

function cellOf({
  state,
  tier,
  startedAt,
}: {
  readonly state: CheckInState;
  readonly tier: Tier | null;
  readonly startedAt: Date | null;
}): DayCell {
  if (state === "prompted" || state === "started") return "open";
  return startedAt === null ? "missing" : (tier ?? "open");
}
