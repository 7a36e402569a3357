import type { GroupFigure } from "./group-figure.ts";

/** Orange and red alerts to 100 answered check-ins, and the share of closed ones that were no false alarm. */
export const alertBudget = { most: 10, fewestUseful: 0.5 } as const;
/** So near to a limit it is time to look. */
const NEAR = 0.8;

interface Spending {
  readonly per100: number;
  /** 0–1; undefined while too few people stand behind it. */
  readonly useful?: number;
}

export type BudgetVerdict =
  | { readonly kind: "unknown" }
  | ({
      readonly kind: "kept" | "near" | "broken";
      /** What comes near to, or is beyond, its limit. */
      readonly because: readonly ("too-many" | "too-few-useful")[];
    } & Spending);

/** When it is broken, thresholds are changed, not people. */
export function judgeBudget(
  per100: GroupFigure<number>,
  useful: GroupFigure<{ readonly share: number }>,
): BudgetVerdict {
  if (per100.kind !== "value") return { kind: "unknown" };
  const share = useful.kind === "value" ? useful.value.share : undefined;
  const spending = { per100: per100.value, ...(share !== undefined && { useful: share }) };
  const because = (most: number, fewest: number) => [
    ...(per100.value > most ? ["too-many" as const] : []),
    ...(share !== undefined && share < fewest ? ["too-few-useful" as const] : []),
  ];
  const beyond = because(alertBudget.most, alertBudget.fewestUseful);
  if (beyond.length > 0) return { kind: "broken", because: beyond, ...spending };
  const near = because(alertBudget.most * NEAR, alertBudget.fewestUseful / NEAR);
  return { kind: near.length > 0 ? "near" : "kept", because: near, ...spending };
}
