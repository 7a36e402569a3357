import { readAnswer } from "../check-ins/stored-answers.ts";
import type { Db } from "../db/client.ts";
import { SealError, type Sealer } from "../db/seal.ts";
import { type ReportedUse, reportedUse } from "../domain/abstinence.ts";
import { dbDate, type LocalDay } from "../domain/calendar.ts";
import { type Answer, type Question, route, SIGNS } from "../domain/instrument.ts";
import type { Tier } from "../domain/tier.ts";
import type { CheckInFacts, CheckInMark, SignValue, Week } from "../domain/week.ts";
import { type Instruments, instrumentOf } from "../instruments/index.ts";

/** The sign whose reporting form asks about use. */
const SUBSTANCE = "S6";

export interface WeekCheckIns {
  /** Opens the sealed answers of one person. */
  of(participantId: number): readonly CheckInFacts[];
  /** Check-ins with an answer that could not be opened, so far. */
  readonly unreadable: readonly number[];
}

/** The check-ins of five weeks. The database adds up; only sealed signs come one by one, and go nowhere else. */
export async function readWeekCheckIns(
  {
    db,
    sealer,
    instruments,
  }: { readonly db: Db; readonly sealer: Sealer; readonly instruments: Instruments },
  participantIds: readonly number[],
  { from, monday, sunday }: Week,
): Promise<WeekCheckIns> {
  const questions = [...instruments.values()].flatMap((instrument) => instrument.questions);
  const signs = [...new Set(questions.filter(({ kind }) => kind === "sign").map(({ id }) => id))];
  // One text for each person: hundreds of thousands of rows with fourteen columns cost more than all the adding up.
  // OFFSET 0 keeps the planner from comparing the question with the signs once for every aggregate.
  const people = await db.$queryRaw<{ id: number; check_ins: string }[]>`
    SELECT c.participant_id AS id,
           string_agg(concat_ws(E'\t', c.id, c.local_day, c.instrument, c.form, c.s6_form, c.state,
                                COALESCE(c.tier::text, ''), (c.tier = 'amber' AND c.amber_seen_at IS NULL AND NOT c.amber_quiet) IS TRUE,
                                a.answers, a.signs, a.sum, COALESCE(a.named, ''), COALESCE(a.sealed, '')),
                      E'\n') AS check_ins
    FROM check_ins c CROSS JOIN LATERAL (
      SELECT count(*) AS answers, count(*) FILTER (WHERE sign) AS signs,
             COALESCE(sum(value) FILTER (WHERE sign), 0) AS sum,
             string_agg(question_id || '=' || value, ',') FILTER (WHERE sign AND c.local_day >= ${dbDate(monday)}::date) AS named,
             string_agg(question_id || '=' || encode(sealed, 'hex'), ',') FILTER (WHERE sign AND sealed IS NOT NULL) AS sealed
      FROM (SELECT question_id, value, sealed, question_id = ANY(${signs}) AS sign
            FROM answers WHERE check_in_id = c.id OFFSET 0) answer
    ) a
    WHERE c.participant_id = ANY(${[...participantIds]})
      AND c.local_day BETWEEN ${dbDate(from)}::date AND ${dbDate(sunday)}::date
    GROUP BY c.participant_id`;
  const unreadable: number[] = [];
  const read = reader(sealer, instruments, unreadable);
  const byPerson = new Map(people.map(({ id, check_ins }) => [id, check_ins]));
  return { of: (id) => byPerson.get(id)?.split("\n").map(read) ?? [], unreadable };
}

/** One check-in as the database adds it up. */
type Columns = readonly [
  id: string,
  day: LocalDay,
  instrument: string,
  form: string,
  s6Form: string,
  state: string,
  tier: Tier | "",
  waiting: string,
  answers: string,
  /** Signs with an answer, a skip being one. */
  signs: string,
  /** Of the unsealed signs. */
  sum: string,
  /** "S1=2,S3=0", for days of the week itself. */
  named: string,
  /** "S6=<hex>" */
  sealed: string,
];

interface Asked {
  readonly signs: number;
  readonly named: ReadonlyMap<string, Question>;
}

function reader(
  sealer: Sealer,
  instruments: Instruments,
  unreadable: number[],
): (line: string) => CheckInFacts {
  const known = new Map<string, Asked>();
  const askedIn = (instrument: string, form: string, s6Form: string): Asked => {
    const key = `${instrument} ${form} ${s6Form}`;
    const found = known.get(key);
    if (found) return found;
    const questions = route(instrumentOf(instruments, instrument), {
      form: form === "short" ? "short" : "full",
      s6Form: s6Form === "reporting" ? "reporting" : "soft",
    }).filter(({ kind }) => kind === "sign");
    const asked = { signs: questions.length, named: new Map(questions.map((each) => [each.id, each])) };
    known.set(key, asked);
    return asked;
  };

  return (line) => {
    const [id, day, instrument, form, s6Form, state, tier, waiting, answers, signs, sum, named, sealed] =
      line.split("\t") as unknown as Columns;
    const asked = askedIn(instrument, form, s6Form);
    const opened = sealed === "" ? [] : open(sealer, Number(id), sealed);
    const isReadable = opened !== undefined;
    if (!isReadable) unreadable.push(Number(id));
    const numbers = (opened ?? []).flatMap(([, value]) => (typeof value === "number" ? [value] : []));
    const isWhole = isReadable && asked.signs >= SIGNS && Number(signs) === asked.signs;
    const use: ReportedUse | undefined =
      s6Form === "reporting" && asked.named.has(SUBSTANCE)
        ? reportedUse(opened?.find(([questionId]) => questionId === SUBSTANCE)?.[1])
        : undefined;
    return {
      day,
      mark: markOf(state, tier, answers !== "0"),
      complete: state === "completed",
      // A skip counts as 0, or the total would say that there was one.
      ...(isWhole && { total: numbers.reduce((total, value) => total + value, Number(sum)) }),
      signs: named === "" ? [] : signValues(named, asked),
      ...(use && { use }),
      ...(!isReadable && { unreadable: true }),
      ...(waiting === "t" && { waiting: true }),
    };
  };
}

/** Undefined when one of them cannot be opened: damaged, moved, or sealed under a key that is gone. */
function open(sealer: Sealer, checkInId: number, sealed: string): (readonly [string, Answer])[] | undefined {
  try {
    return sealed.split(",").map((entry) => {
      const [questionId = "", hex = ""] = entry.split("=");
      const row = { questionId, value: null, sealed: Buffer.from(hex, "hex"), skipped: false };
      return [questionId, readAnswer(sealer, checkInId, row)];
    });
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}

/** In the order asked. */
function signValues(named: string, { named: questions }: Asked): readonly SignValue[] {
  const values = new Map(named.split(",").map((entry) => entry.split("=") as [string, string]));
  return [...questions.values()].flatMap(({ id, name, sealed }) => {
    const value = values.get(id);
    return value === undefined || sealed ? [] : [{ id, name, value: Number(value) }];
  });
}

function markOf(state: string, tier: Tier | "", answered: boolean): CheckInMark {
  if (state === "closed" && !answered) return "missing";
  return tier === "" ? "open" : tier;
}
