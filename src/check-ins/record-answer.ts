import { type Db, inTransaction, type Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { Answer } from "../domain/instrument.ts";
import { lockCheckIn, readCheckIn } from "./current-check-in.ts";
import { type Followed, nextQuestion, settleAnswer } from "./settle-answer.ts";
import { storeAnswer } from "./stored-answers.ts";
import { type Answered, type AnswerTap, askFor, isJudgedNow, type Refused, weigh } from "./weigh-answer.ts";

export type Recorded = Followed | Refused;

/**
 * The answer is a row before the person sees the next question. Repeating a tap changes nothing, and calls for somebody
 * only where it says that they are in danger and nobody has that in hand.
 * The answer that completes the check-in, or corrects a complete one, runs the rules and raises the
 * alert in its own transaction; so does the one that says that somebody is in danger, wherever it stands.
 */
export async function recordAnswer(deps: Deps, tap: AnswerTap, now: Date): Promise<Recorded> {
  // Most answers are followed by another question: a look and one statement, which settles races itself.
  const checkIn = await readCheckIn(deps, deps.db, tap);
  const step = await askFor(deps, deps.db, weigh(checkIn, tap, now), now);
  switch (step.kind) {
    case "unknown":
    case "closed":
      return step;
    case "next":
      if (isJudgedNow(step, tap.answer)) break;
      if (!step.changes || (await writeAnswer(deps, deps.db, step, tap.answer, now)))
        return nextQuestion(step, tap.answer);
      break;
    case "last":
      break;
  }
  return await inTransaction(deps.db, async (tx) => {
    // Writing takes the row where it still is as it was weighed; else it is taken first, and weighed anew.
    if (step.changes && (await writeAnswer(deps, tx, step, tap.answer, now)))
      return await settleAnswer(deps, tx, step, tap.answer, now);
    const locked = await lockCheckIn(deps, tx, tap);
    const anew = await askFor(deps, tx, weigh(locked, tap, now), now);
    if (anew.kind === "unknown" || anew.kind === "closed") return anew;
    if (anew.changes) await writeAnswer(deps, tx, anew, tap.answer, now);
    return await settleAnswer(deps, tx, anew, tap.answer, now);
  });
}

/** One statement. False, and nothing written, when the check-in has changed since it was read. */
async function writeAnswer(
  { sealer }: Deps,
  db: Db | Tx,
  { checkIn, question }: Answered,
  answer: Answer,
  now: Date,
): Promise<boolean> {
  const { value, sealed, skipped } = storeAnswer(sealer, checkIn.id, question, answer);
  const written = await db.$executeRaw`
    WITH unchanged AS (
      UPDATE check_ins
      SET state = CASE state WHEN 'prompted' THEN 'started' ELSE state END, started_at = COALESCE(started_at, ${now}),
          safety = COALESCE(safety, ${checkIn.safety})
      WHERE id = ${checkIn.id} AND xmin::text = ${checkIn.version}
      RETURNING id
    ), before AS (
      INSERT INTO answer_revisions (check_in_id, question_id, value, sealed, skipped, answered_at, replaced_at)
      SELECT check_in_id, question_id, value, sealed, skipped, answered_at, ${now}
      FROM answers JOIN unchanged ON unchanged.id = check_in_id WHERE question_id = ${question.id}
    )
    INSERT INTO answers (check_in_id, question_id, value, sealed, skipped, answered_at)
    SELECT id, ${question.id}, ${value}::smallint, ${sealed}::bytea, ${skipped}, ${now} FROM unchanged
    ON CONFLICT (check_in_id, question_id)
    DO UPDATE SET value = excluded.value, sealed = excluded.sealed, skipped = excluded.skipped, answered_at = excluded.answered_at`;
  return written === 1;
}
