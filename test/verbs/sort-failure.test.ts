import { GrammyError } from "grammy";
import { expect, test } from "vitest";
import { SealError } from "../../src/db/seal.ts";
import { sortFailure } from "../../src/outbox/sort-failure.ts";

const refusal = (error_code: number, description: string) =>
  new GrammyError("x", { ok: false, error_code, description }, "sendMessage", {});

test("a message that holds a picture cannot become a text: the screen is sent anew instead", () => {
  const description = "Bad Request: there is no text in the message to edit";
  expect(sortFailure(refusal(400, description))).toEqual({ kind: "pointless" });
});

test.each([
  ["bot was blocked by the user", { kind: "unreachable" }],
  ["user is deactivated", { kind: "unreachable" }],
  // Says nothing about the person. Tried again and again it would keep an alert from the next one up.
  ["something that Telegram has not said so far", { kind: "bug", errorCode: 403 }],
])("Forbidden: %s", (what, failure) => {
  expect(sortFailure(refusal(403, `Forbidden: ${what}`))).toEqual(failure);
});

test("an answer that is not Telegram's is no refusal", () => {
  const strange = { ok: false } as unknown as ConstructorParameters<typeof GrammyError>[1];
  expect(sortFailure(new GrammyError("x", strange, "sendMessage", {}))).toEqual({ kind: "retry-later" });
});

test("what is damaged is given up, what only lacks its key waits for it", () => {
  expect(sortFailure(new SealError("damaged"))).toEqual({ kind: "bug" });
  expect(sortFailure(new SealError("other-key"))).toEqual({ kind: "retry-later" });
});
