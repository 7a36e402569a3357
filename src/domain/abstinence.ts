import { FEWEST_PEOPLE, type GroupFigure } from "./group-figure.ts";

/** What a day's S6 says about use, in the reporting form; "unknown": not answered, skipped or not readable. */
export type ReportedUse = "none" | "use" | "unknown";

/** From this value on the reporting form says that somebody has used. */
const USE_FROM = 3;

export function reportedUse(answer: number | "skipped" | undefined): ReportedUse {
  if (typeof answer !== "number") return "unknown";
  return answer >= USE_FROM ? "use" : "none";
}

/** One person's week. Stands on sealed answers: it is counted and never shown. */
export interface SelfReport {
  readonly daysAsked: number;
  readonly daysKnown: number;
  readonly used: boolean;
}

export function selfReportOf(days: readonly ReportedUse[]): SelfReport {
  return {
    daysAsked: days.length,
    daysKnown: days.filter((day) => day !== "unknown").length,
    used: days.includes("use"),
  };
}

interface AbstinenceCount {
  /** People of whom at least one day is known. */
  readonly answered: number;
  /** People of whom no day is known: neither abstinent nor not. */
  readonly unknown: number;
  /** Of those who answered, how many reported no use on any day they answered: between these two. */
  readonly atLeast: number;
  readonly atMost: number;
  readonly daysAsked: number;
  readonly daysKnown: number;
}

/**
 * "not-asked": the soft form does not ask about use, so nothing can be said. "not-ended": asked for again after each
 * check-in, the figure of a running week would say whose answer has changed it.
 */
export type Abstinence = { readonly kind: "not-asked" | "not-ended" } | GroupFigure<AbstinenceCount>;

/** The ranges begin at multiples of it. */
const STEP = 5;

/**
 * Self-reported abstinence of a week, as a range: S6 is shown of nobody. Fewer than five people who reported use, or did
 * not, are not told apart from none; and as a week can be asked for again when somebody has left, the same week with and
 * without fewer than five of its people tells of none of them what they reported.
 */
export function abstinenceOf(people: readonly SelfReport[]): Abstinence {
  const asked = people.filter(({ daysAsked }) => daysAsked > 0);
  if (asked.length === 0) return { kind: "not-asked" };
  const known = asked.filter(({ daysKnown }) => daysKnown > 0);
  if (known.length < FEWEST_PEOPLE) return { kind: "too-few", people: known.length };
  const [atLeast, atMost] = rangeOf(known.filter(({ used }) => !used).length, known.length);
  const days = (key: "daysAsked" | "daysKnown") => asked.reduce((total, person) => total + person[key], 0);
  return {
    kind: "value",
    people: asked.length,
    value: {
      answered: known.length,
      unknown: asked.length - known.length,
      atLeast,
      atMost,
      daysAsked: days("daysAsked"),
      daysKnown: days("daysKnown"),
    },
  };
}

/**
 * Between which counts it is. Where one range ends and the next begins depends on whether the people are even or odd in
 * number: were it the same for both, a count that passes the place when somebody leaves would tell of them.
 */
function rangeOf(count: number, of: number): readonly [number, number] {
  const first = of % 2 === 0 ? 2 * STEP : STEP;
  const begins: number[] = [];
  for (let begin = first; begin <= of - FEWEST_PEOPLE + 1; begin += 2 * STEP) begins.push(begin);
  const atLeast = begins.findLast((begin) => begin <= count) ?? 0;
  const next = begins.find((begin) => begin > count);
  return [atLeast, next === undefined ? of : next - 1];
}
