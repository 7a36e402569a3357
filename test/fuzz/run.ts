import { randomInt } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { SingleBar } from "cli-progress";
import { Command } from "commander";
import { pino } from "pino";
import { createDatabase } from "../../src/db/client.ts";
import { migrate } from "../../src/db/migrate.ts";
import { startThrowawayCluster } from "../../src/sandbox/throwaway-cluster.ts";
import { type Fuzzed, fuzz } from "./fuzz.ts";
import { buildStage } from "./stage.ts";

const program = new Command("fuzz")
  .description("Sends generated updates to the whole bot: strange, forged, repeated, out of order.")
  .option("--updates <count>", "how many", Number, 100_000)
  .option("--seed <number>", "the same seed gives the same updates", Number, randomInt(2 ** 31))
  .option("--json", "print the result as JSON")
  .action(async ({ updates, seed, json }: { updates: number; seed: number; json?: true }) => {
    const cluster = await startThrowawayCluster({ log: pino({ level: "warn" }, pino.destination(2)) });
    const bar = new SingleBar({
      format: "{bar} {percentage} %  {value}/{total} updates  {eta_formatted} left",
      stream: process.stderr,
      clearOnComplete: true,
      noTTYOutput: true,
      notTTYSchedule: 60_000,
    });
    const closing: (() => Promise<void>)[] = [];
    try {
      await migrate(cluster.url());
      const db = createDatabase(cluster.url());
      closing.unshift(async () => await db.$disconnect());
      const stage = await buildStage({ url: cluster.url(), db });
      closing.unshift(async () => await stage.close());
      bar.start(updates, 0);
      const fuzzed = await fuzz(stage, {
        updates,
        seed,
        progress: (done) => bar.update(Math.min(done, updates)),
      });
      bar.stop();
      process.stdout.write(json ? `${JSON.stringify(fuzzed)}\n` : report(fuzzed, seed));
      process.exitCode = fuzzed.failure ? 1 : 0;
    } finally {
      bar.stop();
      for (const close of closing) await close();
      // A pool says that it has ended before its connections have hung up.
      await wait(500);
      await cluster.stop();
    }
  });

function report({ updates, sequences, answered, ignored, outsiders, failure }: Fuzzed, seed: number): string {
  const counts = `seed ${seed}: ${updates} updates in ${sequences} sequences, ${outsiders} of them by outsiders only, ${answered} answered, ${ignored} passed over on purpose.\n`;
  if (!failure)
    return `${counts}No crash, no unhandled rejection, nothing shown or changed outside of the table.\n`;
  return `${counts}FAILED at --seed ${failure.seed}: ${failure.why}\nthe shortest that was found:\n${failure.steps.map((step) => `  ${JSON.stringify(step)}\n`).join("")}`;
}

await program.parseAsync();
