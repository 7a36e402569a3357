import type { Told } from "../alerts/who-was-told.ts";
import { inTransaction, type Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { type Answer, type Answers, isAllowed, type Question } from "../domain/instrument.ts";
import { assessCheckIn } from "./assess-check-in.ts";
import { type LockedCheckIn, lockCheckIn } from "./lock-check-in.ts";
import { copingStep, firstOpenQuestion, type QuestionView, questionView } from "./question-view.ts";
import { storeAnswer } from "./stored-answers.ts";

export interface AnswerTap {
  readonly checkInId: number;
  readonly telegramId: number;
  readonly questionId: string;
  readonly answer: Answer;
}

export type Recorded =
  | { readonly kind: "next"; readonly view: QuestionView }
  | {
      readonly kind: "completed";
      readonly checkInId: number;
      readonly corrected: boolean;
      readonly told?: Told;
    }
  /** The day has ended; nothing was changed. */
  | { readonly kind: "closed" }
  /** Not this person's check-in, or no such question or answer on it. */
  | { readonly kind: "unknown" };

/**
 * One tap, one transaction: the answer is a row before the person sees the next question.
 * Repeating a tap changes nothing. The answer that completes the check-in, or corrects a complete
 * one, runs the rules and raises the alert in this same transaction.
 */
export async function recordAnswer(deps: Deps, tap: AnswerTap, now: Date): Promise<Recorded> {
  return await inTransaction(deps.db, async (tx): Promise<Recorded> => {
    const checkIn = await lockCheckIn(deps, tx, tap);
    const question = checkIn?.route.find(({ id }) => id === tap.questionId);
    if (!checkIn || !question || !isAllowed(question, tap.answer)) return { kind: "unknown" };
    if (checkIn.state === "closed" || now >= checkIn.closesAt) return { kind: "closed" };

    const changed = checkIn.answers.get(question.id) !== tap.answer;
    if (changed) await writeAnswer(deps, tx, checkIn, question, tap.answer, now);
    if (checkIn.state === "prompted")
      await tx.checkIn.update({ where: { id: checkIn.id }, data: { state: "started", startedAt: now } });

    const answers: Answers = new Map(checkIn.answers).set(question.id, tap.answer);
    const open = firstOpenQuestion(checkIn, answers);
    if (open) {
      const coping = tap.answer === "skipped" ? undefined : copingStep(checkIn, question, tap.answer);
      return { kind: "next", view: questionView(checkIn, open, coping) };
    }
    const corrected = checkIn.state === "completed";
    if (corrected && !changed) return { kind: "completed", checkInId: checkIn.id, corrected: false };
    const assessed = await assessCheckIn(
      deps,
      tx,
      { ...checkIn, answers },
      corrected ? "corrected" : "check-in",
      now,
    );
    await tx.checkIn.update({
      where: { id: checkIn.id },
      data: {
        tier: assessed.tier,
        ...(!corrected && { state: "completed", completedAt: now, nudgeAt: null }),
      },
    });
    const { told } = assessed;
    return { kind: "completed", checkInId: checkIn.id, corrected, ...(told && { told }) };
  });
}

async function writeAnswer(
  { sealer }: Deps,
  tx: Tx,
  checkIn: LockedCheckIn,
  question: Question,
  answer: Answer,
  now: Date,
): Promise<void> {
  const { value, sealed, skipped } = storeAnswer(sealer, checkIn.id, question, answer);
  if (checkIn.answers.has(question.id))
    await tx.$executeRaw`
      INSERT INTO answer_revisions (check_in_id, question_id, value, sealed, skipped, answered_at, replaced_at)
      SELECT check_in_id, question_id, value, sealed, skipped, answered_at, ${now} FROM answers
      WHERE check_in_id = ${checkIn.id} AND question_id = ${question.id}`;
  await tx.$executeRaw`
    INSERT INTO answers (check_in_id, question_id, value, sealed, skipped, answered_at)
    VALUES (${checkIn.id}, ${question.id}, ${value}, ${sealed}, ${skipped}, ${now})
    ON CONFLICT (check_in_id, question_id)
    DO UPDATE SET value = excluded.value, sealed = excluded.sealed, skipped = excluded.skipped, answered_at = excluded.answered_at`;
}
