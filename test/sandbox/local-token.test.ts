import { expect, test } from "vitest";
import { localToken } from "../../src/sandbox/local-token.ts";

test("the local bot stays the same, and its token cannot be known", () => {
  expect(localToken(7)).toMatch(/^7:[\w-]{32}$/);
  expect(localToken(7)).not.toBe(localToken(7));
});
