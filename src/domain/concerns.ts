import type { Direction } from "./direction.ts";
import { SILENT_DAYS } from "./silence.ts";
import { type Tier, worst } from "./tier.ts";
import { type DayCell, isTier, type Reach } from "./week.ts";

/** Why a coordinator should look at somebody, the most pressing first. */
export const concerns = [
  "red-open",
  "alert-open",
  "red",
  "unreachable",
  "silent",
  "orange",
  "half-missing",
  "amber-waiting",
  "heavier",
  "unreadable",
] as const;
export type Concern = (typeof concerns)[number];

/** What of a person's week gives cause; as in `PersonWeek`. */
interface Noticed {
  readonly reach: Reach;
  readonly cells: readonly DayCell[];
  readonly due: number;
  readonly direction: Direction;
  readonly alerts: readonly { readonly tier: Tier }[];
  readonly called: boolean;
  readonly openItems: readonly { readonly tier: Tier }[];
  readonly waitingAmbers: number;
  readonly silentDays: number;
  readonly unreadable: { readonly week: boolean; readonly before: boolean };
}

/** In the order of `concerns`. */
export function concernsOf(row: Noticed): readonly Concern[] {
  const worstOfWeek = row.called
    ? "red"
    : worst([...row.cells.filter(isTier), ...row.alerts.map(({ tier }) => tier)]);
  const missing = row.cells.filter((cell) => cell === "missing").length;
  const holds: Readonly<Record<Concern, boolean>> = {
    "red-open": row.openItems.some(({ tier }) => tier === "red"),
    "alert-open": row.openItems.some(({ tier }) => tier !== "red"),
    red: worstOfWeek === "red" && !row.openItems.some(({ tier }) => tier === "red"),
    unreachable: row.reach !== "reachable",
    silent: row.silentDays >= SILENT_DAYS,
    orange: worstOfWeek === "orange" && row.openItems.length === 0,
    "half-missing": missing * 2 > row.due,
    "amber-waiting": row.waitingAmbers > 0,
    heavier: row.direction === "up",
    unreadable: row.unreadable.week || row.unreadable.before,
  };
  return concerns.filter((concern) => holds[concern]);
}
