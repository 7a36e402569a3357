import { expect, test } from "vitest";
import { funnelOf, furthestStep } from "../../src/domain/funnel.ts";

const at = new Date("2026-10-12T00:00:00Z");

test.each([
  [{}, "opened"],
  [{ toldAt: at }, "told"],
  [{ takenAt: at }, "taken"],
  [{ toldAt: at, takenAt: at, contactedAt: at }, "contacted"],
  [{ agreedAt: at }, "agreed"],
  [{ contactedAt: at, seenAt: at }, "seen"],
  [{ stayedAt: at }, "stayed"],
] as const)("%o is %s", (steps, expected) => {
  expect(furthestStep(steps)).toBe(expected);
});

test("a later step counts those before it", () => {
  expect(funnelOf(["opened", "told", "contacted", "contacted", "stayed"])).toEqual({
    opened: 5,
    told: 4,
    taken: 3,
    contacted: 3,
    agreed: 1,
    seen: 1,
    stayed: 1,
  });
});
