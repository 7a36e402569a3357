import { expect, test } from "vitest";
import { simulate } from "../../../src/sandbox/simulator/simulate.ts";

test("without faults a seed gives the same people, days, answers and alerts on every machine", {
  timeout: 240_000,
}, async () => {
  // With this seed three people have a hard first day.
  const options = { people: 9, days: 1, seed: 1053, hardDaysOnly: true, faults: [], intensity: 1 };
  const { checkIns, completed, taps, alerts, red, taken, found } = await simulate(options);
  expect({ checkIns, completed, taps, alerts, red, taken, found }).toEqual({
    ...{ checkIns: 3, completed: 3, taps: 40, alerts: 3, red: 2, taken: 6 },
    found: [],
  });
});
