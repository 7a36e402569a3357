import { expect, test } from "vitest";
import { judgeSoak, type Sample, together } from "../../src/sandbox/soak/judge-soak.ts";

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
  judgeSoak(all)?.flatMap(({ holding, grows }) => (grows ? [holding] : []));

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

test("a few samples say nothing of growth", () => {
  const flat = samples(() => ({}));
  for (const count of [0, 1, 3, 7]) expect(growing(flat.slice(0, count))).toBeUndefined();
  expect(growing(flat.slice(0, 8))).toEqual([]);
  expect(growing(samples((minute) => ({ jobs: minute * 2 })).slice(0, 8))).toEqual(["jobs"]);
});

test("what several processes hold counts together", () => {
  const mb = 1024 * 1024;
  const one = { heapBytes: 60 * mb, residentBytes: 200 * mb, timers: 30, sockets: 20, openFiles: 60 };
  const other = { heapBytes: 90.26 * mb, residentBytes: 300 * mb, timers: 1, sockets: 2, openFiles: 3 };
  expect(together([one, other])).toEqual({
    ...{ heapMb: 150.3, residentMb: 500 },
    ...{ timers: 31, sockets: 22, openFiles: 63 },
  });
  expect(() => together([])).toThrow("no process");
});
