import { expect, test } from "vitest";
import { simulate } from "../../../src/sandbox/simulator/simulate.ts";

test("without faults a seed gives the same run again", { timeout: 240_000 }, async () => {
  // With this seed three people have a hard first day.
  const options = { people: 9, days: 1, seed: 1053, hardDaysOnly: true, faults: [], intensity: 1 };
  const run = async () => {
    const { checkIns, completed, taps, messages, alerts, red, steps, taken, found } = await simulate(options);
    return { checkIns, completed, taps, messages, alerts, red, steps, taken, found };
  };
  const first = await run();
  expect(first).toMatchObject({ checkIns: 3, alerts: 3, found: [] });
  expect(first.taken).toBeGreaterThan(0);
  expect(await run()).toEqual(first);
});
