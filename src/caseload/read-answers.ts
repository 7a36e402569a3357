import { audit } from "../audit.ts";
import { openAnswers } from "../check-ins/stored-answers.ts";
import type { Deps } from "../deps.ts";
import { dayOfDbDate, type LocalDay } from "../domain/calendar.ts";
import {
  type Answer,
  type Form,
  type Localised,
  labelOf,
  type Question,
  route,
  type Score,
  score,
} from "../domain/instrument.ts";
import type { Tier } from "../domain/tier.ts";
import { instrumentOf } from "../instruments/index.ts";
import type { StaffPerson } from "../people/identify.ts";
import { findReadable } from "./find-mine.ts";

export interface AnsweredDay {
  readonly day: LocalDay;
  readonly tier: Tier | null;
  /** Undefined unless every sign was asked and answered or skipped. */
  readonly total: Score | undefined;
  readonly form: Form;
  /** In the order asked. */
  readonly answers: readonly AnswerView[];
}

interface AnswerView {
  readonly name: Localised;
  readonly answer: Answer | "unreadable";
  /** What the choice says; undefined where its number says enough: for signs on the common scale. */
  readonly said: Localised | undefined;
}

const DAYS = 5;

/** The newest answered days, oldest first. Put on record as an access. Undefined when it is none of theirs. */
export async function readAnswers(
  { db, sealer, instruments }: Deps,
  staff: StaffPerson,
  participantId: number,
  now: Date,
): Promise<{ readonly code: string; readonly days: readonly AnsweredDay[] } | undefined> {
  const person = await findReadable(db, staff, participantId, now);
  if (!person) return undefined;
  const checkIns = await db.checkIn.findMany({
    where: { participantId, answers: { some: {} } },
    include: { answers: true },
    orderBy: { localDay: "desc" },
    take: DAYS,
  });
  await audit(db, {
    at: now,
    actor: `staff:${staff.id}`,
    action: "read-answers",
    subject: `participant:${participantId}`,
    programmeId: staff.programmeId,
  });
  const days = checkIns.toReversed().map((checkIn): AnsweredDay => {
    const instrument = instrumentOf(instruments, checkIn.instrument);
    const form: Form = checkIn.form === "short" ? "short" : "full";
    const questions = route(instrument, {
      form,
      s6Form: checkIn.s6Form === "reporting" ? "reporting" : "soft",
    });
    const { answers, unreadable } = openAnswers(sealer, checkIn.id, checkIn.answers);
    return {
      day: dayOfDbDate(checkIn.localDay),
      tier: checkIn.tier,
      total: unreadable.length === 0 ? score(questions, answers) : undefined,
      form,
      answers: [...questions, instrument.safety].flatMap((question): readonly AnswerView[] => {
        const { name, id } = question;
        if (unreadable.includes(id)) return [{ name, answer: "unreadable", said: undefined }];
        const answer = answers.get(id);
        return answer === undefined ? [] : [{ name, answer, said: saidIn(question, answer) }];
      }),
    };
  });
  return { code: person.code, days };
}

function saidIn(question: Question, answer: Answer): Localised | undefined {
  return question.kind === "sign" && question.id !== "S6" ? undefined : labelOf(question, answer);
}
