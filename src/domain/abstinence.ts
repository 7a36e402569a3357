import { FEWEST_PEOPLE, type GroupFigure, group } from "./group-figure.ts";

/** What a day's S6 says about use, in the reporting form; "unknown": not answered, skipped or not readable. */
export type ReportedUse = "none" | "use" | "unknown";

/** From this value on the reporting form says that somebody has used. */
const USE_FROM = 3;

export function reportedUse(answer: number | "skipped" | undefined): ReportedUse {
  if (typeof answer !== "number") return "unknown";
  return answer >= USE_FROM ? "use" : "none";
}

/**
 * One person's week: no day was asked about; nothing was answered at all; no use on the days that are known; anything
 * else. Stands on sealed answers: it is counted and never shown. Who has used and who did not say are one.
 */
export type SelfReport = "not-asked" | "missing" | "no-use" | "used-or-unsaid";

/** `days` are those whose check-in asked about use; "missing" ended without any answer. */
export function selfReportOf(days: readonly (ReportedUse | "missing")[]): SelfReport {
  if (days.length === 0) return "not-asked";
  if (days.every((day) => day === "missing")) return "missing";
  return days.includes("none") && !days.includes("use") ? "no-use" : "used-or-unsaid";
}

/** Of the people who answered anything, between how many reported no use on any day that is known. */
interface AbstinenceCount {
  readonly atLeast: number;
  readonly atMost: number;
  /** People who were asked and answered nothing all week; they are shown as missing by code, too. */
  readonly missing: number;
}

/**
 * "not-asked": the soft form does not ask about use, so nothing can be said. "not-ended": asked for again after each
 * check-in, the figure of a running week would say whose answer has changed it.
 */
export type Abstinence = { readonly kind: "not-asked" | "not-ended" } | GroupFigure<AbstinenceCount>;

/** The ranges begin at multiples of it. */
const STEP = 5;

/**
 * Self-reported abstinence of a week, as a range: S6 is shown of nobody, neither what was said nor that nothing was. Fewer
 * than five people who reported no use, or did not, are not told apart from none; and as a week can be asked for again
 * when somebody has left, the same week with and without fewer than five of its people tells of none of them which of the
 * two they are. It stands on those who are known to have answered something.
 */
export function abstinenceOf(people: readonly SelfReport[]): Abstinence {
  const asked = people.filter((report) => report !== "not-asked");
  if (asked.length === 0) return { kind: "not-asked" };
  const answered = asked.filter((report) => report !== "missing");
  return group(answered, () => {
    const without = answered.filter((report) => report === "no-use").length;
    const [atLeast, atMost] = rangeOf(without, answered.length);
    return { atLeast, atMost, missing: asked.length - answered.length };
  });
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
