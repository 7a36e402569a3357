import { expect, test } from "vitest";
import { type Departure, departedSince } from "../../src/domain/departures.ts";

const hour = (count: number) => new Date(Date.UTC(2026, 10, 23, count));
const at = (count: number, participantId: number, what: Departure["what"], of?: string): Departure => ({
  at: hour(count),
  participantId,
  what,
  ...(of !== undefined && { of }),
});

test("what counts is how things stand at the end; only an erasure is for ever, however long ago", () => {
  const { erased, withdrawn, frozen, moved } = departedSince(
    [
      at(9, 5, "returned"),
      at(1, 1, "erased"),
      at(3, 2, "withdrawn"),
      at(1, 3, "withdrawn"),
      at(4, 4, "frozen"),
      at(4, 5, "withdrawn"),
      at(4, 6, "frozen"),
      at(6, 6, "moved"),
      at(4, 7, "frozen"),
      at(5, 7, "withdrawn"),
    ],
    hour(2),
  );
  expect([...erased]).toEqual([1]);
  expect([...withdrawn]).toEqual([
    [2, hour(3)],
    [7, hour(5)],
  ]);
  expect([...frozen]).toEqual([4]);
  expect([...moved]).toEqual([[6, hour(6)]]);
});

test("of what was taken back or deleted the last state counts too, each consent and each part by itself", () => {
  const { refused, deleted } = departedSince(
    [
      at(1, 1, "refused", "plan"),
      at(3, 1, "refused", "summary"),
      at(3, 2, "refused", "summary"),
      at(4, 2, "refused", "plan"),
      at(5, 2, "given", "summary"),
      at(4, 3, "deleted", "signs"),
      at(5, 3, "deleted", "coping"),
      at(6, 3, "deleted", "signs"),
    ],
    hour(2),
  );
  expect(refused).toEqual([at(3, 1, "refused", "summary"), at(4, 2, "refused", "plan")]);
  expect(deleted).toEqual([at(6, 3, "deleted", "signs"), at(5, 3, "deleted", "coping")]);
});
