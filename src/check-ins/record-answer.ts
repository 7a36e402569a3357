import type { Told } from "../alerts/who-was-told.ts";
import { type Db, inTransaction, type Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { type Answer, type Answers, isAllowed, type Question } from "../domain/instrument.ts";
import type { ParticipantPerson } from "../people/identify.ts";
import { assessCheckIn } from "./assess-check-in.ts";
import { type CurrentCheckIn, lockCheckIn, readCheckIn } from "./current-check-in.ts";
import { copingStep, firstOpenQuestion, type QuestionView, questionView } from "./question-view.ts";
import { storeAnswer } from "./stored-answers.ts";

export interface AnswerTap {
  readonly checkInId: number;
  readonly telegramId: number;
  readonly questionId: string;
  readonly answer: Answer;
}

export type Recorded =
  | { readonly kind: "next"; readonly participant: ParticipantPerson; readonly view: QuestionView }
  | {
      readonly kind: "completed";
      readonly participant: ParticipantPerson;
      readonly checkInId: number;
      readonly corrected: boolean;
      readonly told?: Told;
    }
  /** The day has ended; nothing was changed. */
  | { readonly kind: "closed"; readonly participant: ParticipantPerson }
  /** Not this person's check-in, or no such question or answer on it. */
  | { readonly kind: "unknown" };

/**
 * The answer is a row before the person sees the next question. Repeating a tap changes nothing.
 * The answer that completes the check-in, or corrects a complete one, runs the rules and raises the
 * alert in its own transaction.
 */
export async function recordAnswer(deps: Deps, tap: AnswerTap, now: Date): Promise<Recorded> {
  // Most answers are followed by another question: a look and one statement, which settles races itself.
  const checkIn = await readCheckIn(deps, deps.db, tap);
  const step = weigh(checkIn, tap, now);
  switch (step.kind) {
    case "unknown":
    case "closed":
      return step;
    case "next":
      if (!step.changes || (await writeAnswer(deps, deps.db, step, tap.answer, now)))
        return next(step, tap.answer);
      break;
    case "last":
      break;
  }
  return await inTransaction(deps.db, async (tx) => {
    const locked = await lockCheckIn(deps, tx, tap);
    return await settle(deps, tx, weigh(locked, tap, now), tap.answer, now);
  });
}

/** What a tap means for the check-in as it stands. */
type Step =
  | { readonly kind: "unknown" }
  | { readonly kind: "closed"; readonly participant: ParticipantPerson }
  | ({ readonly kind: "next"; readonly open: Question } & Answered)
  | ({ readonly kind: "last" } & Answered);

interface Answered {
  readonly checkIn: CurrentCheckIn;
  readonly question: Question;
  /** With the new one. */
  readonly answers: Answers;
  readonly changes: boolean;
}

function weigh(checkIn: CurrentCheckIn | undefined, { questionId, answer }: AnswerTap, now: Date): Step {
  const question = checkIn?.route.find(({ id }) => id === questionId);
  if (!checkIn || !question || !isAllowed(question, answer)) return { kind: "unknown" };
  if (checkIn.state === "closed" || now >= checkIn.closesAt)
    return { kind: "closed", participant: checkIn.participant };
  const answers: Answers = new Map(checkIn.answers).set(question.id, answer);
  const answered = { checkIn, question, answers, changes: checkIn.answers.get(question.id) !== answer };
  const open = firstOpenQuestion(checkIn, answers);
  return open ? { kind: "next", open, ...answered } : { kind: "last", ...answered };
}

function next({ checkIn, question, open }: Extract<Step, { kind: "next" }>, answer: Answer): Recorded {
  const coping = answer === "skipped" ? undefined : copingStep(checkIn, question, answer);
  return { kind: "next", participant: checkIn.participant, view: questionView(checkIn, open, coping) };
}

async function settle(deps: Deps, tx: Tx, step: Step, answer: Answer, now: Date): Promise<Recorded> {
  if (step.kind === "unknown" || step.kind === "closed") return step;
  const { checkIn, answers, changes } = step;
  const { id: checkInId, participant } = checkIn;
  if (changes) await writeAnswer(deps, tx, step, answer, now);
  if (step.kind === "next") return next(step, answer);
  const corrected = checkIn.state === "completed";
  if (corrected && !changes) return { kind: "completed", participant, checkInId, corrected: false };
  const cause = corrected ? "corrected" : "check-in";
  const { tier, told } = await assessCheckIn(deps, tx, { ...checkIn, answers }, cause, now);
  await tx.checkIn.update({
    where: { id: checkInId },
    data: { tier, ...(!corrected && { state: "completed", completedAt: now, nudgeAt: null }) },
  });
  return { kind: "completed", participant, checkInId, corrected, ...(told && { told }) };
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
      SET state = CASE state WHEN 'prompted' THEN 'started' ELSE state END, started_at = COALESCE(started_at, ${now})
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
