import { expect, test } from "vitest";
import { simulate } from "../../../src/sandbox/simulator/simulate.ts";
import { givenDatabase } from "./support/given-database.ts";

test("without faults a seed gives the same people, days, answers and alerts on every machine", {
  timeout: 240_000,
}, async () => {
  // With this seed all of these but the first have a hard first day.
  const only = ["BPN-001", "BPN-002", "BER-002", "BER-003"];
  const options = { people: 9, days: 1, seed: 1053, hardDaysOnly: true, faults: [], intensity: 1, only };
  const { checkIns, completed, taps, alerts, red, taken, found } = await simulate(options, {
    database: givenDatabase,
  });
  expect({ checkIns, completed, taps, alerts, red, taken, found }).toEqual({
    ...{ checkIns: 3, completed: 3, taps: 40, alerts: 3, red: 2, taken: 6 },
    found: [],
  });
});
