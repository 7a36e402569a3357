import { expect, test } from "vitest";
import { MovableClock } from "../../../src/sandbox/movable-clock.ts";
import { createAgenda } from "../../../src/sandbox/simulator/agenda.ts";
import { Record } from "../../../src/sandbox/simulator/record.ts";
import { step, type Town } from "../../../src/sandbox/simulator/step.ts";

const NOON = new Date("2026-09-07T12:00:00Z");

test("before something goes away amid a tick nobody lies in wait for what the tick sends", async () => {
  const done: string[] = [];
  const note = (what: string) => async () => void done.push(what);
  const outages = { next: () => undefined, isDue: () => true, ends: async () => false, begins: note("away") };
  const town = {
    db: { $queryRaw: async () => [{ at: NOON, count: 0 }] },
    telegram: { settled: async () => undefined },
    clock: new MovableClock(NOON),
    life: { agenda: createAgenda(), record: new Record(), chance: () => 0 },
    apps: {
      ...{ moveTo: async () => undefined, idle: async () => undefined, recovered: async () => undefined },
      tick: note("tick"),
    },
    faults: {
      ...{ outages, ticks: () => true, jumped: (to: Date) => to, strike: note("strike") },
      ...{ callOff: note("call off"), relent: note("relent") },
    },
    glances: { next: () => undefined, insist: () => undefined },
    hands: { dead: [] },
  };
  await step(town as unknown as Town, new Date(NOON.getTime() + 1000), { tickedAt: undefined });
  expect(done).toEqual(["strike", "call off", "relent", "tick", "away", "relent"]);
});
