import { daysBetween, type LocalDay } from "./calendar.ts";

/** Digits with the usual separators, and perhaps an extension. */
const PHONE = /^\+?\(?\d[\d ().-]*(?: ext\.? \d+)?$/;
/** What a person answers; emergency numbers are shorter, E.164 allows no more. */
const FEWEST_DIGITS = 7;
const MOST_DIGITS = 15;

/** So long a number counts as tried. */
export const TRIED_FOR_DAYS = 90;

export type PhoneProblem =
  /** Something else than digits, separators and an extension. */
  | "letters"
  /** A short code: no person answers it by themselves. */
  | "too-short"
  | "too-long"
  /** 500-454, which used to be a crisis line. */
  | "closed"
  /** 184 also takes reports of crimes. */
  | "takes-reports";

/** As people write it. */
const ALWAYS =
  /^(?:24 ?(?:h|jam|hours?|hrs?)(?: (?:sehari|setiap hari|penuh|a day))?|24\/7|setiap saat|around the clock|0?0[.:]00 ?[-–] ?24[.:]00)\.?$/i;

/** Hours as they are kept: around the clock is one word, because the numbers of a programme are counted by it. */
export function keptHours(typed: string): string {
  return ALWAYS.test(typed) ? "24h" : typed;
}

export function isPhone(number: string): boolean {
  return PHONE.test(number);
}

export function digitsOf(number: string): string {
  return number.replaceAll(/\D/g, "");
}

/** Whatever kind of number it is: what must never stand among those for a crisis. */
export function forbiddenPhone(number: string): "closed" | "takes-reports" | undefined {
  const digits = digitsOf(number);
  if (digits.endsWith("500454")) return "closed";
  return digits === "184" ? "takes-reports" : undefined;
}

/** Why this is not the number of a person; undefined when it can be one. */
export function phoneProblem(number: string): PhoneProblem | undefined {
  if (!isPhone(number)) return "letters";
  const forbidden = forbiddenPhone(number);
  if (forbidden) return forbidden;
  const digits = digitsOf(number.replace(/ ext.*/, ""));
  if (digits.length < FEWEST_DIGITS) return "too-short";
  return digits.length > MOST_DIGITS ? "too-long" : undefined;
}

/** How often its time has run out since it was tried: 0 while it counts as tried. */
export function periodsOver(triedOn: LocalDay, today: LocalDay): number {
  return Math.max(0, Math.floor((daysBetween(triedOn, today) - 1) / TRIED_FOR_DAYS));
}
