import { readAnswer } from "../check-ins/stored-answers.ts";
import type { Db } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { Life, LivedDay, RealAlert } from "../domain/back-test.ts";
import { dayOfDbDate, type LocalDay, localDayAt } from "../domain/calendar.ts";
import { type Answer, type Form, route, type S6Form } from "../domain/instrument.ts";
import { instrumentOf } from "../instruments/index.ts";

const BATCH = 50;

/**
 * What people of a programme lived through since `since`. Sealed answers are opened for the rules and go nowhere
 * else. Reads in transactions that cannot write.
 */
export async function readLives(
  deps: Pick<Deps, "db" | "sealer" | "instruments">,
  programmeId: number,
  since: LocalDay,
  progress: (done: number, of: number) => void,
): Promise<readonly Life[]> {
  const { db } = deps;
  const where = { programmeId, status: { in: ["active" as const, "frozen" as const] } };
  const total = await db.participant.count({ where });
  const lives: Life[] = [];
  for (let after = 0; ; ) {
    const batch = await reading(db, async (tx) => {
      // One after the other: a transaction has one connection, and several relations at once would ask it together.
      const people = await tx.participant.findMany({
        where: { ...where, id: { gt: after } },
        orderBy: { id: "asc" },
        take: BATCH,
        include: { counselor: { select: { name: true } } },
      });
      const theirs = { participantId: { in: people.map(({ id }) => id) } };
      const alerts = await tx.alert.findMany({
        where: theirs,
        include: { checkIn: { select: { localDay: true } } },
      });
      const calls = await tx.alertEvent.findMany({
        where: { alert: theirs, kind: { in: ["opened", "attached"] }, rules: { has: "R1" } },
        select: { alertId: true, at: true },
      });
      const checkIns = await tx.checkIn.findMany({
        where: {
          ...theirs,
          localDay: { gte: new Date(`${since}T00:00:00Z`) },
          state: { in: ["completed", "closed"] },
        },
        include: { answers: true },
      });
      const callsOf = Map.groupBy(calls, ({ alertId }) => alertId);
      const alertsOf = Map.groupBy(alerts, ({ participantId }) => participantId);
      const checkInsOf = Map.groupBy(checkIns, ({ participantId }) => participantId);
      return people.map((person) => ({
        id: person.id,
        life: lifeOf(deps, {
          ...person,
          alerts: (alertsOf.get(person.id) ?? []).map((alert) => ({
            ...alert,
            calls: (callsOf.get(alert.id) ?? []).map(({ at }) => at),
          })),
          checkIns: checkInsOf.get(person.id) ?? [],
        }),
      }));
    });
    const last = batch.at(-1);
    if (!last) return lives;
    after = last.id;
    lives.push(...batch.map(({ life }) => life));
    progress(lives.length, Math.max(total, lives.length));
  }
}

type Reading = Parameters<Parameters<Db["$transaction"]>[0]>[0];

async function reading<Result>(db: Db, work: (tx: Reading) => Promise<Result>): Promise<Result> {
  return await db.$transaction(async (tx) => {
    await tx.$executeRaw`SET TRANSACTION READ ONLY`;
    return await work(tx);
  });
}

interface Person {
  readonly code: string;
  readonly zone: string;
  readonly releaseDate: Date;
  readonly counselor: { readonly name: string } | null;
  readonly alerts: readonly {
    readonly openedAt: Date;
    readonly closedAt: Date | null;
    readonly outcome: string | null;
    readonly checkIn: { readonly localDay: Date } | null;
    /** When somebody called for help. */
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
  const help = new Set(person.alerts.flatMap(({ calls }) => calls.map((at) => localDayAt(at, zone))));
  const days = person.checkIns.map((checkIn): LivedDay => {
    const day = dayOfDbDate(checkIn.localDay);
    const form: Form = checkIn.form === "short" ? "short" : "full";
    const s6Form: S6Form = checkIn.s6Form === "reporting" ? "reporting" : "soft";
    const answers = new Map<string, Answer>(
      checkIn.answers.map((row) => [row.questionId, readAnswer(sealer, checkIn.id, row)]),
    );
    const { startedAt, completedAt } = checkIn;
    const danger = (answers.get("SAFETY") ?? 0) === 2;
    return {
      day,
      due: true,
      route: route(instrumentOf(instruments, checkIn.instrument), { form, s6Form }),
      s6Form,
      answers,
      ...(startedAt && completedAt && { seconds: (completedAt.getTime() - startedAt.getTime()) / 1000 }),
      ...(help.has(day) && !danger && { help: true }),
    };
  });
  const due = new Set(days.map(({ day }) => day));
  const besides = [...help].filter((day) => !due.has(day)).map(helpAlone);
  return {
    code: person.code,
    counselor: person.counselor?.name ?? "–",
    released: dayOfDbDate(person.releaseDate),
    days: [...days, ...besides],
    alerts: person.alerts.map(
      (alert): RealAlert => ({
        opened: alert.checkIn ? dayOfDbDate(alert.checkIn.localDay) : localDayAt(alert.openedAt, zone),
        ...(alert.closedAt && {
          closed: localDayAt(alert.closedAt, zone),
          useful: alert.outcome !== "false-alarm",
        }),
      }),
    ),
  };
}

function helpAlone(day: LocalDay): LivedDay {
  return { day, due: false, help: true, route: [], s6Form: "soft", answers: new Map() };
}
