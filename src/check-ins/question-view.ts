import { daysBetween } from "../domain/calendar.ts";
import { type Answers, type Localised, nextQuestion, type Question } from "../domain/instrument.ts";
import type { CurrentCheckIn } from "./current-check-in.ts";

/** Everything a question's screen shows; no answer that was given before. */
export interface QuestionView {
  readonly checkInId: number;
  /** "Since your last check-in…" */
  readonly stem: Localised;
  readonly question: Question;
  /** 1-based. */
  readonly position: number;
  readonly of: number;
  /** The question before this one on the route, for going back. */
  readonly previous?: string;
  /** One small step, shown because of the answer just given. */
  readonly coping?: Localised;
}

export function questionView(checkIn: CurrentCheckIn, question: Question, coping?: Localised): QuestionView {
  const index = checkIn.route.indexOf(question);
  const previous = checkIn.route[index - 1]?.id;
  return {
    checkInId: checkIn.id,
    stem: checkIn.stem,
    question,
    position: index + 1,
    of: checkIn.route.length,
    ...(previous !== undefined && { previous }),
    ...(coping && { coping }),
  };
}

export function firstOpenQuestion(
  checkIn: CurrentCheckIn,
  answers: Answers = checkIn.answers,
): Question | undefined {
  return nextQuestion(checkIn.route, answers);
}

/** The step for a strong answer; another one each day, so that it does not wear out. */
export function copingStep(
  checkIn: CurrentCheckIn,
  question: Question,
  answer: number,
): Localised | undefined {
  if (question.copingFrom === undefined || answer < question.copingFrom || !question.coping?.length)
    return undefined;
  return question.coping[daysBetween("2026-01-01", checkIn.localDay) % question.coping.length];
}
