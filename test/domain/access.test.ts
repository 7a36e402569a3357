import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  actions,
  may,
  participantStatuses,
  policy,
  type Relation,
  relationsOf,
} from "../../src/domain/access.ts";

const assignment = { programmeId: 1, counselorId: 10, backupId: 11, holderId: null };
const counselor = { id: 20, programmeId: 1, role: "counselor" as const };
const of = (
  id: number,
  standsInFor: readonly number[] = [],
  role: "counselor" | "coordinator" = "counselor",
) => [...relationsOf({ ...counselor, id, role }, standsInFor, assignment)];

describe("relations", () => {
  test.each<[string, readonly Relation[], readonly Relation[]]>([
    ["the counselor", of(10), ["counselor"]],
    ["the backup", of(11), ["backup"]],
    ["on duty for the counselor", of(20, [10]), ["counselor-stand-in"]],
    ["on duty for the backup", of(20, [11]), ["backup-stand-in"]],
    ["the backup, on duty for the counselor", of(11, [10]), ["backup", "counselor-stand-in"]],
    ["a coordinator", of(20, [], "coordinator"), ["coordinator"]],
    ["a coordinator with a caseload", of(10, [], "coordinator"), ["counselor", "coordinator"]],
    ["anybody else of the programme", of(20, [21]), []],
    [
      "nobody's stand-in where nobody is assigned",
      [...relationsOf(counselor, [10], { ...assignment, counselorId: null })],
      [],
    ],
  ])("%s", (_who, found, expected) => {
    expect(found).toEqual(expected);
  });

  test("of another programme there is none, whatever the numbers say", () => {
    const ids = fc.nat({ max: 5 });
    fc.assert(
      fc.property(ids, fc.array(ids), ids, ids, ids, (id, standsInFor, counselorId, backupId, holderId) => {
        const person = { programmeId: 2, counselorId, backupId, holderId };
        expect(relationsOf({ ...counselor, id, role: "coordinator" }, standsInFor, person).size).toBe(0);
      }),
    );
  });
});

describe("the policy", () => {
  const alone = (relation: Relation) =>
    actions.filter((action) =>
      participantStatuses.some((status) => may(action, new Set([relation]), status)),
    );

  test.each<[Relation, readonly string[]]>([
    [
      "counselor",
      [
        "read-case",
        "read-plan",
        "call-released",
        "list-case",
        "work-case",
        "quieten",
        "handle-alert",
        "read-reasons",
        "relay",
        "freeze",
      ],
    ],
    ["backup", ["quieten", "handle-alert", "read-reasons", "relay"]],
    ["holder", ["handle-alert"]],
    [
      "coordinator",
      ["handle-alert", "freeze", "read-desk", "assign", "correct-release", "reinvite", "note-paper", "erase"],
    ],
  ])("a %s may", (relation, expected) => {
    expect(alone(relation)).toEqual(expected);
  });

  test("a stand-in may what the one who is away may", () => {
    expect(alone("counselor-stand-in")).toEqual(alone("counselor"));
    expect(alone("backup-stand-in")).toEqual(alone("backup"));
  });

  test("nobody may anything without a relation", () => {
    for (const action of actions)
      for (const status of participantStatuses) expect(may(action, new Set(), status)).toBe(false);
  });

  test.each([
    // Not while they are asked for their consent (again), and not what they took back.
    ["read-case", ["active", "frozen"]],
    ["read-plan", ["active", "frozen"]],
    ["call-released", ["invited", "active", "frozen"]],
    ["freeze", ["consenting", "active", "declined"]],
  ] as const)("%s is of people who are %j", (action, expected) => {
    const everybody = new Set(Object.values(policy).flatMap(({ by }): readonly Relation[] => by));
    expect(participantStatuses.filter((status) => may(action, everybody, status))).toEqual(expected);
  });
});
