import fc from "fast-check";
import { expect, test } from "vitest";
import { startTown, type Town } from "../support/town.ts";
import { commands } from "./commands.ts";
import type { Model } from "./model.ts";
import { FIRST_PROMPT, foundTown } from "./real.ts";

/** `npm run model -- --runs 2000` sets these; a failure prints the seed and the path. */
const runs = Number(process.env.MODEL_RUNS ?? 4);
const seed = process.env.MODEL_SEED === undefined ? undefined : Number(process.env.MODEL_SEED);
const path = process.env.MODEL_PATH;

/** Each history begins with an empty town. */
function histories(prepare?: (town: Town) => Promise<void>) {
  return fc.asyncProperty(fc.commands(commands, { maxCommands: 16, size: "max" }), async (history) => {
    // A database that was tampered with is not handed on.
    const town = await startTown(prepare ? { fresh: true } : {});
    try {
      await prepare?.(town);
      const real = await foundTown(town);
      const model: Model = {
        now: town.world.clock.now(),
        nextPrompt: FIRST_PROMPT,
        days: new Map(),
        alert: undefined,
        misses: 0,
        lastTier: "calm",
      };
      await fc.asyncModelRun(() => ({ model, real }), history);
    } finally {
      await town.close();
    }
  });
}

test(`${runs} histories of check-ins and alerts go as a small model says`, {
  timeout: 60_000 + runs * 20_000,
}, async () => {
  await fc.assert(histories(), {
    numRuns: runs,
    ...(seed !== undefined && { seed }),
    ...(path !== undefined && { path }),
  });
});

test("a database that forgets one question is found", { timeout: 120_000 }, async () => {
  const forget = async ({ world: { db } }: Town): Promise<void> => {
    await db.$executeRaw`
      CREATE OR REPLACE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`;
    await db.$executeRaw`
      CREATE OR REPLACE TRIGGER forget BEFORE INSERT ON answers FOR EACH ROW
      WHEN (NEW.question_id = 'S1') EXECUTE FUNCTION forget()`;
  };
  const found = fc.assert(histories(forget), { seed: 7, numRuns: 20, endOnFailure: true });
  await expect(found).rejects.toThrow("Counterexample");
});
