import fc from "fast-check";
import { expect, test } from "vitest";
import { startTown, type Town } from "../support/town.ts";
import { acts, answers, type Command, commands, waits } from "./commands.ts";
import type { Model } from "./model.ts";
import { FIRST_PROMPT, foundTown } from "./real.ts";

/** `npm run model -- --runs 2000` sets these, and FC_SEED; a failure prints the seed and the path. */
const runs = Number(process.env.MODEL_RUNS ?? 4);
const path = process.env.MODEL_PATH;

async function play(
  history: Iterable<Command>,
  prepare: (town: Town) => Promise<() => Promise<unknown>> = async () => async () => undefined,
): Promise<void> {
  const town = await startTown();
  const mend = await prepare(town);
  try {
    const real = await foundTown(town);
    const model: Model = {
      ...{ now: town.world.clock.now(), nextPrompt: FIRST_PROMPT, days: new Map(), alerts: [] },
      ...{ promptedOn: [], misses: [], reds: new Set(), threeSince: undefined },
    };
    await fc.asyncModelRun(() => ({ model, real }), history);
  } finally {
    await mend();
    await town.close();
  }
}

test(`${runs} histories of check-ins and alerts go as a small model says`, {
  timeout: 60_000 + runs * 20_000,
}, async () => {
  const histories = fc.commands(commands, { maxCommands: 16, size: "max" });
  await fc.assert(
    fc.asyncProperty(histories, async (history) => await play(history)),
    { numRuns: runs, ...(path !== undefined && { path }) },
  );
});

test("a database that forgets one question is found", { timeout: 120_000 }, async () => {
  const forget = async ({ world: { db } }: Town) => {
    await db.$executeRaw`
      CREATE OR REPLACE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`;
    await db.$executeRaw`
      CREATE TRIGGER forget BEFORE INSERT ON answers FOR EACH ROW
      WHEN (NEW.question_id = 'S2') EXECUTE FUNCTION forget()`;
    return async () => await db.$executeRaw`DROP FUNCTION forget CASCADE`;
  };
  const history = [answers("calm", 3)];
  await play(history);
  await expect(play(history, forget)).rejects.toThrow(/to deeply equal/);
});

test("of a history that fails the one step that shows it is left", async () => {
  const fails = (step: Command): fc.AsyncCommand<object, object, true> => ({
    check: async () => true,
    run: async () => expect(String(step)).not.toContain("(craving)"),
    toString: () => String(step),
  });
  const histories = fc.commands(
    commands.map((each) => each.map(fails)),
    { maxCommands: 16, size: "max" },
  );
  const { failed, counterexample } = await fc.check(
    fc.asyncProperty(
      histories,
      async (history) => await fc.asyncModelRun(() => ({ model: {}, real: {} }), history),
    ),
    { seed: 7 },
  );
  expect(failed).toBe(true);
  expect(String(counterexample?.[0])).toMatch(/^answers \w+ \(craving\)(, the short one)? \/\*/);
});

test.each([
  [
    "that tells of a day that is none",
    { rules: { O3: { signs: 3 } } },
    [answers("heavy", 3), waits(24), waits(12)],
  ],
  [
    "that keeps a second day quiet",
    { repeats: { days: { O2: 14 } } },
    [answers("craving"), acts("Rina", "enough"), waits(24), answers("craving")],
  ],
  [
    "in which a promise is over too early",
    { ladder: { orange: { acknowledgedForMinutes: 300 } } },
    [answers("craving"), acts("Rina", "take"), waits(6)],
  ],
] as const)("a programme %s is found", { timeout: 120_000 }, async (_what, settings, history) => {
  await play(history);
  const otherwise = async ({ world: { db } }: Town) => {
    await db.programme.updateMany({ data: { settings } });
    return async () => undefined;
  };
  await expect(play(history, otherwise)).rejects.toThrow(/to deeply equal/);
});
