import type { Told } from "../alerts/who-was-told.ts";
import { reportedUse } from "../domain/abstinence.ts";
import { daysBetween } from "../domain/calendar.ts";
import type { Feedback } from "../domain/feedback.ts";
import {
  type Answer,
  type Answers,
  type Form,
  type Localised,
  nextQuestion,
  type Question,
} from "../domain/instrument.ts";
import { isHeavy } from "../domain/short-form.ts";
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
  /** Who was told because of the answers so far. */
  readonly told?: Told;
  /** The answer just given reports use. */
  readonly reportsUse?: true;
  /** The other form, which may be chosen instead. */
  readonly insteadForm?: Form;
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
  if (question.copingFrom === undefined || answer < question.copingFrom) return undefined;
  return stepOfDay(checkIn, question, 0);
}

/** What stood out, as its owner reads it. */
export interface FeedbackView {
  readonly comparison: Feedback["comparison"];
  readonly sign: { readonly kind: "risen" | "strongest"; readonly name: Localised } | undefined;
}

export function feedbackView(checkIn: CurrentCheckIn, { comparison, sign }: Feedback): FeedbackView {
  const question = sign && checkIn.route.find(({ id }) => id === sign.id);
  return { comparison, sign: question && { kind: sign.kind, name: question.name } };
}

/** Only the reporting form asks for it. */
export function reportsUse({ s6Form }: CurrentCheckIn, answer: Answer | undefined): boolean {
  return s6Form === "reporting" && reportedUse(answer) === "use";
}

/** The step that ends the feedback: another one than in the check-in of the same day, and than on the day before. */
export function feedbackStep(checkIn: CurrentCheckIn, signId: string): Localised | undefined {
  const question = checkIn.route.find(({ id }) => id === signId);
  return question && stepOfDay(checkIn, question, 1);
}

/** How many questions more a complete short check-in had better be followed by; undefined: it said enough. */
export function restOf(checkIn: CurrentCheckIn, answers: Answers = checkIn.answers): number | undefined {
  return checkIn.form === "short" && isHeavy(answers) ? checkIn.unasked : undefined;
}

function stepOfDay(
  { localDay }: CurrentCheckIn,
  { coping = [] }: Question,
  offset: number,
): Localised | undefined {
  return coping[(daysBetween("2026-01-01", localDay) + offset) % coping.length];
}
