import { expect, test } from "vitest";
import { judgeBudget } from "../../src/domain/alert-budget.ts";

const few = { kind: "too-few", people: 4 } as const;
const value = <Value>(of: Value) => ({ kind: "value", people: 9, value: of }) as const;

test.each([
  [5, 0.8, "kept", []],
  [8, 0.7, "kept", []],
  [8.1, 0.7, "near", ["too-many"]],
  [10, 0.7, "near", ["too-many"]],
  [10.1, 0.7, "broken", ["too-many"]],
  [5, 0.6, "near", ["too-few-useful"]],
  [5, 0.5, "near", ["too-few-useful"]],
  [5, 0.49, "broken", ["too-few-useful"]],
  [14, 0.2, "broken", ["too-many", "too-few-useful"]],
] as const)("%s of 100 check-ins, %s useful: %s", (per100, share, kind, because) => {
  expect(judgeBudget(value(per100), value({ share }))).toEqual({ kind, because, per100, useful: share });
});

test("without enough closed alerts only their number is judged", () => {
  expect(judgeBudget(value(11), few)).toEqual({ kind: "broken", because: ["too-many"], per100: 11 });
  expect(judgeBudget(few, value({ share: 0.1 }))).toEqual({ kind: "unknown" });
});
