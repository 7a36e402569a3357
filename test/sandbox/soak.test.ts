import { expect, test } from "vitest";
import { judgeSoak, type Sample } from "../../src/sandbox/soak/judge-soak.ts";

const samples = (at: (minute: number) => Partial<Sample>): readonly Sample[] =>
  Array.from({ length: 40 }, (_, minute) => ({
    minute,
    heapMb: 60,
    residentMb: 200,
    timers: 30,
    sockets: 20,
    openFiles: 60,
    connections: 14,
    jobs: 0,
    pendingMessages: 0,
    ...at(minute),
  }));
const growing = (all: readonly Sample[]) =>
  judgeSoak(all).flatMap(({ holding, grows }) => (grows ? [holding] : []));

test("what goes up and down, or grew while it was warming up, is flat", () => {
  expect(
    growing(samples((minute) => ({ heapMb: 60 + (minute % 7), connections: 14 + (minute % 3) }))),
  ).toEqual([]);
  expect(growing(samples((minute) => ({ heapMb: minute < 8 ? 30 : 80 })))).toEqual([]);
});

test("what becomes more and more is named", () => {
  const leaking = samples((minute) => ({
    heapMb: 60 + minute,
    connections: 14 + Math.floor(minute / 2),
    jobs: minute,
  }));
  expect(growing(leaking)).toEqual(["heapMb", "connections", "jobs"]);
});
