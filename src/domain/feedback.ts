import { type BaselineSettings, daysBefore, type History, type PastDay } from "./history.ts";
import { sum } from "./sum.ts";
import { isAlarming } from "./tier.ts";

/** What somebody is told about the day they have just answered for: never a number. */
export interface Feedback {
  /** Beside the person's own usual. */
  readonly comparison: "heavier" | "as-usual" | "lighter" | "not-enough-history";
  /** The one sign that rose most above the usual; without enough history, or where none rose, the strongest. */
  readonly sign: { readonly id: string; readonly kind: "risen" | "strongest" } | undefined;
}

/** Points of 4 above the own mean; less is the same as ever. */
const RISEN_FROM = 1;
/** "Quite": what is weaker is not worth a step. */
const NOTABLE_FROM = 2;

/**
 * Compares what was answered today with the same signs on the days before, so that a short form or a skipped sign is
 * compared with its like. Days that ended orange or red are not the usual, as for the rules.
 */
export function feedbackOf(today: PastDay, history: History, settings: BaselineSettings): Feedback {
  const usual = daysBefore(history, settings.windowDays).filter(
    ({ tier }) => tier === undefined || !isAlarming(tier),
  );
  return { comparison: compare(today, usual, settings), sign: outstanding(today, usual, settings.fewest) };
}

function compare(
  { signs }: PastDay,
  usual: readonly PastDay[],
  { fewest, deviationFloor }: BaselineSettings,
): Feedback["comparison"] {
  const ids = [...signs.keys()];
  const like = usual.filter((day) => ids.every((id) => day.signs.has(id)));
  if (ids.length === 0 || like.length < fewest) return "not-enough-history";
  const totals = like.map((day) => sum(ids.map((id) => day.signs.get(id) ?? 0)));
  const mean = sum(totals) / totals.length;
  const variance = sum(totals.map((total) => (total - mean) ** 2)) / Math.max(1, totals.length - 1);
  const noticeable = Math.max(Math.sqrt(variance), deviationFloor);
  const difference = sum([...signs.values()]) - mean;
  if (difference > noticeable) return "heavier";
  return difference < -noticeable ? "lighter" : "as-usual";
}

function outstanding({ signs }: PastDay, usual: readonly PastDay[], fewest: number): Feedback["sign"] {
  const given = [...signs].map(([id, value]) => {
    const before = usual.flatMap((day) => day.signs.get(id) ?? []);
    return { id, value, rise: before.length < fewest ? 0 : value - sum(before) / before.length };
  });
  const risen = given
    .filter(({ rise }) => rise >= RISEN_FROM)
    .toSorted((a, b) => b.rise - a.rise || b.value - a.value)[0];
  if (risen) return { id: risen.id, kind: "risen" };
  const strongest = given.toSorted((a, b) => b.value - a.value)[0];
  return strongest && strongest.value >= NOTABLE_FROM ? { id: strongest.id, kind: "strongest" } : undefined;
}
