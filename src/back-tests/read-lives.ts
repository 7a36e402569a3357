import { openCauses } from "../alerts/causes.ts";
import { readPastAnswers } from "../check-ins/stored-answers.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Sealer } from "../db/seal.ts";
import type { Deps } from "../deps.ts";
import type { HelpKind } from "../domain/assessment.ts";
import { dayOfDbDate, type LocalDay, localDayAt, minutesBetween } from "../domain/calendar.ts";
import { type Form, route, type S6Form } from "../domain/instrument.ts";
import type { Life, LivedDay, RealAlert } from "../domain/replay.ts";
import { instrumentOf } from "../instruments/index.ts";
import { agreesToSummary } from "../people/consent.ts";
import { beginningsOf, phaseFactsOf } from "../people/phase-facts.ts";

/** Months of so many people are read well within the time that a transaction has. */
const BATCH = 10;

/**
 * Whom a trial is over. For coordinators it leaves out whoever does not appear in the weekly summary from the beginning:
 * of figures that counted them something could be subtracted.
 */
export type Whose = "everybody" | "agreed-to-summary";

const takingPart = (programmeId: number, whose: Whose) => Prisma.sql`
  p.programme_id = ${programmeId} AND p.status IN ('active', 'frozen')
  AND (${whose === "everybody"} OR ${agreesToSummary})`;

export async function countLives(db: Db, programmeId: number, whose: Whose): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM participants p WHERE ${takingPart(programmeId, whose)}`;
  return row?.count ?? 0;
}

/**
 * What people of a programme lived through since `since`. Sealed answers are opened for the rules and go nowhere
 * else. Reads in transactions that cannot write.
 */
export async function* readLives(
  deps: Pick<Deps, "db" | "sealer" | "instruments">,
  programmeId: number,
  whose: Whose,
  since: LocalDay,
): AsyncGenerator<Life, void> {
  const { db } = deps;
  for (let after = 0; ; ) {
    const batch = await reading(db, async (tx) => {
      // One after the other: a transaction has one connection, and several relations at once would ask it together.
      const next = await tx.$queryRaw<{ id: number }[]>`
        SELECT p.id FROM participants p WHERE ${takingPart(programmeId, whose)} AND p.id > ${after}
        ORDER BY p.id LIMIT ${BATCH}`;
      const people = await tx.participant.findMany({
        where: { id: { in: next.map(({ id }) => id) } },
        orderBy: { id: "asc" },
        include: { counselor: { select: { id: true, name: true } } },
      });
      const theirs = { participantId: { in: people.map(({ id }) => id) } };
      const alerts = await tx.alert.findMany({
        where: theirs,
        include: { checkIn: { select: { localDay: true } } },
      });
      const calls = await tx.alertEvent.findMany({
        where: { alert: theirs, isCall: true },
        select: { alertId: true, at: true },
      });
      // As in the weekly summary: the alert itself forgets who took it first when it opens again.
      const taken = await tx.alertEvent.groupBy({
        by: ["alertId"],
        where: {
          alert: theirs,
          OR: [{ kind: { in: ["taken", "talked", "no-answer"] } }, { kind: { startsWith: "closed-" } }],
        },
        _min: { at: true },
      });
      const checkIns = await tx.checkIn.findMany({
        where: {
          ...theirs,
          localDay: { gte: new Date(`${since}T00:00:00Z`) },
          state: { in: ["completed", "closed"] },
        },
        include: { answers: true },
      });
      const consents = await tx.consent.findMany({
        where: { ...theirs, purpose: "checkIn", granted: true },
        select: { participantId: true, at: true },
      });
      const consentsOf = Map.groupBy(consents, ({ participantId }) => participantId);
      const callsOf = Map.groupBy(calls, ({ alertId }) => alertId);
      const takenAt = new Map(taken.map(({ alertId, _min }) => [alertId, _min.at]));
      const alertsOf = Map.groupBy(alerts, ({ participantId }) => participantId);
      const checkInsOf = Map.groupBy(checkIns, ({ participantId }) => participantId);
      return people.map((person) => ({
        ...person,
        alerts: (alertsOf.get(person.id) ?? []).map((alert) => ({
          ...alert,
          calls: (callsOf.get(alert.id) ?? []).map(({ at }) => at),
          takenAt: takenAt.get(alert.id) ?? null,
        })),
        checkIns: checkInsOf.get(person.id) ?? [],
        consentedAt: (consentsOf.get(person.id) ?? []).map(({ at }) => at),
      }));
    });
    const last = batch.at(-1);
    if (!last) return;
    after = last.id;
    for (const person of batch) yield lifeOf(deps, person);
  }
}

type Reading = Parameters<Parameters<Db["$transaction"]>[0]>[0];

/** A transaction that PostgreSQL lets write nothing. */
export async function reading<Result>(db: Db, work: (tx: Reading) => Promise<Result>): Promise<Result> {
  return await db.$transaction(async (tx) => {
    await tx.$executeRaw`SET TRANSACTION READ ONLY`;
    return await work(tx);
  });
}

interface Person {
  readonly id: number;
  readonly code: string;
  readonly zone: string;
  readonly releaseDate: Date;
  readonly linkedAt: Date | null;
  readonly consentedAt: readonly Date[];
  readonly reenteredOn: readonly Date[];
  readonly threeAWeekSince: Date | null;
  readonly counselor: { readonly id: number; readonly name: string } | null;
  readonly alerts: readonly {
    readonly openedAt: Date;
    readonly closedAt: Date | null;
    readonly outcome: string | null;
    readonly reasons: Uint8Array;
    readonly checkIn: { readonly localDay: Date } | null;
    readonly takenAt: Date | null;
    /** When they called for help themselves. */
    readonly calls: readonly Date[];
  }[];
  readonly checkIns: readonly {
    readonly id: number;
    readonly localDay: Date;
    readonly instrument: string;
    readonly form: string;
    readonly s6Form: string;
    readonly startedAt: Date | null;
    readonly completedAt: Date | null;
    readonly answers: readonly {
      readonly questionId: string;
      readonly value: number | null;
      readonly sealed: Uint8Array | null;
      readonly skipped: boolean;
    }[];
  }[];
}

function lifeOf({ sealer, instruments }: Pick<Deps, "sealer" | "instruments">, person: Person): Life {
  const { zone } = person;
  const calls = Map.groupBy(
    person.alerts.flatMap((alert) => callsOn(sealer, person, alert)),
    ({ day }) => day,
  );
  const days = person.checkIns.map((checkIn): LivedDay => {
    const day = dayOfDbDate(checkIn.localDay);
    const form: Form = checkIn.form === "short" ? "short" : "full";
    const s6Form: S6Form = checkIn.s6Form === "reporting" ? "reporting" : "soft";
    const { answers } = readPastAnswers(sealer, checkIn.id, checkIn.answers);
    const { startedAt, completedAt } = checkIn;
    const danger = (answers.get("SAFETY") ?? 0) === 2;
    const called = kindsOf(calls.get(day)?.filter(({ sure }) => sure || !danger));
    return {
      day,
      due: true,
      route: route(instrumentOf(instruments, checkIn.instrument), { form, s6Form }),
      s6Form,
      answers,
      wasComplete: completedAt !== null,
      ...(startedAt && completedAt && { seconds: (completedAt.getTime() - startedAt.getTime()) / 1000 }),
      ...(called.length > 0 && { calls: called }),
    };
  });
  const due = new Set(days.map(({ day }) => day));
  const besides = [...calls]
    .filter(([day]) => !due.has(day))
    .map(([day, called]): LivedDay => {
      return { day, due: false, calls: kindsOf(called), route: [], s6Form: "soft", answers: new Map() };
    });
  return {
    code: person.code,
    counselor: person.counselor ?? { name: "–" },
    phaseFacts: phaseFactsOf(person),
    beginnings: beginningsOf(person, person.consentedAt),
    days: [...days, ...besides],
    alerts: person.alerts.map(
      (alert): RealAlert => ({
        opened: alert.checkIn ? dayOfDbDate(alert.checkIn.localDay) : localDayAt(alert.openedAt, zone),
        ...(alert.closedAt && {
          closed: localDayAt(alert.closedAt, zone),
          useful: alert.outcome !== "false-alarm",
        }),
        ...(alert.takenAt && { minutesToTaken: minutesBetween(alert.openedAt, alert.takenAt) }),
      }),
    ),
  };
}

interface Call {
  readonly day: LocalDay;
  readonly kind: HelpKind;
  /** Otherwise it may have been an answer of that day's check-in. */
  readonly sure: boolean;
}

const KINDS: ReadonlySet<string> = new Set<HelpKind>([
  "help-button",
  "overdose",
  "not-safe",
  "lapse",
  "safety-danger",
]);
const isCall = (kind: string): kind is HelpKind => KINDS.has(kind);

/** From what the alert says of itself; where that is too old to be there still, from its history. */
function callsOn(
  sealer: Sealer,
  { id, zone }: Pick<Person, "id" | "zone">,
  { reasons, calls }: Person["alerts"][number],
): readonly Call[] {
  if (reasons.length === 0)
    return calls.map((at) => ({ day: localDayAt(at, zone), kind: "help-button", sure: false }));
  return openCauses(sealer, id, reasons)
    .filter((cause) => cause.kind === "help")
    .flatMap(({ day, reasons: why }) =>
      why.flatMap(({ kind }) => (isCall(kind) ? { day, kind, sure: true } : [])),
    );
}

function kindsOf(calls: readonly Call[] = []): readonly HelpKind[] {
  return [...new Set(calls.map(({ kind }) => kind))];
}
