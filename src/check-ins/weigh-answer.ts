import type { Db, Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { type Answer, type Answers, isAllowed, type Question } from "../domain/instrument.ts";
import { isDanger } from "../domain/rules.ts";
import { isLow, isSafetyDue, placeNow } from "../domain/safety.ts";
import { isAlarming } from "../domain/tier.ts";
import type { ParticipantPerson } from "../people/identify.ts";
import { askingSafety, type CurrentCheckIn, goesOn } from "./current-check-in.ts";
import { judgeCheckIn } from "./judge-check-in.ts";
import { firstOpenQuestion } from "./question-view.ts";
import { readSafetyPast } from "./safety-past.ts";

export interface AnswerTap {
  readonly checkInId: number;
  readonly telegramId: number;
  readonly questionId: string;
  readonly answer: Answer;
}

/** The answer does not count. */
export type Refused =
  /** The day has ended; nothing was changed. `goesOn`: another one comes. */
  | { readonly kind: "closed"; readonly participant: ParticipantPerson; readonly goesOn: boolean }
  /** Not this person's check-in, or no such question or answer on it. */
  | { readonly kind: "unknown" };

/** What a tap means for the check-in as it stands. */
export type Step = Refused | Taken;

/** The answer counts. */
export type Taken = Asking | ({ readonly kind: "last" } & Answered);

/** Another question is open. */
export interface Asking extends Answered {
  readonly kind: "next";
  readonly open: Question;
}

export interface Answered {
  readonly checkIn: CurrentCheckIn;
  readonly question: Question;
  /** With the new one. */
  readonly answers: Answers;
  readonly changes: boolean;
}

export function weigh(read: CurrentCheckIn | undefined, { questionId, answer }: AnswerTap, now: Date): Step {
  const question = read?.route.find(({ id }) => id === questionId);
  if (!read || !question || !isAllowed(question, answer)) return { kind: "unknown" };
  if (read.state === "closed" || now >= read.closesAt)
    return { kind: "closed", participant: read.participant, goesOn: goesOn(read, now) };
  const answers: Answers = new Map(read.answers).set(question.id, answer);
  const asks = read.safety === null && isLow(answers);
  const checkIn = asks ? askingSafety(read, placeNow(read.asked, answers)) : read;
  return { ...stepOf(checkIn, answers), question, changes: read.answers.get(question.id) !== answer };
}

function stepOf(checkIn: CurrentCheckIn, answers: Answers) {
  const open = firstOpenQuestion(checkIn, answers);
  const answered = { checkIn, answers };
  return open ? { kind: "next" as const, open, ...answered } : { kind: "last" as const, ...answered };
}

/**
 * When the signs are all answered, what they add up to may speak for the safety question, and what has happened since the
 * check-in was opened.
 */
export async function askFor(deps: Deps, db: Db | Tx, step: Step, now: Date): Promise<Step> {
  if (step.kind !== "next" || !step.changes || step.checkIn.safety !== null) return step;
  if (step.question.kind !== "sign" || step.open.kind === "sign") return step;
  const { checkIn, answers, ...rest } = step;
  const { tier } = await judgeCheckIn(deps, db, { ...checkIn, answers }, now);
  const isDue = async () =>
    isSafetyDue(await readSafetyPast(db, checkIn.participantId, checkIn.localDay, now));
  if (!isAlarming(tier) && !(await isDue())) return step;
  return { ...rest, ...stepOf(askingSafety(checkIn, placeNow(checkIn.asked, answers)), answers) };
}

/** Although another question follows: somebody is in danger, or what they had completed has changed. */
export function isJudgedNow(step: Answered, answer: Answer): boolean {
  return isDanger(step.question, answer) || isCorrection(step);
}

/**
 * Of what people may know already: it was complete, if only as the short form whose rest is being asked; or they were told
 * before its end.
 */
export function isCorrection({ checkIn, question, changes }: Answered): boolean {
  if (!changes) return false;
  if (checkIn.state === "completed" || (checkIn.resumed && checkIn.shortForm.includes(question.id)))
    return true;
  const before = checkIn.answers.get(question.id);
  return before !== undefined && (checkIn.toldEarly || isDanger(question, before));
}
