import { expect, test } from "vitest";
import { isAlarming } from "../../src/domain/tier.ts";

test("orange and red alarm, amber does not", () => {
  expect((["green", "amber", "orange", "red"] as const).map(isAlarming)).toEqual([false, false, true, true]);
});
