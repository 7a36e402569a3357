import { readAnswer } from "../../check-ins/stored-answers.ts";
import type { Db } from "../../db/client.ts";
import type { Prisma } from "../../db/generated/client.ts";
import { openOrNothing, type Sealer } from "../../db/seal.ts";
import { sealedColumns } from "../../db/sealed-columns.ts";
import { SLOW_KINDS } from "../../outbox/enqueue.ts";
import type { Tap } from "./record.ts";
import type { Violation } from "./violation.ts";

interface Found {
  readonly who: string;
  readonly code?: string;
}

/** A tick comes every quarter of a minute; in a simulation at every instant at which something is due. */
const GRACE_MS = 60_000;

/** For which Telegram's refusals and the deaths of a few processes one after the other put a message off. */
const TRIED_FOR = "15 minutes";
/** Two leases of what takes its time. */
const SLOW_TRIED_FOR = "25 minutes";
/** No quiet hours are longer. */
const NIGHT_MS = 14 * 3_600_000;

/**
 * Holds the rows of a day against what must always hold. Written in SQL of its own and over everything that
 * happened since `since`, whatever the app's own auditor thinks of it. `graceMs`: how late something may be.
 */
export async function checkRows(
  db: Db,
  since: Date,
  now: Date,
  graceMs = GRACE_MS,
): Promise<readonly Violation[]> {
  const late = new Date(now.getTime() - graceMs);
  const morning = new Date(now.getTime() + NIGHT_MS);
  const questions: readonly (readonly [Violation["invariant"], string, Promise<readonly Found[]>])[] = [
    [
      "I1",
      "a check-in before release",
      db.$queryRaw`
        SELECT p.code AS who, p.code FROM check_ins c JOIN participants p ON p.id = c.participant_id
        WHERE c.opened_at > ${since} AND c.local_day < p.release_date`,
    ],
    [
      "I1",
      "a red after which the phases do not begin again",
      // Of the day that it is about, which may be closed late.
      db.$queryRaw`
        SELECT p.code || ' at ' || e.at AS who, p.code
        FROM alert_events e JOIN alerts a ON a.id = e.alert_id JOIN participants p ON p.id = a.participant_id
        CROSS JOIN LATERAL (SELECT (e.at AT TIME ZONE p.zone)::date AS day) red
        WHERE e.tier = 'red' AND e.kind IN ('opened', 'attached', 'corrected') AND e.at > ${since}
          AND NOT EXISTS (SELECT FROM unnest(p.reentered_on) again WHERE again BETWEEN red.day - 3 AND red.day)`,
    ],
    [
      "I1",
      "a short check-in within four weeks of the release or of a red, or of days that were hard",
      // What became red on the day itself or was closed late came after the choice.
      db.$queryRaw`
        SELECT p.code || ' check-in ' || c.id AS who, p.code
        FROM check_ins c JOIN participants p ON p.id = c.participant_id
        WHERE c.form = 'short' AND c.opened_at > ${since}
          AND (c.local_day - GREATEST(p.release_date, (SELECT max(again) FROM unnest(p.reentered_on) again
                                                       WHERE again < c.local_day - 1)) <= 28
               OR EXISTS (SELECT FROM check_ins b WHERE b.participant_id = p.id AND b.tier IN ('orange', 'red')
                            AND b.local_day BETWEEN c.local_day - 3 AND c.local_day - 2))`,
    ],
    [
      "I1",
      "a check-in without consent",
      db.$queryRaw`
        SELECT p.code AS who, p.code FROM check_ins c JOIN participants p ON p.id = c.participant_id
        WHERE c.opened_at > ${since} AND EXISTS (
          SELECT FROM unnest(ARRAY['checkIn', 'counselor']::consent_purpose[]) required
          WHERE NOT COALESCE((SELECT granted FROM consents n
                              WHERE n.participant_id = p.id AND n.purpose = required AND n.at <= c.opened_at
                              ORDER BY n.id DESC LIMIT 1), false))`,
    ],
    [
      "I1",
      "an active person without a next prompt",
      db.$queryRaw`
        SELECT code AS who, code FROM participants
        WHERE status = 'active' AND (next_prompt_at IS NULL OR next_prompt_at < ${late})`,
    ],
    [
      "I3",
      "an orange or red check-in that nobody was told of and that was not kept quiet",
      db.$queryRaw`
        SELECT p.code || ' check-in ' || c.id AS who, p.code
        FROM check_ins c JOIN participants p ON p.id = c.participant_id
        WHERE c.tier IN ('orange', 'red') AND COALESCE(c.completed_at, c.closes_at) > ${since}
          AND NOT EXISTS (
            SELECT FROM alert_events e JOIN alerts a ON a.id = e.alert_id
            WHERE a.participant_id = p.id AND e.kind IN ('opened', 'attached', 'corrected')
              -- What the last sign brought about was told at once, whether the question about safety was answered or not.
              AND e.at >= COALESCE(c.completed_at, (SELECT max(n.answered_at) FROM answers n WHERE n.check_in_id = c.id), c.closes_at))
          AND NOT EXISTS (
            SELECT FROM audit_events e
            WHERE e.action = 'alert-kept-quiet' AND e.subject = 'check-in:' || c.id
              -- Only what people have heard before is spared them; a clock may have been off when they did.
              AND EXISTS (SELECT FROM alert_events v JOIN alerts a ON a.id = v.alert_id
                          WHERE a.participant_id = p.id AND v.at <= e.at + interval '15 minutes'))`,
    ],
    [
      "I3",
      "a new alert, or an emergency on an open one, of which nobody of staff was written to",
      // By the number of the entry that it came with, and not by times, which are put right where a clock was ahead. What
      // becomes of it is judged with what never left. Of what else is added people may have heard before.
      db.$queryRaw`
        SELECT p.code || ' at ' || e.at AS who, p.code
        FROM alert_events e JOIN alerts a ON a.id = e.alert_id JOIN participants p ON p.id = a.participant_id
        WHERE e.at > ${since}
          AND (e.kind = 'opened' OR (e.kind IN ('attached', 'corrected') AND e.tier = 'red'))
          AND NOT EXISTS (
            SELECT FROM alert_events n
            WHERE n.alert_id = e.alert_id AND n.id >= e.id AND n.at = e.at
              AND (n.kind = 'nobody-to-tell' OR (n.kind = 'held-for-quiet-hours' AND e.tier <> 'red')
                   OR EXISTS (SELECT FROM outbox o
                              WHERE o.alert_id = n.alert_id AND o.kind = 'alert'
                                AND o.dedupe_key LIKE 'alert:' || n.alert_id || ':' || n.id || ':%')))`,
    ],
    [
      "I3",
      "answers that nobody has judged",
      db.$queryRaw`
        SELECT p.code || ' check-in ' || c.id AS who, p.code
        FROM check_ins c JOIN participants p ON p.id = c.participant_id
        WHERE c.state IN ('completed', 'closed') AND c.tier IS NULL AND COALESCE(c.completed_at, c.closes_at) > ${since}
          AND EXISTS (SELECT FROM answers n WHERE n.check_in_id = c.id)`,
    ],
    [
      "I3",
      "a red check-in that was kept quiet",
      db.$queryRaw`
        SELECT p.code || ' check-in ' || c.id AS who, p.code
        FROM check_ins c JOIN participants p ON p.id = c.participant_id
        JOIN audit_events e ON e.action = 'alert-kept-quiet' AND e.subject = 'check-in:' || c.id
        WHERE c.tier = 'red' AND e.at > ${since}
          -- Orange first, kept quiet, and red once an answer was corrected.
          AND NOT EXISTS (
            SELECT FROM alert_events v JOIN alerts a ON a.id = v.alert_id
            WHERE a.participant_id = p.id AND v.tier = 'red' AND v.kind IN ('opened', 'attached', 'corrected')
              AND v.at >= e.at)`,
    ],
    [
      "I3",
      "an open alert without a due time and without anybody who holds it",
      db.$queryRaw`
        SELECT 'alert ' || a.id AS who, p.code FROM alerts a JOIN participants p ON p.id = a.participant_id
        WHERE a.state <> 'closed' AND (a.escalate_at IS NULL OR a.escalate_at < ${late})
          AND (a.holder_id IS NULL OR a.state IN ('open', 'notReached'))`,
    ],
    [
      "I3",
      "an alert that reached nobody and is not marked",
      db.$queryRaw`
        SELECT 'alert ' || a.id AS who, p.code FROM alerts a JOIN participants p ON p.id = a.participant_id
        JOIN programmes g ON g.id = p.programme_id
        -- Whoever acts on it has heard of it; while nobody does, what reached people before the ladder began again is not enough.
        CROSS JOIN LATERAL (SELECT a.state = 'open' AS is_open) waiting
        CROSS JOIN LATERAL (
          SELECT COALESCE(max(e.id), 0) AS id FROM alert_events e
          WHERE waiting.is_open AND e.alert_id = a.id AND e.kind IN ('opened', 'attached', 'corrected') AND e.tier = 'red'
            AND e.at < ${late}::timestamptz - ${TRIED_FOR}::interval) emergency
        WHERE (a.state <> 'closed' OR a.opened_at > ${since}) AND a.opened_at < ${late} AND a.undelivered_at IS NULL
          AND NOT EXISTS (
            SELECT FROM outbox o WHERE o.alert_id = a.id AND o.kind = 'alert'
              AND (o.id > a.told_after OR NOT waiting.is_open)
              -- By the number of the entry that it came with.
              AND (emergency.id = 0 OR split_part(o.dedupe_key, ':', 3)::int >= emergency.id)
              -- What is tried for too long is asked about itself.
              AND (o.state = 'sent' OR (o.state = 'pending'
                AND o.intended_at BETWEEN ${late}::timestamptz - ${TRIED_FOR}::interval AND ${morning})))
          AND NOT EXISTS (
            SELECT FROM alert_events e
            CROSS JOIN LATERAL (SELECT e.at AT TIME ZONE g.zone AS held,
                                       make_interval(mins => COALESCE((g.settings #>> '{quietHours,to}')::int, 420)) AS ends) night
            WHERE e.alert_id = a.id AND e.kind = 'held-for-quiet-hours' AND e.id > emergency.id
              AND (night.held::date + CASE WHEN night.held::time < night.ends::time THEN interval '0' ELSE interval '1 day' END
                   + night.ends) AT TIME ZONE g.zone > ${late})`,
    ],
    [
      "I4",
      "a message that waits although it is due",
      db.$queryRaw`
        SELECT o.kind || ' ' || o.id AS who, p.code FROM outbox o LEFT JOIN participants p ON p.id = o.participant_id
        WHERE o.state = 'pending' AND (
          o.due_at < ${late}
          -- Every claim and every retry moves that on, and only the first time at which it was to leave does not lie.
          OR (o.intended_at < ${late}::timestamptz
                - CASE WHEN o.kind = ANY (${[...SLOW_KINDS]}) THEN ${SLOW_TRIED_FOR}::interval ELSE ${TRIED_FOR}::interval END
              -- That one is asked about itself.
              AND NOT EXISTS (SELECT FROM outbox earlier
                              WHERE earlier.sequence = o.sequence AND earlier.id < o.id AND earlier.state = 'pending')))`,
    ],
    [
      "I5",
      "an alert sent to somebody of another programme",
      db.$queryRaw`
        SELECT 'alert ' || o.alert_id || ' to staff ' || s.id AS who, p.code
        FROM outbox o JOIN staff s ON s.id = o.staff_id JOIN alerts a ON a.id = o.alert_id
        JOIN participants p ON p.id = a.participant_id
        WHERE o.kind = 'alert' AND o.sent_at > ${since} AND s.programme_id <> p.programme_id`,
    ],
  ];
  const violations: Violation[] = [];
  for (const [invariant, what, rows] of questions)
    for (const { who, code } of await rows)
      violations.push({ invariant, what, who, codes: code ? [code] : [], at: now.toISOString() });
  return violations;
}

export interface TapsChecked {
  readonly violations: readonly Violation[];
  /** What stands in the database as it was tapped, and has to stay there. */
  readonly held: readonly Tap[];
  /** What came around a day's very end: it may have been too late. */
  readonly doubtful: readonly Tap[];
}

/**
 * I2: every tap that Telegram took of somebody who took part stands in the database, under its own question, as it was
 * tapped last. Of whoever is erased nothing is expected. `graceMs`: how far a clock may be off at a day's end.
 */
export async function checkTaps(
  db: Db,
  sealer: Sealer,
  taps: readonly Tap[],
  now: Date,
  {
    isErased = () => false,
    graceMs = 0,
  }: { readonly isErased?: (code: string) => boolean; readonly graceMs?: number } = {},
): Promise<TapsChecked> {
  const ids = [...new Set(taps.map(({ checkInId }) => checkInId))];
  const checkIns = await db.checkIn.findMany({
    where: { id: { in: ids } },
    select: { id: true, closesAt: true, answers: true, participant: { select: { code: true } } },
  });
  const known = new Map(checkIns.map((checkIn) => [checkIn.id, checkIn]));
  const stored = new Map(
    checkIns.flatMap(({ answers }) =>
      answers.map((row) => [`${row.checkInId}:${row.questionId}`, readAnswer(sealer, row.checkInId, row)]),
    ),
  );
  const violations: Violation[] = [];
  const held: Tap[] = [];
  const doubtful: Tap[] = [];
  for (const tap of taps) {
    const { code, checkInId, question, answer, at } = tap;
    if (isErased(code)) continue;
    const violated = (what: string) => {
      const who = `check-in ${checkInId} ${question}`;
      violations.push({ invariant: "I2", what, who, codes: [code], at: now.toISOString() });
    };
    const checkIn = known.get(checkInId);
    if (checkIn?.participant.code !== code) {
      violated("a tap whose check-in is gone");
      continue;
    }
    const late = at.getTime() - checkIn.closesAt.getTime();
    if (Math.abs(late) <= graceMs) doubtful.push(tap);
    // A tap after the day has ended gets a kind answer, and is no answer any more.
    if (late >= -graceMs) continue;
    const found = stored.get(`${checkInId}:${question}`);
    if (found === answer) held.push(tap);
    else violated(found === undefined ? "a tap that is not in the database" : "a tap with another value");
  }
  return { violations, held, doubtful };
}

/** Where the number of somebody who was erased stays, and nothing else of them. */
const KEEP_NUMBERS: ReadonlySet<string> = new Set(["public.tombstones", "public.audit_events"]);
/** A year's tables, each read as a whole: longer than a statement of the app may take. */
export const SEARCHED_WITHIN_MS = 10 * 60_000;
/** Below it, a number at random may be one of something else. */
const LEAST_NUMBER = 1_000_000;

/** Of what is sealed, where there are only numbers, names of rules, and keys. */
const WITHOUT_WORDS: ReadonlySet<string> = new Set(["answers", "answer_revisions", "alerts", "audit_chains"]);

interface Erased {
  readonly code: string;
  readonly words: readonly string[];
  readonly id?: number;
}

/**
 * I6: what is still to be found of somebody who was erased, anywhere in the database, by words or by their number; also
 * sealed, such as in what somebody of staff was just writing.
 */
export async function findTraces(
  db: Db,
  sealer: Sealer,
  erased: readonly Erased[],
  now: Date,
): Promise<readonly Violation[]> {
  if (erased.length === 0) return [];
  const found = await db.$transaction(
    async (tx) => {
      await tx.$executeRaw`SET LOCAL statement_timeout = 0`;
      return [...(await searchTables(tx, erased)), ...(await searchSealed(tx, sealer, erased))];
    },
    { timeout: SEARCHED_WITHIN_MS },
  );
  return found.map(({ word, where }) => {
    const code = erased.find((one) => [...one.words, ...numbersOf(one)].includes(word))?.code ?? word;
    return {
      invariant: "I6",
      what: `somebody who was erased is still to be found in ${where}`,
      who: `${code}: ${word}`,
      codes: [code],
      at: now.toISOString(),
    };
  });
}

interface Trace {
  readonly word: string;
  readonly where: string;
}

const numbersOf = ({ id = 0 }: Erased) => (id < LEAST_NUMBER ? [] : [String(id)]);
/** Not a part of a longer number, code or hexadecimal value: sealed bytes have any digits by chance. */
const patternOf = (all: readonly string[]) => `(?<![0-9a-f])(${all.join("|")})(?![0-9a-f])`;

async function searchTables(
  tx: Prisma.TransactionClient,
  erased: readonly Erased[],
): Promise<readonly Trace[]> {
  const tables = await tx.$queryRaw<{ name: string }[]>`
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`;
  const words = erased.flatMap((one) => one.words);
  const numbers = erased.flatMap(numbersOf);
  const traces: Trace[] = [];
  for (const { name } of tables) {
    const wanted = KEEP_NUMBERS.has(name) ? words : [...words, ...numbers];
    // With its bounds alone it takes twice as long.
    const rows = await tx.$queryRawUnsafe<{ word: string }[]>(
      `SELECT DISTINCT substring(row::text FROM $1) AS word FROM ${name} row
       WHERE row::text ~ $2 AND row::text ~ $1`,
      patternOf(wanted),
      wanted.join("|"),
    );
    traces.push(...rows.map(({ word }) => ({ word, where: name })));
  }
  return traces;
}

async function searchSealed(
  tx: Prisma.TransactionClient,
  sealer: Sealer,
  erased: readonly Erased[],
): Promise<readonly Trace[]> {
  const wanted = new RegExp(patternOf(erased.flatMap((one) => [...one.words, ...numbersOf(one)])), "g");
  const traces: Trace[] = [];
  for (const { table, column, reads, context } of sealedColumns) {
    if (WITHOUT_WORDS.has(table)) continue;
    const rows = await tx.$queryRawUnsafe<Readonly<Record<string, unknown>>[]>(
      `SELECT ${[...reads, column].join(", ")} FROM ${table} WHERE octet_length(${column}) > 0`,
    );
    const opened = rows.map((row) => openOrNothing(sealer, row[column] as Uint8Array, context(row)) ?? "");
    const found = new Set(opened.flatMap((text) => text.match(wanted) ?? []));
    traces.push(...[...found].map((word) => ({ word, where: `public.${table}, sealed` })));
  }
  return traces;
}
