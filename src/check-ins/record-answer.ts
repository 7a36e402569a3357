import { isDeepStrictEqual } from "node:util";
import { isRedInHand } from "../alerts/is-red-in-hand.ts";
import { toldAbout } from "../alerts/told-about.ts";
import type { Told } from "../alerts/who-was-told.ts";
import { type Db, inTransaction, type Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { Feedback } from "../domain/feedback.ts";
import { type Answer, type Answers, isAllowed, type Question } from "../domain/instrument.ts";
import { isDanger } from "../domain/rules.ts";
import { isLow, isSafetyDue, placeNow } from "../domain/safety.ts";
import { isAlarming, type Tier } from "../domain/tier.ts";
import type { ParticipantPerson } from "../people/identify.ts";
import { assessCheckIn } from "./assess-check-in.ts";
import { askingSafety, type CurrentCheckIn, goesOn, lockCheckIn, readCheckIn } from "./current-check-in.ts";
import { judgeCheckIn } from "./judge-check-in.ts";
import {
  copingStep,
  type FeedbackView,
  feedbackView,
  firstOpenQuestion,
  type QuestionView,
  questionView,
  reportsUse,
  restOf,
} from "./question-view.ts";
import { readSafetyPast } from "./safety-past.ts";
import { storeAnswer } from "./stored-answers.ts";
import { tidyTime } from "./tidy-one-due.ts";

export interface AnswerTap {
  readonly checkInId: number;
  readonly telegramId: number;
  readonly questionId: string;
  readonly answer: Answer;
}

export type Recorded =
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
    }
  /** The day has ended; nothing was changed. `goesOn`: another one comes. */
  | { readonly kind: "closed"; readonly participant: ParticipantPerson; readonly goesOn: boolean }
  /** Not this person's check-in, or no such question or answer on it. */
  | { readonly kind: "unknown" };

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
        return next(step, tap.answer);
      break;
    case "last":
      break;
  }
  return await inTransaction(deps.db, async (tx) => {
    // Writing takes the row where it still is as it was weighed; else it is taken first, and weighed anew.
    if (step.changes && (await writeAnswer(deps, tx, step, tap.answer, now)))
      return await settle(deps, tx, step, tap.answer, now);
    const locked = await lockCheckIn(deps, tx, tap);
    const anew = await askFor(deps, tx, weigh(locked, tap, now), now);
    if (anew.kind === "unknown" || anew.kind === "closed") return anew;
    if (anew.changes) await writeAnswer(deps, tx, anew, tap.answer, now);
    return await settle(deps, tx, anew, tap.answer, now);
  });
}

/** What a tap means for the check-in as it stands. */
type Step = { readonly kind: "unknown" } | Extract<Recorded, { kind: "closed" }> | Taken;

/** The answer counts. */
type Taken =
  | ({ readonly kind: "next"; readonly open: Question } & Answered)
  | ({ readonly kind: "last" } & Answered);

interface Answered {
  readonly checkIn: CurrentCheckIn;
  readonly question: Question;
  /** With the new one. */
  readonly answers: Answers;
  readonly changes: boolean;
}

function weigh(read: CurrentCheckIn | undefined, { questionId, answer }: AnswerTap, now: Date): Step {
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
async function askFor(deps: Deps, db: Db | Tx, step: Step, now: Date): Promise<Step> {
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
function isJudgedNow(step: Answered, answer: Answer): boolean {
  return isDanger(step.question, answer) || isCorrection(step);
}

/**
 * Of what people may know already: it was complete, if only as the short form whose rest is being asked; or they were told
 * before its end.
 */
function isCorrection({ checkIn, question, changes }: Answered): boolean {
  if (!changes) return false;
  if (checkIn.state === "completed" || (checkIn.resumed && checkIn.shortForm.includes(question.id)))
    return true;
  const before = checkIn.answers.get(question.id);
  return before !== undefined && (checkIn.toldEarly || isDanger(question, before));
}

function next(
  { checkIn, question, open }: Extract<Step, { kind: "next" }>,
  answer: Answer,
): Extract<Recorded, { kind: "next" }> {
  const coping = answer === "skipped" ? undefined : copingStep(checkIn, question, answer);
  const view = questionView(checkIn, open, coping);
  const lapse = question.id === "S6" && reportsUse(checkIn, answer);
  return {
    kind: "next",
    participant: checkIn.participant,
    view: lapse ? { ...view, reportsUse: true } : view,
  };
}

/** What follows from an answer that is written, by whoever holds the check-in's row. */
async function settle(deps: Deps, tx: Tx, step: Taken, answer: Answer, now: Date): Promise<Recorded> {
  const { checkIn, answers, changes, question } = step;
  const { id: checkInId, participant } = checkIn;
  const corrects = isCorrection(step);
  const danger = isDanger(question, answer) && (changes || !(await isRedInHand(tx, participant.id)));
  if (step.kind === "next" && !danger && !corrects) return next(step, answer);
  const completed = checkIn.state === "completed";
  const shown = (
    { feedback, tier }: { readonly feedback: Feedback; readonly tier: Tier },
    told: Told | undefined,
    corrected: boolean,
  ): Recorded => ({
    kind: "completed",
    participant,
    checkInId,
    corrected,
    isRed: tier === "red",
    feedback: feedbackView(checkIn, feedback),
    reportsUse: reportsUse(checkIn, answers.get("S6")),
    rest: restOf(checkIn, answers),
    ...(told && { told }),
  });
  if (completed && !danger && !corrects) {
    const judged = await judgeCheckIn(deps, tx, checkIn, now);
    const row = await tx.checkIn.update({
      where: { id: checkInId },
      data: asksWhetherItFits(judged.feedback, now),
    });
    return shown(judged, await toldAbout(tx, row, now), false);
  }
  const cause = corrects ? "corrected" : "check-in";
  const judged = await assessCheckIn(deps, tx, { ...checkIn, answers }, { cause, danger }, now);
  const { tier, amberQuiet, told, isNews, feedback } = judged;
  // Below the help that a red day is answered with; otherwise on the question that follows.
  const saying = (asked: Extract<Recorded, { kind: "next" }>): Recorded => {
    if (tier === "red") return { ...asked, isRed: true, ...(told && { told }) };
    return told && isNews ? { ...asked, view: { ...asked.view, told } } : asked;
  };
  if (completed && tier === "amber") await returnToWorklist(deps, tx, step, now);
  if (step.kind === "next") {
    if (completed)
      await tx.checkIn.update({
        where: { id: checkInId },
        data: { tier, amberQuiet, tidyAt: checkIn.closesAt },
      });
    return saying(next(step, answer));
  }
  if (checkIn.safety === null && isAlarming(tier)) {
    // Only the closing taps gave cause: people know already, and one question more follows.
    await tx.checkIn.update({
      where: { id: checkInId },
      data: { safety: "last", tier, ...(completed && { tidyAt: checkIn.closesAt }) },
    });
    const asking = askingSafety(checkIn, "last");
    return saying({ kind: "next", participant, view: questionView(asking, checkIn.safetyQuestion) });
  }
  await tx.checkIn.update({
    where: { id: checkInId },
    data: {
      tier,
      amberQuiet,
      ...asksWhetherItFits(feedback, now),
      ...(!completed && { state: "completed", nudgeAt: null }),
      // The rest of the short form changes nothing about when that was complete.
      ...(!completed && !checkIn.resumed && { completedAt: now }),
    },
  });
  return shown(judged, told, completed && corrects);
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
