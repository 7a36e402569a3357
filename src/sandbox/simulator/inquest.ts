import type { Db } from "../../db/client.ts";
import type { Sealer } from "../../db/seal.ts";
import type { LocalDay } from "../../domain/calendar.ts";
import type { Telegram } from "../telegram/telegram.ts";
import { answersIn, complaintsIn, databaseErrorsIn, failuresIn, followLog, repairsIn } from "./app-log.ts";
import { type AskedDaily, checkAsked } from "./asked.ts";
import { type Ambushes, type AnswersLost, judgeCopies, readCopies } from "./copies.ts";
import { checkDeeds } from "./deeds.ts";
import { judgeEnding } from "./endings.ts";
import type { FaultPlan } from "./faults.ts";
import type { SimulatedPeople } from "./found-programmes.ts";
import { isHard } from "./habit.ts";
import type { HandsShaken } from "./in-hand.ts";
import type { Ending } from "./instance.ts";
import { checkRows, checkTaps, findTraces } from "./invariants.ts";
import { alertDelaysIn, judgeLateness, readSent } from "./lateness.ts";
import type { Life } from "./life.ts";
import { marksIn } from "./marks.ts";
import type { Onlookers } from "./onlookers.ts";
import type { SimulatedApps } from "./simulated-apps.ts";
import { judgeUnsent, readUnsent } from "./unsent.ts";
import type { Violation } from "./violation.ts";
import { whatIsKnown } from "./what-is-known.ts";

const SEARCHED_AT_ONCE = 10;
const HOUR = 3_600_000;
/** After this long nothing more is to come of what arrived. */
const SETTLED_MS = 24 * HOUR;
const GRACE_MS = 60_000;
/** Whatever waits longer than this at the end was tried. */
const TRIED_MS = 25 * 60_000;
/** A day without a tick or two, and another until what is missed is looked at. */
const TICKS_COUNT_MS = 5 * SETTLED_MS;
/** Somewhat less than the programmes keep them. */
const ANSWERS_STAY_MS = 175 * 24 * HOUR;

export interface Inquest {
  /** What is wrong since the last time it was asked. `isLast`: nothing is under way any more. */
  look(isLast: boolean): Promise<readonly Violation[]>;
  /** Somebody's process ended. */
  ended(ending: Ending): void;
  readonly counts: Counts;
}

export interface Counts {
  readonly lost: number;
  readonly doubled: number;
  /** Messages that never left, by kind and reason; those without one are "lost". */
  readonly notSent: Readonly<Record<string, number>>;
  /** Of each copy of an alert, from when it was due to when it left, by the simulated clock. */
  readonly alertDelaysSeconds: readonly number[];
  readonly longestStopMs: number;
  /** By SQLSTATE, how many lines of the app's log tell of a database that was not there or took nothing. */
  readonly databaseErrors: Readonly<Record<string, number>>;
  /** By what the app says has failed, how often its database or Telegram was to blame; anything else is a violation. */
  readonly failures: Readonly<Record<string, number>>;
  /** By what was wrong, how much of it the app's auditor has put right. */
  readonly repairs: Readonly<Record<string, number>>;
  readonly answersLost: AnswersLost;
  readonly ambushes: Ambushes;
  /** How often a process said that it could not do what was asked, and was asked again. */
  readonly refused: number;
}

interface Means {
  readonly db: Db;
  readonly sealer: Sealer;
  readonly life: Life;
  readonly apps: SimulatedApps;
  readonly telegram: Pick<Telegram, "chat">;
  readonly people: SimulatedPeople;
  readonly faults: FaultPlan;
  readonly hands: HandsShaken;
  readonly onlookers: Onlookers;
  readonly logFile: string;
  /** Days that would be calm are left out. */
  readonly hardDaysOnly: boolean;
  /** Never to be found in a log. */
  readonly secrets: readonly string[];
  readonly slackMs?: number | undefined;
}

/** Everything that must always hold, asked of rows, phones, logs and metrics. */
export function createInquest(means: Means): Inquest {
  const {
    db,
    sealer,
    life,
    apps,
    telegram,
    people,
    faults,
    hands,
    onlookers,
    logFile,
    hardDaysOnly,
    secrets,
    slackMs,
  } = means;
  const { clock, record, chronicle } = life;
  const graceMs = (at: Date) => Math.max(GRACE_MS, faults.offMs(at));
  const notSent: Record<string, number> = {};
  const alertDelaysSeconds: number[] = [];
  const databaseErrors: Record<string, number> = {};
  const failures: Record<string, number> = {};
  const repairs: Record<string, number> = {};
  const ambushes = { messages: 0, cameAgain: 0, calledOff: 0 };
  const answersLost = { onPhone: 0, onRecord: 0, sentAgain: 0 };
  const counts = {
    ...{ lost: 0, doubled: 0, notSent, longestStopMs: 0, refused: 0 },
    ...{ alertDelaysSeconds, databaseErrors, failures, repairs, answersLost, ambushes },
  };
  const erased = new Set<string>();
  const ends: Violation[] = [];
  const { arrivals } = record;
  const known = whatIsKnown({ people, arrivals, faults, telegram, ticks: () => record.ticks });
  const began = clock.now();
  let since = began;
  let copiesUntil = clock.now();
  let unsentUntil = began;
  const readLog = followLog(logFile);

  async function checkCopies(now: Date, isLast: boolean): Promise<readonly Violation[]> {
    const until = isLast ? now : new Date(now.getTime() - SETTLED_MS);
    const { lost, doubled, violations, ...judged } = judgeCopies({
      ...{ since: copiesUntil, until, arrivals: arrivals.all, unanswered: arrivals.withoutAnswer },
      ambushed: arrivals.ambushes,
      ...{ rows: await readCopies(db, copiesUntil, hands.all), inHand: hands.all },
      isErased: (code) => erased.has(code),
    });
    counts.lost += lost;
    counts.doubled += doubled;
    for (const what of ["messages", "cameAgain", "calledOff"] as const)
      ambushes[what] += judged.ambushes[what];
    answersLost.onPhone += judged.answersLost.onPhone;
    answersLost.onRecord += judged.answersLost.onRecord;
    answersLost.sentAgain += judged.answersLost.sentAgain;
    const sent = await readSent(db, { since: copiesUntil, until });
    alertDelaysSeconds.push(...alertDelaysIn(sent));
    copiesUntil = until;
    return [...violations, ...judgeLateness(sent, known)];
  }

  /** Before what it rests on is forgotten. */
  async function checkUnsent(now: Date, isLast: boolean): Promise<readonly Violation[]> {
    const until = isLast ? now : new Date(now.getTime() - SETTLED_MS);
    const tried = isLast ? new Date(now.getTime() - TRIED_MS) : until;
    const judged = judgeUnsent(await readUnsent(db, { since: unsentUntil, until, tried }), known);
    add(notSent, Object.entries(judged.counts));
    counts.lost += judged.violations.length;
    if (until > unsentUntil) unsentUntil = until;
    return judged.violations;
  }

  function forget(now: Date): void {
    const before = new Date(now.getTime() - 2 * SETTLED_MS);
    arrivals.forget(before);
    hands.forget(before);
  }

  async function checkTapped(now: Date, isLast: boolean): Promise<readonly Violation[]> {
    const gone = new Set(people.participants.flatMap(({ code, erasedAt }) => (erasedAt ? [code] : [])));
    const isErased = (code: string) => gone.has(code);
    const violations: Violation[] = [];
    for (const [graceMs, taps] of byClocks(record.takeTaps())) {
      const checked = await checkTaps(db, sealer, taps, now, { isErased, graceMs });
      record.keep(checked.held);
      record.doubt(checked.doubtful);
      violations.push(...checked.violations);
    }
    // What was there once has to be there at the end.
    if (isLast)
      for (const kept of record.keptSince(new Date(now.getTime() - ANSWERS_STAY_MS)))
        for (const [graceMs, taps] of byClocks(kept))
          violations.push(...(await checkTaps(db, sealer, taps, now, { isErased, graceMs })).violations);
    return violations;
  }

  async function checkEverybodyAsked(now: Date, isLast: boolean): Promise<readonly Violation[]> {
    const habits = new Map(people.participants.map(({ code, facts }) => [code, facts.habit]));
    const isLeftOut = ({ code }: AskedDaily, day: LocalDay, hour: Date) => {
      const habit = habits.get(code);
      if (hardDaysOnly && habit !== undefined && !isHard(life.chance, code, habit, day)) return true;
      return !known.couldAsk(code, hour, day);
    };
    const { ticks } = record;
    const asking = { began, since, now, graceMs, isLast, ticks, isLeftOut };
    const violations = await checkAsked(db, people.participants, asking);
    record.forgetTicks(new Date(since.getTime() - TICKS_COUNT_MS));
    return violations;
  }

  async function checkDone(now: Date, isLast: boolean): Promise<readonly Violation[]> {
    const before = (milliseconds: number) => (isLast ? now : new Date(now.getTime() - milliseconds));
    const deeds = record.takeDeeds(before(graceMs(now)), before(SETTLED_MS));
    const violations: Violation[] = [];
    for (const [earlyMs, some] of byClocks(deeds))
      violations.push(
        ...(await checkDeeds(db, some, now, { graceMs: Math.max(GRACE_MS, earlyMs), earlyMs })),
      );
    return violations;
  }

  /** Apart, by how far off clocks may have been. */
  function byClocks<T extends { readonly at: Date }>(all: readonly T[]): ReadonlyMap<number, readonly T[]> {
    return Map.groupBy(all, ({ at }) => faults.offMs(at));
  }

  /** Again for a week, and at the end once more: something may be written about them afterwards. */
  async function checkErased(now: Date, isLast: boolean): Promise<readonly Violation[]> {
    const weekAgo = new Date(now.getTime() - 7 * 24 * HOUR);
    const gone = people.participants.filter(({ erasedAt }) => erasedAt && (isLast || erasedAt > weekAgo));
    for (const { code } of gone) erased.add(code);
    const wanted = gone.map(({ code, phone, formerPhones, facts }) => ({
      code,
      words: [code, ...[phone.id, ...formerPhones].map(String), facts.nickname, facts.text],
      id: facts.id,
    }));
    const violations: Violation[] = [];
    for (let from = 0; from < wanted.length; from += SEARCHED_AT_ONCE)
      violations.push(...(await findTraces(db, sealer, wanted.slice(from, from + SEARCHED_AT_ONCE), now)));
    return violations;
  }

  /** I8: what the app says has failed. */
  function checkFailures(log: string, now: Date): readonly Violation[] {
    const { own, excused } = failuresIn(log);
    add(failures, excused);
    add(repairs, repairsIn(log));
    add(databaseErrors, databaseErrorsIn(log));
    const what = "something of the app failed, and neither its database nor Telegram was to blame";
    return own.map((who) => ({ invariant: "I8", what, who, codes: [], at: now.toISOString() }));
  }

  /** I7: what was logged since the last time, and the metrics. */
  async function checkTalk(now: Date): Promise<readonly Violation[]> {
    const log = await readLog();
    chronicle.complaints(since, complaintsIn(log));
    const metrics = (await apps.metrics()).join("\n");
    const secret = [...secrets, ...people.participants.flatMap(({ invitations }) => invitations)];
    const violations = [...checkFailures(log, now)];
    for (const [where, text] of [
      ["a log", log],
      ["the metrics", metrics],
    ] as const) {
      const found = new Set([
        ...marksIn(text),
        ...secret.filter((one) => text.includes(one)).map(() => "a secret"),
        ...answersIn(text),
      ]);
      for (const who of found)
        violations.push({
          invariant: "I7",
          what: `a name, words, an answer or a secret in ${where}`,
          who,
          codes: [],
          at: now.toISOString(),
        });
    }
    return violations;
  }

  return {
    async look(isLast) {
      const now = clock.now();
      const violations = [
        ...(await checkRows(db, since, now, graceMs(now))),
        ...(await checkEverybodyAsked(now, isLast)),
        ...(await checkTapped(now, isLast)),
        ...(await checkDone(now, isLast)),
        ...(await checkErased(now, isLast)),
        ...(await checkCopies(now, isLast)),
        ...(await checkUnsent(now, isLast)),
        ...(await checkTalk(now)),
        ...onlookers.takeFound(),
        ...ends.splice(0),
      ];
      since = now;
      forget(now);
      return violations;
    },
    ended(ending) {
      const now = clock.now();
      if (ending.kind === "stopped") counts.longestStopMs = Math.max(counts.longestStopMs, ending.tookMs);
      if (ending.kind === "refused") counts.refused += 1;
      // What a fault breaks is whole again before the clock goes on.
      const struck = chronicle.faults.some(
        ({ kind, at }) => kind === "database" && at.getTime() === now.getTime(),
      );
      const wrong = judgeEnding(ending, struck || faults.outages.isFelt(now), slackMs);
      if (wrong) ends.push({ ...wrong, codes: [], at: now.toISOString() });
    },
    counts,
  };
}

function add(counts: { [what: string]: number }, more: Iterable<readonly [string, number]>): void {
  for (const [what, count] of more) counts[what] = (counts[what] ?? 0) + count;
}
