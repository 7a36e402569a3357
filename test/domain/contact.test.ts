import fc from "fast-check";
import { expect, test } from "vitest";
import { contactTimes, passedMarks } from "../../src/domain/contact.ts";
import { defaultSettings } from "../../src/programme/settings.ts";

const hours = {
  zone: "Asia/Makassar",
  quiet: defaultSettings.quietHours,
  service: defaultSettings.serviceHours,
};
const at = (text: string) => new Date(`2026-11-${text}:00+08:00`);
const times = (tier: "orange" | "red", since: Date) =>
  contactTimes(tier, since, defaultSettings.ladder, hours);

test("red counts every hour: numbers after one, aim after two, limit after twelve", () => {
  expect(times("red", at("23T23:10"))).toEqual({
    unconnected: at("24T00:10"),
    aim: at("24T01:10"),
    limit: at("24T11:10"),
  });
});

test.each([
  ["in the morning", "23T09:10", "23T11:10", "23T20:00"],
  ["with two service hours left", "23T18:00", "23T20:00", "23T20:00"],
  ["in the evening, when too little of the day is left", "23T19:30", "24T09:30", "24T20:00"],
  ["at night", "23T23:00", "24T10:00", "24T20:00"],
])("orange that comes %s is for the same service day", (_when, since, aim, limit) => {
  expect(times("orange", at(since))).toEqual({ aim: at(aim), limit: at(limit) });
});

test("marks are passed in the order of their times, each from its own instant on", () => {
  const of = times("red", at("23T09:00"));
  expect(passedMarks(of, at("23T09:59"))).toEqual([]);
  expect(passedMarks(of, at("23T10:00"))).toEqual(["unconnected"]);
  expect(passedMarks(of, at("24T09:00"))).toEqual(["unconnected", "aim", "limit"]);
});

test("whenever it begins, no mark lies before the beginning, and the limit never before the aim", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("orange" as const, "red" as const),
      fc.date({ min: new Date("2026-01-01"), max: new Date("2027-12-31"), noInvalidDate: true }),
      (tier, since) => {
        const { aim, limit } = times(tier, since);
        expect(aim > since && limit >= aim).toBe(true);
      },
    ),
  );
});
