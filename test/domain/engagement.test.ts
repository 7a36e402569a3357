import { describe, expect, test } from "vitest";
import { engagedFigures, engagementAt } from "../../src/domain/engagement.ts";

const facts = { releaseDate: "2026-09-01", joinedOn: "2026-08-20", last: "2026-10-18", engagedAt: [] };

describe("still taking part at day 28", () => {
  test.each([
    ["a check-in in the week before", { engagedAt: [28] as const }, "engaged"],
    ["none", {}, "not-engaged"],
    ["the day is the last one", { last: "2026-09-29" }, "not-engaged"],
    ["the day is tomorrow", { last: "2026-09-28", engagedAt: [28] as const }, "not-reached"],
    ["not released yet", { releaseDate: "2026-11-01" }, "not-reached"],
    ["enrolled as the seven days began", { joinedOn: "2026-09-22" }, "not-engaged"],
    ["enrolled a day later", { joinedOn: "2026-09-23", engagedAt: [28] as const }, "joined-later"],
  ])("%s", (_, change, expected) => {
    expect(engagementAt(28, { ...facts, ...change })).toBe(expected);
  });
});

test("counts who was there, of whom it could be asked, and the rest apart", () => {
  const rows = [
    ...Array.from({ length: 4 }, () => ["engaged", "not-reached", "not-reached"] as const),
    ["not-engaged", "engaged", "not-reached"] as const,
    ["joined-later", "not-reached", "not-reached"] as const,
  ];
  expect(engagedFigures(rows)).toEqual([
    { milestone: 28, engaged: { kind: "value", people: 5, value: 4 }, notReached: 0, joinedLater: 1 },
    { milestone: 90, engaged: { kind: "too-few", people: 1 }, notReached: 5, joinedLater: 0 },
    { milestone: 180, engaged: { kind: "too-few", people: 0 }, notReached: 6, joinedLater: 0 },
  ]);
});
