import { expect, test } from "vitest";
import { closeAll } from "../../src/sandbox/close-all.ts";

test("what does not close keeps nothing after it open, and what failed first is told", async () => {
  const closed: string[] = [];
  const closer = (name: string, fails: boolean) => async () => {
    closed.push(name);
    if (fails) throw new Error(name);
  };
  const closing = [closer("save", true), closer("Telegram", true), closer("database", false)];
  await expect(closeAll(closing)).rejects.toThrow("save");
  expect(closed).toEqual(["save", "Telegram", "database"]);
  await closeAll(closing);
  expect(closed).toHaveLength(3);
});
