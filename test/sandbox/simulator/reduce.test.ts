import { describe, expect, test } from "vitest";
import { faultKinds } from "../../../src/sandbox/simulator/fault-kinds.ts";
import type { SimulationOptions } from "../../../src/sandbox/simulator/options.ts";
import { findSmallest } from "../../../src/sandbox/simulator/reduce.ts";
import type { Violation } from "../../../src/sandbox/simulator/violation.ts";

const violation: Violation = {
  ...{ invariant: "I4", what: "came 2 times too often", who: "prompt:7", codes: ["BPN-002"] },
  at: "2026-09-26T21:00:00Z",
};
const options: SimulationOptions = {
  ...{ people: 500, days: 180, seed: 7, hardDaysOnly: false, faults: faultKinds, intensity: 1 },
};

/** A run that ends with it when all of these are there, on that day. */
function search({
  people = [],
  faults = [],
  day = 20,
  tries = 1000,
}: {
  readonly people?: readonly string[];
  readonly faults?: readonly string[];
  readonly day?: number;
  readonly tries?: number;
}) {
  const played: SimulationOptions[] = [];
  const at = new Date(Date.parse("2026-09-06T21:00:00Z") + day * 86_400_000).toISOString();
  return {
    played,
    isOver: () => played.length >= tries,
    async play(fewer: SimulationOptions) {
      played.push(fewer);
      const isThere = (code: string) => fewer.only?.includes(code) ?? true;
      const shows =
        people.every(isThere) &&
        faults.every((kind) => fewer.faults.some((one) => one === kind)) &&
        day <= fewer.days;
      return shows ? { violation: { ...violation, at }, led: ["BPN-002 is asked"] } : undefined;
    },
  };
}

describe("the search for the smallest run", () => {
  test("tries the people concerned alone before anything else, up to that day", async () => {
    const runs = search({ people: ["BPN-002"], faults: ["kill"] });
    const reduced = await findSmallest(options, violation, runs);
    expect(runs.played[0]).toEqual({ ...options, days: 20, only: ["BPN-002"] });
    expect(reduced?.command).toBe(
      "npm run simulate -- --people 500 --days 20 --seed 7 --faults kill --only BPN-002",
    );
    expect(runs.played.every(({ only }) => only?.length === 1)).toBe(true);
  });

  test("finds the two others and the two faults that it takes, by halves", async () => {
    const runs = search({ people: ["BPN-002", "BER-077", "SYD-166"], faults: ["telegram", "instances"] });
    const reduced = await findSmallest(options, violation, runs);
    expect(reduced?.options).toMatchObject({
      only: ["BER-077", "BPN-002", "SYD-166"],
      faults: ["telegram", "instances"],
    });
    expect(reduced?.tries).toBe(runs.played.length);
    expect(runs.played.length).toBeLessThan(80);
  });

  test("ends with the day on which it comes when less is in its way", async () => {
    const runs = search({ people: ["BPN-002"], day: 5 });
    expect((await findSmallest(options, violation, runs))?.options).toMatchObject({ days: 5, faults: [] });
  });

  test("tells what led to it in the run that showed it", async () => {
    const reduced = await findSmallest(options, violation, search({}));
    expect(reduced?.history).toEqual({
      of: "I4 2026-09-26T21:00:00.000Z: came 2 times too often: prompt:7",
      lines: ["BPN-002 is asked"],
    });
  });

  test("stops when the time is over, with the smallest so far", async () => {
    const runs = search({ people: ["BPN-002"], faults: ["kill", "telegram"], tries: 2 });
    const reduced = await findSmallest(options, violation, runs);
    expect(reduced).toMatchObject({ tries: 2, options: { only: ["BPN-002"], faults: faultKinds } });
  });

  test("finds nothing smaller than what does not come again", async () => {
    const runs = search({ people: ["nobody"], tries: 50 });
    expect(await findSmallest(options, violation, runs)).toBeUndefined();
  });
});
