import { toldAbout } from "../alerts/told-about.ts";
import type { Told } from "../alerts/who-was-told.ts";
import type { Db } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { Form, Question } from "../domain/instrument.ts";
import { type CheckInTap, type CurrentCheckIn, goesOn, readCheckIn } from "./current-check-in.ts";
import { goneCheckIn } from "./gone-check-in.ts";
import { offersShort } from "./offers-short.ts";
import { firstOpenQuestion, type QuestionView, questionView, reportsUse, restOf } from "./question-view.ts";
import { tidyTime } from "./tidy-one-due.ts";

export type Shown =
  | { readonly kind: "question"; readonly view: QuestionView }
  | {
      readonly kind: "completed";
      readonly checkInId: number;
      /** Use was reported today. */
      readonly reportsUse: boolean;
      /** So many questions more are worth asking after the short form. */
      readonly rest: number | undefined;
      readonly told: Told | undefined;
    }
  | { readonly kind: "rest"; readonly checkInId: number; readonly done: number; readonly of: number }
  | { readonly kind: "review"; readonly checkInId: number; readonly route: readonly Question[] }
  | { readonly kind: "closed"; readonly goesOn: boolean }
  | { readonly kind: "unknown" };

/** "Ready" and "continue": the first question without an answer. */
export async function beginCheckIn(deps: Deps, tap: CheckInTap, now: Date): Promise<Shown> {
  return await show(deps, tap, now, async (checkIn) => {
    const question = firstOpenQuestion(checkIn);
    if (!question) return await complete(deps, checkIn, now);
    const insteadForm = checkIn.begun ? undefined : await otherForm(deps, checkIn, now);
    const view = questionView(checkIn, question);
    return { kind: "question", view: insteadForm ? { ...view, insteadForm } : view };
  });
}

/** The sign that stood out is not named again; who was told stays, and what says that use was reported for a while. */
async function complete({ db }: Deps, checkIn: CurrentCheckIn, now: Date): Promise<Shown> {
  const { id: checkInId, answers } = checkIn;
  const told = await toldAbout(db, await db.checkIn.findUniqueOrThrow({ where: { id: checkInId } }), now);
  const used = reportsUse(checkIn, answers.get("S6"));
  if (used) await stayUntil(db, checkInId, tidyTime(now));
  return { kind: "completed", checkInId, reportsUse: used, rest: restOf(checkIn), told };
}

/** Before the first answer somebody may change their mind. */
async function otherForm(deps: Deps, checkIn: CurrentCheckIn, now: Date): Promise<Form | undefined> {
  if (checkIn.form === "short") return "full";
  return (await offersShort(deps.db, checkIn, now)) ? "short" : undefined;
}

/** One question again, to go back to it or to correct it. */
export async function showQuestion(
  deps: Deps,
  { questionId, ...tap }: CheckInTap & { readonly questionId: string },
  now: Date,
): Promise<Shown> {
  return await show(deps, tap, now, async (checkIn) => {
    const question = checkIn.route.find(({ id }) => id === questionId);
    if (!question) return { kind: "unknown" };
    await stayUntilClosing(deps, checkIn);
    return { kind: "question", view: questionView(checkIn, question) };
  });
}

export async function restCheckIn(deps: Deps, tap: CheckInTap, now: Date): Promise<Shown> {
  return await show(deps, tap, now, ({ id, answers, route }) => ({
    kind: "rest",
    checkInId: id,
    done: answers.size,
    of: route.length,
  }));
}

export async function reviewCheckIn(deps: Deps, tap: CheckInTap, now: Date): Promise<Shown> {
  return await show(deps, tap, now, async (checkIn) => {
    await stayUntilClosing(deps, checkIn);
    return { kind: "review", checkInId: checkIn.id, route: checkIn.route };
  });
}

/** Nothing else takes the screen of a complete check-in out of the chat, should the phone be put away now. */
async function stayUntilClosing({ db }: Deps, { id, state, closesAt }: CurrentCheckIn): Promise<void> {
  if (state === "completed") await stayUntil(db, id, closesAt);
}

async function stayUntil(db: Db, id: number, tidyAt: Date): Promise<void> {
  await db.checkIn.updateMany({ where: { id, state: "completed" }, data: { tidyAt } });
}

async function show(
  deps: Deps,
  tap: CheckInTap,
  now: Date,
  what: (checkIn: CurrentCheckIn) => Shown | Promise<Shown>,
): Promise<Shown> {
  const checkIn = await readCheckIn(deps, deps.db, tap);
  if (!checkIn) return await goneCheckIn(deps, tap.telegramId, now);
  if (checkIn.state === "closed" || now >= checkIn.closesAt)
    return { kind: "closed", goesOn: goesOn(checkIn, now) };
  return await what(checkIn);
}
