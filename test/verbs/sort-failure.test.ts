import { GrammyError } from "grammy";
import { expect, test } from "vitest";
import { sortFailure } from "../../src/outbox/sort-failure.ts";

test("a message that holds a picture cannot become a text: the screen is sent anew instead", () => {
  const description = "Bad Request: there is no text in the message to edit";
  const error = new GrammyError("x", { ok: false, error_code: 400, description }, "editMessageText", {});
  expect(sortFailure(error)).toEqual({ kind: "pointless" });
});
