import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fuzz, replay } from "./fuzz.ts";
import { buildStage, type Stage } from "./stage.ts";
import type { Step } from "./updates.ts";

let database: TestDatabase;
let stage: Stage;

beforeAll(async () => {
  database = await createTestDatabase();
  stage = await buildStage(database);
});
afterAll(async () => {
  await stage.close();
  await database.drop();
});

test("whatever comes is answered or passed over on purpose; nothing crashes, nothing leaks", async () => {
  // Always the same ones: a suite that fails by chance teaches to look away. `npm run fuzz` takes new ones.
  const fuzzed = await fuzz(stage, { updates: 300, seed: 1 });
  expect(fuzzed.failure).toBeUndefined();
  expect(fuzzed.answered).toBeGreaterThan(200);
  expect(fuzzed.outsiders).toBeGreaterThan(0);
});

const found: Readonly<Record<string, readonly Step[]>> = {
  "somebody says that they are safe under a message that is gone": [
    { kind: "tap", actor: 12, button: { row: "safeButton", index: 0 }, of: 0 },
  ],
  "a text that is none": [{ kind: "content", actor: 1, content: { text: 7 } }],
  "a button of another step of the enrolment that is under way": [
    { kind: "text", actor: 5, text: "/start" },
    { kind: "tap", actor: 5, button: { data: "d" }, of: 0 },
  ],
};

test.each(Object.entries(found))("found once: %s", async (_, steps) => {
  expect(await replay(stage, steps)).toBeUndefined();
});
