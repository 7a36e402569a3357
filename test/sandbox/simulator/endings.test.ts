import { expect, test } from "vitest";
import { judgeEnding } from "../../../src/sandbox/simulator/endings.ts";

test("a stop has to be quick and clean", () => {
  const stopped = { kind: "stopped", tookMs: 900, code: 0 } as const;
  expect(judgeEnding(stopped, false)).toBeUndefined();
  expect(judgeEnding({ ...stopped, tookMs: 10_001 }, true)?.what).toBe(
    "a process did not stop within ten seconds",
  );
  expect(judgeEnding({ ...stopped, code: 1 }, true)).toEqual({
    ...{ invariant: "I8", what: "a process that was asked to stop failed", who: "exit code 1" },
  });
  expect(judgeEnding({ ...stopped, code: null }, false)?.who).toBe("exit code null");
});

test("an end has to have been wanted", () => {
  expect(judgeEnding({ kind: "killed" }, false)).toBeUndefined();
  expect(judgeEnding({ kind: "by-itself" }, true)?.what).toBe(
    "a process ended although nobody had stopped it",
  );
});

test("only a database that fails excuses a process that does not begin, or does not do what was asked", () => {
  const notBegun = { kind: "not-begun", why: "open: no such table" } as const;
  expect(judgeEnding(notBegun, true)).toBeUndefined();
  expect(judgeEnding(notBegun, false)).toMatchObject({ invariant: "I8", who: "open: no such table" });
  const refused = { kind: "refused", what: "tick", why: "tick: undefined" } as const;
  expect(judgeEnding(refused, true)).toBeUndefined();
  expect(judgeEnding(refused, false)?.what).toBe("a process could not do what was asked (tick)");
});
