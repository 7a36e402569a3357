import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { fileURLToPath } from "node:url";
import { Command } from "commander";

/** Runs the model-based test with more histories than the suite has time for. */
new Command("model")
  .description("Generates histories of check-ins and alerts and holds the app against a small model of them.")
  .option("--runs <count>", "histories", "2000")
  .option("--seed <number>", "of a run that failed", String(randomInt(2 ** 31)))
  .option("--path <path>", "the history of that run that failed")
  .action(
    ({ runs, seed, path }: { readonly runs: string; readonly seed: string; readonly path?: string }) => {
      const root = fileURLToPath(new URL("..", import.meta.url));
      const child = spawn(
        process.execPath,
        [
          `${root}node_modules/vitest/vitest.mjs`,
          "run",
          "--root",
          root,
          "test/model",
          "-t",
          "go as a small model says",
        ],
        {
          stdio: "inherit",
          env: {
            ...process.env,
            MODEL_RUNS: runs,
            FC_SEED: seed,
            ...(path !== undefined && { MODEL_PATH: path }),
          },
        },
      );
      child.once("exit", (code) => {
        process.exitCode = code ?? 1;
      });
    },
  )
  .parse();
