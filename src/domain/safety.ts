import { daysBetween, type LocalDay } from "./calendar.ts";
import type { Answers, Question } from "./instrument.ts";

/**
 * Where in its check-in the safety question stands: before the closing taps, or after them where only
 * they gave cause. Once it is asked for it stays, whatever is corrected.
 */
export type SafetyPlace = "beforeClosing" | "last";

/** Sadness or loneliness from this on. */
const LOW_FROM = 3;
const EVERY_DAYS = 7;
/** How long after something orange or red it is asked again. */
export const ALARMED_DAYS = 3;

export interface SafetyPast {
  readonly today: LocalDay;
  /** The last day on which it was answered or refused. */
  readonly lastAsked: LocalDay | undefined;
  /** The day of the person's first check-in. */
  readonly firstDay: LocalDay | undefined;
  /** Whether a day of the last days was orange or red, or what was told in them. */
  readonly alarmed: boolean;
}

/** What speaks for the question whatever is answered today. */
export function isSafetyDue({ today, lastAsked, firstDay, alarmed }: SafetyPast): boolean {
  if (alarmed) return true;
  const since = lastAsked ?? firstDay;
  return since !== undefined && daysBetween(since, today) >= EVERY_DAYS;
}

/** What speaks for it in today's answers alone. */
export function isLow(answers: Answers): boolean {
  const low = answers.get("S3");
  return typeof low === "number" && low >= LOW_FROM;
}

/** Where it goes when cause for it comes up now. */
export function placeNow(asked: readonly Question[], answers: Answers): SafetyPlace {
  return asked.some(({ id, kind }) => isClosing(kind) && answers.has(id)) ? "last" : "beforeClosing";
}

/** The questions with the safety question in its place. */
export function withSafety(
  asked: readonly Question[],
  safety: Question,
  place: SafetyPlace | null,
): readonly Question[] {
  if (place === null) return asked;
  const closing = asked.findIndex(({ kind }) => isClosing(kind));
  return place === "last" || closing < 0 ? [...asked, safety] : asked.toSpliced(closing, 0, safety);
}

function isClosing(kind: Question["kind"]): boolean {
  return kind === "confidence" || kind === "contact";
}
