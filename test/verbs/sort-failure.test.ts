import { GrammyError } from "grammy";
import { expect, test } from "vitest";
import { SealError } from "../../src/db/seal.ts";
import { sortFailure } from "../../src/outbox/sort-failure.ts";

test("a message that holds a picture cannot become a text: the screen is sent anew instead", () => {
  const description = "Bad Request: there is no text in the message to edit";
  const error = new GrammyError("x", { ok: false, error_code: 400, description }, "editMessageText", {});
  expect(sortFailure(error)).toEqual({ kind: "pointless" });
});

test("what is damaged is given up, what only lacks its key waits for it", () => {
  expect(sortFailure(new SealError("damaged"))).toEqual({ kind: "bug" });
  expect(sortFailure(new SealError("other-key"))).toEqual({ kind: "retry-later" });
});
