import type { Db, Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { addDays, dayClosesAt, type LocalDay } from "../domain/calendar.ts";
import { type History, type PastDay, pastDay } from "../domain/history.ts";
import { type Form, route, type S6Form } from "../domain/instrument.ts";
import type { Tier } from "../domain/tier.ts";
import { instrumentOf } from "../instruments/index.ts";
import { ANSWERS_OF_C, type AnswersColumn, readPastAnswers, rowsOf } from "./stored-answers.ts";

interface Row {
  readonly zone: string;
  readonly unreachable_since: Date | null;
  /** Null where the person has no check-in at all in these days. */
  readonly id: number | null;
  readonly local_day: LocalDay;
  readonly instrument: string;
  readonly form: Form;
  readonly s6_form: S6Form;
  readonly tier: Tier | null;
  readonly was_complete: boolean;
  readonly seconds: number | null;
  readonly answers: AnswersColumn;
}

/**
 * What is known of a person when the check-in of `today` is judged: one query over the days before it.
 * Today's own answers come from the check-in; only how long they took is read here.
 */
export async function readHistory(
  { sealer, instruments }: Pick<Deps, "sealer" | "instruments">,
  db: Db | Tx,
  {
    participantId,
    today,
    windowDays,
  }: { readonly participantId: number; readonly today: LocalDay; readonly windowDays: number },
  now: Date,
): Promise<History> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT p.zone, p.unreachable_since, c.id, c.local_day::text, c.instrument, c.form, c.s6_form,
           c.tier::text, c.completed_at IS NOT NULL AS was_complete,
           extract(epoch FROM COALESCE(c.completed_at, ${now}) - c.started_at)::float AS seconds,
           ${ANSWERS_OF_C} AS answers
    FROM participants p
    LEFT JOIN check_ins c ON c.participant_id = p.id
                         AND c.local_day BETWEEN ${addDays(today, -windowDays)}::date AND ${today}::date
    WHERE p.id = ${participantId}`;
  const days = rows.flatMap((row): PastDay[] => {
    if (row.id === null || row.local_day >= today) return [];
    const { id, form, s6_form: s6Form } = row;
    const stored = rowsOf(row.answers);
    const { answers, readable } = readPastAnswers(sealer, id, stored);
    const { total, ...past } = pastDay({
      day: row.local_day,
      route: route(instrumentOf(instruments, row.instrument), { form, s6Form }),
      answers,
      wasComplete: row.was_complete,
      tier: row.tier ?? undefined,
      seconds: row.seconds ?? undefined,
    });
    return [readable && total !== undefined ? { ...past, total } : past];
  });
  const secondsToday = rows.find(({ id, local_day }) => id !== null && local_day === today)?.seconds;
  return {
    today,
    days,
    blocked: rows.some(
      // What happened after the day is none of what it says, whenever it is judged.
      ({ zone, unreachable_since: since }) => since !== null && since < dayClosesAt(today, zone),
    ),
    ...(typeof secondsToday === "number" && { secondsToday }),
  };
}
