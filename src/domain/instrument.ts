import { sum } from "./sum.ts";

export type Locale = "id" | "en";
export type Localised = Readonly<Record<Locale, string>>;
export type Form = "full" | "short";
/** Which anchors S6 is asked with; "reporting" names use, which is punishable where the programme runs. */
export type S6Form = "soft" | "reporting";

interface Choice {
  readonly value: number;
  /** Without the digit that begins its button. */
  readonly label: Localised;
}

export interface Question {
  readonly id: string;
  readonly kind: "sign" | "confidence" | "contact" | "safety";
  /** The short name for trends and reasons. */
  readonly name: Localised;
  readonly text: Localised;
  /** In rising order of value, from 0. */
  readonly choices: readonly Choice[];
  readonly skippable: boolean;
  /** Stored encrypted. */
  readonly sealed: boolean;
  /** Three small steps, for signs only. */
  readonly coping?: readonly Localised[];
  /** From this value on, one of the steps is offered at once. */
  readonly copingFrom?: number;
}

/** One version of the ten signs. Never changes once people have answered it: a change is a new key. */
export interface Instrument {
  /** "name@version" */
  readonly key: string;
  readonly status: "draft" | "confirmed";
  readonly source: string;
  /** Shown once, above the first sign. */
  readonly stem: Localised;
  /** The full form in the order shown; S6 stands here with its soft anchors. */
  readonly questions: readonly Question[];
  /** Ids of the short form, in the order shown. */
  readonly shortForm: readonly string[];
  readonly s6Choices: Readonly<Record<S6Form, readonly Choice[]>>;
  /** Asked on its own conditions, outside both forms. */
  readonly safety: Question;
}

export type Answer = number | "skipped";
export type Answers = ReadonlyMap<string, Answer>;

/** The questions of one check-in in the order shown; the safety question has conditions of its own (safety.ts). */
export function route(
  instrument: Instrument,
  { form, s6Form }: { readonly form: Form; readonly s6Form: S6Form },
): readonly Question[] {
  const asked =
    form === "full"
      ? instrument.questions
      : instrument.shortForm.flatMap((id) => instrument.questions.filter((question) => question.id === id));
  return asked.map((question) =>
    question.id === "S6" ? { ...question, choices: instrument.s6Choices[s6Form] } : question,
  );
}

/** Every question that any check-in may ask, for naming what was answered. */
export function everyQuestion(instrument: Instrument): readonly Question[] {
  return [...instrument.questions, instrument.safety];
}

/** What a choice says, without its digit. */
export function labelOf({ choices }: Pick<Question, "choices">, answer: Answer): Localised | undefined {
  return choices.find(({ value }) => value === answer)?.label;
}

/** The first question without an answer; a skip is an answer. */
export function nextQuestion(route: readonly Question[], answers: Answers): Question | undefined {
  return route.find(({ id }) => !answers.has(id));
}

export function isAllowed(question: Question, answer: Answer): boolean {
  return answer === "skipped" ? question.skippable : question.choices.some(({ value }) => value === answer);
}

/** A form that asks for fewer has no total: three signs say too little about ten. */
export const SIGNS = 10;

export interface Score {
  /** 0–40; one decimal where it was scaled. */
  readonly total: number;
  /** Some sign was skipped, and the others stand for it. */
  readonly scaled: boolean;
}

/**
 * The total for whoever may read every answer. Undefined while a sign has no answer, and for the short form. Rules, and
 * what others are shown, count a skip as 0 instead (decision 0004).
 */
export function score(route: readonly Question[], answers: Answers): Score | undefined {
  const signs = route.filter(({ kind }) => kind === "sign").map(({ id }) => answers.get(id));
  const values = signs.filter((answer) => typeof answer === "number");
  if (signs.length < SIGNS || signs.includes(undefined) || values.length === 0) return undefined;
  const total = sum(values);
  const scaled = values.length < signs.length;
  return { total: scaled ? Math.round((total * signs.length * 10) / values.length) / 10 : total, scaled };
}

/** The same for whoever may not know that a sign was skipped: a skip is a 0, as it is for rules. */
export function scoreWithoutSkips(route: readonly Question[], answers: Answers): Score | undefined {
  return score(route, new Map([...answers].map(([id, answer]) => [id, answer === "skipped" ? 0 : answer])));
}
