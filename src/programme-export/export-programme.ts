import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";
import { connect } from "../db/connect.ts";
import { openOrNothing, type Sealer, UNREADABLE } from "../db/seal.ts";
import { sealContext } from "../db/sealed-columns.ts";
import { everyQuestion } from "../domain/instrument.ts";
import type { Instruments } from "../instruments/index.ts";
import { cell } from "./csv.ts";
import { notice } from "./notice.ts";

export interface ExportOrder {
  readonly url: string;
  readonly programmeId: number;
  readonly directory: string;
  /** Replace an export that is there. */
  readonly overwrite: boolean;
  /**
   * Say which questions are sealed: their answers could incriminate, or concern a person's safety. They are left out without
   * `sealer`, with what tells them.
   */
  readonly instruments: Instruments;
  /** Puts those answers into a file of their own, and the tiers of days and the chosen rhythm into theirs. */
  readonly sealer?: Sealer;
  readonly release: string;
  readonly now: Date;
  readonly progress: (done: number, of: number) => void;
  /** Puts it on record, before the first row is read. */
  readonly record: () => Promise<void>;
  /** Once it is aborted, no more is written and what was is removed. */
  readonly signal: AbortSignal;
}

export type Exported =
  | {
      readonly kind: "exported";
      readonly files: readonly string[];
      readonly people: number;
      readonly leftOut: number;
    }
  /** People answered these, and they are not among `instruments`. */
  | { readonly kind: "questionnaires-missing"; readonly keys: readonly string[] }
  /** There is something already. */
  | { readonly kind: "in-the-way"; readonly ours: boolean };

const PARTICIPATING = "p.status IN ('active', 'frozen')";
const FETCH = 1000;

/**
 * A programme as CSV files for handing it over or for research, as of one moment. By code; without names, accounts, notes,
 * messages and the reasons of alerts. Whoever has withdrawn is left out. The directory appears when it is whole.
 *
 * @throws the reason of `signal` once it is aborted
 */
export async function exportProgramme(order: ExportOrder): Promise<Exported> {
  const { directory, now, signal } = order;
  const there = await readdir(directory).catch(() => undefined);
  const tables = tablesOf(order);
  const ours = there !== undefined && isExport(there, tables);
  if (there && there.length > 0 && !(order.overwrite && ours)) return { kind: "in-the-way", ours };

  const draft = `${directory}.partial`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  const client = await connect(order.url, "export");
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const { rows } = await client.query<{ name: string; zone: string; people: number; others: number }>(
      `SELECT name, zone, (SELECT count(*)::int FROM participants p WHERE p.programme_id = g.id AND ${PARTICIPATING}) AS people,
         (SELECT count(*)::int FROM participants p WHERE p.programme_id = g.id AND NOT (${PARTICIPATING})) AS others
       FROM programmes g WHERE id = $1`,
      [order.programmeId],
    );
    const [programme] = rows;
    if (!programme) throw new Error(`there is no programme ${order.programmeId}`);
    const missing = await missingQuestionnaires(client, order);
    if (missing.length > 0) return { kind: "questionnaires-missing", keys: missing };
    await order.record();
    const steps = tables.length + (order.sealer ? 1 : 0);
    for (const [index, { file, query }] of tables.entries()) {
      const copy = client.query(copyTo(`COPY (${query}) TO STDOUT (FORMAT csv, HEADER)`));
      await pipeline(copy, createWriteStream(join(draft, file), { mode: 0o600 }), { signal });
      order.progress(index + 1, steps);
    }
    if (order.sealer)
      await pipeline(
        sealedAnswers(client, order, order.sealer),
        createWriteStream(join(draft, SEALED), { mode: 0o600 }),
        { signal },
      );
    order.progress(steps, steps);
    const { name, zone, people, others: leftOut } = programme;
    const facts = { programme: name, zone, exportedAt: now, release: order.release, people, leftOut };
    await writeFile(join(draft, FACTS), `${JSON.stringify(facts, null, 2)}\n`, { mode: 0o600 });
    await writeFile(join(draft, NOTICE), notice, { mode: 0o600 });
    signal.throwIfAborted();
    await putInPlace(draft, directory);
    return { kind: "exported", files: (await readdir(directory)).toSorted(), people, leftOut };
  } finally {
    await client.end().catch(() => undefined);
    await rm(draft, { recursive: true, force: true });
  }
}

const NOTICE = "NOTICE.txt";
const FACTS = "programme.json";
const SEALED = "sealed-answers.csv";

/** Whole, and nothing of anybody else's beside it. */
function isExport(names: readonly string[], tables: readonly { readonly file: string }[]): boolean {
  const known = new Set([NOTICE, FACTS, SEALED, ...tables.map(({ file }) => file)]);
  return names.includes(NOTICE) && names.every((name) => known.has(name));
}

/** Keys of those that people answered and that are not here. */
async function missingQuestionnaires(
  client: Client,
  { programmeId, instruments }: ExportOrder,
): Promise<readonly string[]> {
  const { rows } = await client.query<{ key: string }>(
    `SELECT DISTINCT c.instrument AS key FROM check_ins c JOIN participants p ON p.id = c.participant_id
     WHERE p.programme_id = $1 AND ${PARTICIPATING}
       AND EXISTS (SELECT FROM answers a WHERE a.check_in_id = c.id) ORDER BY key`,
    [programmeId],
  );
  return rows.map(({ key }) => key).filter((key) => !instruments.has(key));
}

function tablesOf({ programmeId, instruments, sealer }: ExportOrder) {
  // A coloured day that no other answer explains, and daily check-ins after a rhythm of three a week, tell the sealed one.
  const [tier, rhythm] = sealer
    ? ["CASE WHEN c.started_at IS NOT NULL THEN c.tier END AS tier, ", "p.three_a_week_since, "]
    : ["", ""];
  const of = `p.programme_id = ${programmeId} AND ${PARTICIPATING}`;
  return [
    {
      file: "participants.csv",
      query: `SELECT p.code, p.status, p.locale AS language, p.zone, p.release_date, p.check_in_minute, ${rhythm}p.created_at AS enrolled_at
              FROM participants p WHERE ${of} ORDER BY p.code`,
    },
    {
      file: "check-ins.csv",
      query: `SELECT p.code, c.local_day AS day, c.instrument, c.form, c.unplanned, c.state,
                ${tier}c.opened_at, c.started_at, c.completed_at, c.nudges_sent
              FROM check_ins c JOIN participants p ON p.id = c.participant_id WHERE ${of} ORDER BY p.code, c.local_day`,
    },
    {
      file: "answers.csv",
      query: `SELECT p.code, c.local_day AS day, a.question_id AS question, a.value, a.skipped, a.answered_at
              FROM answers a JOIN check_ins c ON c.id = a.check_in_id JOIN participants p ON p.id = c.participant_id
              WHERE ${of} AND a.sealed IS NULL AND (c.instrument, a.question_id) NOT IN (${sealedQuestions(instruments)})
              ORDER BY p.code, c.local_day, a.answered_at, a.question_id`,
    },
    {
      file: "alerts.csv",
      query: `SELECT p.code, a.id AS alert, a.tier, a.state, a.rules_version, a.opened_at, a.acknowledged_at, a.contacted_at,
                a.closed_at, a.outcome
              FROM alerts a JOIN participants p ON p.id = a.participant_id WHERE ${of} ORDER BY p.code, a.id`,
    },
    {
      file: "alert-events.csv",
      query: `SELECT p.code, e.alert_id AS alert, e.kind, e.at, e.tier
              FROM alert_events e JOIN alerts a ON a.id = e.alert_id JOIN participants p ON p.id = a.participant_id
              WHERE ${of} ORDER BY p.code, e.id`,
    },
    {
      file: "consents.csv",
      query: `SELECT p.code, c.purpose, c.granted, c.manner, c.locale AS language, c.text_hash, c.at
              FROM consents c JOIN participants p ON p.id = c.participant_id WHERE ${of} ORDER BY p.code, c.id`,
    },
  ];
}

/** Also those that somebody did not want to give: a silence on these questions says something, and is none of "not asked". */
async function* sealedAnswers(
  client: Client,
  { programmeId, instruments }: ExportOrder,
  sealer: Sealer,
): AsyncGenerator<string> {
  yield "code,day,question,value,answered_at\n";
  await client.query(
    `DECLARE sealed NO SCROLL CURSOR FOR
     SELECT p.code, c.id, c.local_day::text AS day, a.question_id AS question, a.sealed AS value, a.answered_at AS at
     FROM answers a JOIN check_ins c ON c.id = a.check_in_id JOIN participants p ON p.id = c.participant_id
     WHERE p.programme_id = ${programmeId} AND ${PARTICIPATING}
       AND (a.sealed IS NOT NULL OR (a.skipped AND (c.instrument, a.question_id) IN (${sealedQuestions(instruments)})))
     ORDER BY p.code, c.local_day, a.question_id`,
  );
  for (;;) {
    const { rows } = await client.query<{
      code: string;
      id: number;
      day: string;
      question: string;
      value: Buffer | null;
      at: Date;
    }>(`FETCH ${FETCH} FROM sealed`);
    if (rows.length === 0) return;
    for (const { code, id, day, question, value, at } of rows) {
      const answer =
        value === null
          ? "skipped"
          : (openOrNothing(sealer, value, sealContext.answer(id, question)) ?? UNREADABLE);
      yield `${[code, day, question, answer, at.toISOString()].map(cell).join(",")}\n`;
    }
  }
}

/** As pairs in a statement, of the questionnaire and the question. */
function sealedQuestions(instruments: Instruments): string {
  const pairs = [...instruments.values()].flatMap((instrument) =>
    everyQuestion(instrument)
      .filter(({ sealed }) => sealed)
      .map(({ id }) => `(${literal(instrument.key)}, ${literal(id)})`),
  );
  return pairs.join(", ");
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

async function putInPlace(draft: string, directory: string): Promise<void> {
  const aside = `${directory}.replaced`;
  await rm(aside, { recursive: true, force: true });
  await rename(directory, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  await rename(draft, directory);
  await rm(aside, { recursive: true, force: true });
}
