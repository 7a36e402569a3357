import type { Span } from "./deeds.ts";

/** Nothing could leave in this time; or it was lived through twice, so that nobody can tell what came first. */
export interface Hindrance extends Span {
  readonly kind: "held-up" | "set-back";
}

/**
 * In which time a message that was to leave at this instant has been tried, for as long as that takes after whatever
 * hindered it. What came to pass before or after is no reason why it did not leave.
 */
export function triesOf(intendedAt: Date, forMs: number, hindrances: readonly Hindrance[]): Span {
  let from = intendedAt.getTime();
  let until = from + forMs;
  for (const one of hindrances.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    const [began, ended] = [one.from.getTime(), one.until.getTime()];
    if (ended < from || began > until) continue;
    until = Math.max(until, ended + forMs);
    if (one.kind === "set-back") from = Math.min(from, began);
  }
  return { from: new Date(from), until: new Date(until) };
}
