import { expect, test } from "vitest";
import {
  complaintsIn,
  databaseErrorsIn,
  failuresIn,
  repairsIn,
} from "../../../src/sandbox/simulator/app-log.ts";
import { Chronicle } from "../../../src/sandbox/simulator/chronicle.ts";
import { type FaultKind, faultKinds } from "../../../src/sandbox/simulator/fault-kinds.ts";
import type { Life } from "../../../src/sandbox/simulator/life.ts";
import { noteEnd } from "../../../src/sandbox/simulator/note-end.ts";
import {
  countFaults,
  countWays,
  neverStruck,
  unmetDisk,
  WAYS,
} from "../../../src/sandbox/simulator/tally.ts";

const clock = { now: () => new Date("2026-11-23T09:00:00Z") };

/** What never struck where this was to be expected so often, and this struck. */
function never(kinds: readonly FaultKind[], live: (chronicle: Chronicle) => void): readonly string[] {
  const chronicle = new Chronicle(clock);
  live(chronicle);
  return neverStruck(kinds, chronicle.faults, chronicle.expected);
}

test("every way of what was asked for is counted by itself, also one that never struck", () => {
  const chronicle = new Chronicle(clock);
  chronicle.fault("database", "cut");
  chronicle.fault("database", "cut", "in other words");
  chronicle.fault("kill", "killed at work");
  expect(countWays(["database"], chronicle.faults)).toEqual({
    ...{ "database: restart": 0, "database: crash": 0, "database: cut": 2, "database: slow": 0 },
    ...{ "database: full": 0, "kill: killed at work": 1 },
  });
  expect(countFaults(chronicle.faults)).toMatchObject({ database: 2, kill: 1, telegram: 0 });
  for (const kind of faultKinds) expect(WAYS[kind].length).toBeGreaterThan(0);
});

test("a process that is killed is a kill, and one that goes with all others is part of an outage", () => {
  const chronicle = new Chronicle(clock);
  const silence: Life["silence"] = { current: undefined };
  noteEnd({ chronicle, silence });
  noteEnd({ chronicle, silence }, "between sending and recording");
  noteEnd({ chronicle, silence }, "asked to stop");
  silence.current = "processes";
  noteEnd({ chronicle, silence });
  noteEnd({ chronicle, silence }, "asked to stop");
  expect(chronicle.faults.map(({ way, what }) => [way, what])).toEqual([
    ["killed at work", "a process was killed at work"],
    ["between sending and recording", "a process was killed between sending and recording"],
    ["asked to stop", "a process was asked to stop"],
  ]);
});

test("what had to strike and never did is told, and not what could well fail to come in so short a run", () => {
  const kill = (count: number) =>
    never(["kill"], (chronicle) => chronicle.expects("kill", "killed at work", count));
  expect(kill(13)).toEqual([]);
  expect(kill(14)).toEqual(["kill"]);
  expect(never(["database"], () => undefined)).toEqual([]);
  // Not asked for.
  expect(never([], (chronicle) => chronicle.expects("kill", "killed at work", 99))).toEqual([]);
  // All of them hit a process that was doing nothing.
  const atRest = never(["kill"], (chronicle) => {
    chronicle.expects("kill", "killed at work", 14);
    for (let count = 0; count < 12; count++) chronicle.fault("kill", "killed at rest");
  });
  expect(atRest).toEqual(["kill: killed at work"]);
});

test("several processes are there from the first day on, and have to take turns", () => {
  expect(never(["instances"], () => undefined)).toEqual(["instances"]);
  const taken = never(["instances"], (chronicle) => chronicle.fault("instances", "several take turns"));
  expect(taken).toEqual([]);
});

test("a single way has to strike by how often it is planned, and how much of its kind was met", () => {
  const planned = (full: number, struck: number) =>
    never(["database"], (chronicle) => {
      chronicle.expects("database", "full", full);
      chronicle.expects("database", "cut", 40);
      for (let count = 0; count < struck; count++) chronicle.fault("database", "cut");
    });
  expect(planned(8, 45)).toEqual(["database: full"]);
  expect(planned(6, 45)).toEqual([]);
  expect(planned(8, 30)).toEqual([]);
  // Much of what is planned for an instant is met by nobody.
  const telegram = never(["telegram"], (chronicle) => {
    for (const way of ["slow", "429"] as const) chronicle.expects("telegram", way, 100);
    for (let count = 0; count < 10; count++) chronicle.fault("telegram", "slow");
  });
  expect(telegram).toEqual([]);
});

test("a disk that is full time and again has to be met by the app", () => {
  const chronicle = new Chronicle(clock);
  for (let count = 0; count < 6; count++) chronicle.fault("database", "full");
  expect(unmetDisk(chronicle.faults, {})).toEqual([]);
  chronicle.fault("database", "full");
  expect(unmetDisk(chronicle.faults, { "57P01": 9 })).toEqual([
    "database: full, as an error of the app (53100)",
  ]);
  expect(unmetDisk(chronicle.faults, { "53100": 1 })).toEqual([]);
});

test("of the app's log, what it complains of, and how many lines tell of a database that takes nothing", () => {
  const line = (level: string, err: object) => `${JSON.stringify({ level, msg: "sweep failed", err })}\n`;
  const full = {
    type: "Error",
    facts: { code: "P2039" },
    causes: [{ type: "x", facts: { originalCode: "53100", code: "53100" } }],
  };
  const log = [
    line("error", full),
    line("debug", full),
    line("warn", { type: "Error", facts: { code: "57P01" } }),
    line("warn", { type: "Error", facts: { code: "23505" } }),
    "not JSON 53100\n",
  ].join("");
  expect([...databaseErrorsIn(log)]).toEqual([
    ["53100", 2],
    ["57P01", 1],
  ]);
  expect(complaintsIn(log)).toEqual([
    "sweep failed: Error: P2039",
    "sweep failed: Error: 57P01",
    "sweep failed: Error: 23505",
  ]);
});

test("what the app says has failed is its own, unless the error tells of a database or a Telegram that was away, slow or full", () => {
  const line = (level: string, msg: string, err?: object) => `${JSON.stringify({ level, msg, err })}\n`;
  const due = "due work failed; it is tried again later";
  const excused = [
    {
      type: "PrismaClientKnownRequestError",
      facts: { code: "P2010" },
      causes: [{ type: "x", facts: { originalCode: "53100" } }],
    },
    { type: "x", causes: [{ type: "y", facts: { kind: "ConnectionClosed" } }] },
    { type: "Error", stack: ["at /x/node_modules/pg-pool/index.js:45:11"] },
    { type: "x", facts: { code: "P2028" } },
    { type: "Error", facts: { code: "ECONNREFUSED" } },
    { type: "HttpError", causes: [{ type: "AbortError" }] },
    { type: "BotError", causes: [{ type: "GrammyError", facts: { error_code: 502 } }] },
    { type: "GrammyError", facts: { error_code: 429 } },
  ];
  const own = [
    {
      type: "TypeError",
      stack: ["at f (/x/src/jobs/tick.ts:1:1)", "at /x/node_modules/pg-pool/index.js:45:11"],
    },
    { type: "PrismaClientKnownRequestError", facts: { code: "P2002" } },
    { type: "GrammyError", facts: { error_code: 400 } },
    { type: "error", facts: { code: "40P01" }, stack: ["at /x/node_modules/pg/lib/client.js:1:1"] },
  ];
  const log = [
    ...[...excused, ...own].map((err) => line("error", due, err)),
    line("warn", "a reply could not be shown", { type: "TypeError" }),
    line("error", "the auditor found something"),
  ].join("");
  expect(failuresIn(log)).toEqual({
    own: [
      `${due}: TypeError`,
      `${due}: PrismaClientKnownRequestError: P2002`,
      `${due}: GrammyError`,
      `${due}: error: 40P01`,
    ],
    excused: new Map([[due, excused.length]]),
  });
});

test("what the auditor has put right is counted, and not what it could not", () => {
  const found = (finding: string, count: number, repaired: boolean) =>
    `${JSON.stringify({ level: "error", finding, count, repaired, msg: "the auditor found something" })}\n`;
  const log = [
    found("step-missing", 2, true),
    found("step-missing", 1, true),
    found("day-lost", 4, false),
  ].join("");
  expect([...repairsIn(log)]).toEqual([["step-missing", 3]]);
});
