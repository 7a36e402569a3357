import { isDeepStrictEqual } from "node:util";
import { isRedInHand } from "../alerts/is-red-in-hand.ts";
import { toldAbout } from "../alerts/told-about.ts";
import type { Told } from "../alerts/who-was-told.ts";
import type { Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { Feedback } from "../domain/feedback.ts";
import type { Answer } from "../domain/instrument.ts";
import { isDanger } from "../domain/rules.ts";
import { isAlarming, type Tier } from "../domain/tier.ts";
import type { ParticipantPerson } from "../people/identify.ts";
import { type Assessed, assessCheckIn } from "./assess-check-in.ts";
import { askingSafety } from "./current-check-in.ts";
import { judgeCheckIn } from "./judge-check-in.ts";
import {
  copingStep,
  type FeedbackView,
  feedbackView,
  type QuestionView,
  questionView,
  reportsUse,
  restOf,
} from "./question-view.ts";
import { tidyTime } from "./tidy-one-due.ts";
import { type Answered, type Asking, isCorrection, type Taken } from "./weigh-answer.ts";

/** What the person sees next. */
export type Followed =
  | {
      readonly kind: "next";
      readonly participant: ParticipantPerson;
      readonly view: QuestionView;
      /** Who was told at once, because the day is red; of an orange one the view says it. */
      readonly told?: Told;
      /** This answer was judged, and made the day red or left it so. */
      readonly isRed?: true;
    }
  | {
      readonly kind: "completed";
      readonly participant: ParticipantPerson;
      readonly checkInId: number;
      readonly corrected: boolean;
      readonly feedback: FeedbackView;
      /** Use was reported today. */
      readonly reportsUse: boolean;
      /** So many questions more are worth asking after the short form. */
      readonly rest: number | undefined;
      readonly told?: Told;
      readonly isRed: boolean;
    };

type Next = Extract<Followed, { kind: "next" }>;

/** What follows from an answer that is written, by whoever holds the check-in's row. */
export async function settleAnswer(
  deps: Deps,
  tx: Tx,
  step: Taken,
  answer: Answer,
  now: Date,
): Promise<Followed> {
  const { checkIn, answers, changes, question } = step;
  const corrects = isCorrection(step);
  const danger = isDanger(question, answer) && (changes || !(await isRedInHand(tx, checkIn.participant.id)));
  const isCompleted = checkIn.state === "completed";
  if (!danger && !corrects) {
    if (step.kind === "next") return nextQuestion(step, answer);
    if (isCompleted) return await showAgain(deps, tx, step, now);
  }
  const cause = corrects ? "corrected" : "check-in";
  const assessed = await assessCheckIn(deps, tx, { ...checkIn, answers }, { cause, danger }, now);
  if (isCompleted && assessed.tier === "amber") await returnToWorklist(deps, tx, step, now);
  if (step.kind === "next") return await askOn(tx, step, answer, assessed);
  if (checkIn.safety === null && isAlarming(assessed.tier)) return await askSafetyLast(tx, step, assessed);
  return isCompleted
    ? await showCorrected(tx, step, assessed, { corrected: corrects }, now)
    : await complete(tx, step, assessed, now);
}

export function nextQuestion({ checkIn, question, open }: Asking, answer: Answer): Next {
  const coping = answer === "skipped" ? undefined : copingStep(checkIn, question, answer);
  const view = questionView(checkIn, open, coping);
  const lapse = question.id === "S6" && reportsUse(checkIn, answer);
  return {
    kind: "next",
    participant: checkIn.participant,
    view: lapse ? { ...view, reportsUse: true } : view,
  };
}

/** It was complete and is as it was. */
async function showAgain(deps: Deps, tx: Tx, step: Answered, now: Date): Promise<Followed> {
  const { checkIn } = step;
  const judged = await judgeCheckIn(deps, tx, checkIn, now);
  const row = await tx.checkIn.update({
    where: { id: checkIn.id },
    data: asksWhetherItFits(judged.feedback, now),
  });
  return completed(step, judged, { told: await toldAbout(tx, row, now), corrected: false });
}

/** It is judged at once, and another question is open: where all was complete, that stays on the screen until its day ends. */
async function askOn(tx: Tx, step: Asking, answer: Answer, assessed: Assessed): Promise<Followed> {
  const { id, state, closesAt } = step.checkIn;
  const { tier, amberQuiet } = assessed;
  if (state === "completed")
    await tx.checkIn.update({ where: { id }, data: { tier, amberQuiet, tidyAt: closesAt } });
  return saying(nextQuestion(step, answer), assessed);
}

/** Only the closing taps gave cause: people know already, and one question more follows. */
async function askSafetyLast(tx: Tx, { checkIn }: Answered, assessed: Assessed): Promise<Followed> {
  const { id, state, closesAt, participant, safetyQuestion } = checkIn;
  await tx.checkIn.update({
    where: { id },
    data: { safety: "last", tier: assessed.tier, ...(state === "completed" && { tidyAt: closesAt }) },
  });
  const view = questionView(askingSafety(checkIn, "last"), safetyQuestion);
  return saying({ kind: "next", participant, view }, assessed);
}

/** Below the help that a red day is answered with; otherwise on the question that follows. */
function saying(asked: Next, { tier, told, isNews }: Assessed): Next {
  if (tier === "red") return { ...asked, isRed: true, ...(told && { told }) };
  return told && isNews ? { ...asked, view: { ...asked.view, told } } : asked;
}

/** It was complete, and is judged anew. `corrected`: what was answered has changed. */
async function showCorrected(
  tx: Tx,
  step: Answered,
  assessed: Assessed,
  { corrected }: { readonly corrected: boolean },
  now: Date,
): Promise<Followed> {
  const { tier, amberQuiet, told, feedback } = assessed;
  await tx.checkIn.update({
    where: { id: step.checkIn.id },
    data: { tier, amberQuiet, ...asksWhetherItFits(feedback, now) },
  });
  return completed(step, assessed, { told, corrected });
}

async function complete(tx: Tx, step: Answered, assessed: Assessed, now: Date): Promise<Followed> {
  const { id, resumed } = step.checkIn;
  const { tier, amberQuiet, told, feedback } = assessed;
  await tx.checkIn.update({
    where: { id },
    data: {
      ...{ tier, amberQuiet, state: "completed", nudgeAt: null },
      ...asksWhetherItFits(feedback, now),
      // The rest of the short form changes nothing about when that was complete.
      ...(!resumed && { completedAt: now }),
    },
  });
  return completed(step, assessed, { told, corrected: false });
}

function completed(
  { checkIn, answers }: Answered,
  { feedback, tier }: { readonly feedback: Feedback; readonly tier: Tier },
  { told, corrected }: { readonly told: Told | undefined; readonly corrected: boolean },
): Followed {
  return {
    kind: "completed",
    participant: checkIn.participant,
    checkInId: checkIn.id,
    corrected,
    isRed: tier === "red",
    feedback: feedbackView(checkIn, feedback),
    reportsUse: reportsUse(checkIn, answers.get("S6")),
    rest: restOf(checkIn, answers),
    ...(told && { told }),
  };
}

/** The feedback is on the screen, and whether it fits is open. */
function asksWhetherItFits({ sign }: Feedback, now: Date) {
  return { feedbackFits: null, tidyAt: sign ? tidyTime(now) : null };
}

/** Somebody has looked at why it was amber; what they saw is not why it is now. */
async function returnToWorklist(
  deps: Deps,
  tx: Tx,
  { checkIn, answers }: Answered,
  now: Date,
): Promise<void> {
  const seen = { id: checkIn.id, amberSeenAt: { not: null } };
  if ((await tx.checkIn.count({ where: seen })) === 0) return;
  const before = await judgeCheckIn(deps, tx, checkIn, now);
  const after = await judgeCheckIn(deps, tx, { ...checkIn, answers }, now);
  if (isDeepStrictEqual(before.reasons, after.reasons)) return;
  await tx.checkIn.updateMany({ where: seen, data: { amberSeenAt: null } });
}
