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
  [403, "Forbidden: bot was blocked by the user"],
  [403, "Forbidden: user is deactivated"],
  [400, "Bad Request: chat not found"],
  [403, "Forbidden: bot was kicked from the group chat"],
  [403, "Forbidden: bot can't initiate conversation with a user"],
])("%i %s: the person cannot be written to", (code, description) => {
  expect(sortFailure(refusal(code, description))).toEqual({ kind: "unreachable" });
});

test("a 403 that Telegram has not given so far says nothing about the person, and keeps no alert from the next one up", () => {
  const unknown = refusal(403, "Forbidden: something that Telegram has not said so far");
  expect(sortFailure(unknown)).toEqual({ kind: "bug", errorCode: 403 });
});

test.each([
  [401, "Unauthorized"],
  [404, "Not Found"],
  [409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"],
  [500, "Internal Server Error"],
  [502, "Bad Gateway"],
])("%i %s is not about the message, which waits", (code, description) => {
  expect(sortFailure(refusal(code, description))).toEqual({ kind: "retry-later" });
});

test("an answer that is not Telegram's is no refusal", () => {
  const strange = { ok: false } as unknown as ConstructorParameters<typeof GrammyError>[1];
  expect(sortFailure(new GrammyError("x", strange, "sendMessage", {}))).toEqual({ kind: "retry-later" });
});

test("what is damaged is given up, what only lacks its key waits for it", () => {
  expect(sortFailure(new SealError("damaged"))).toEqual({ kind: "bug" });
  expect(sortFailure(new SealError("other-key"))).toEqual({ kind: "retry-later" });
});
