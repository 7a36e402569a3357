import { Command } from "commander";
import { systemClock } from "../clock.ts";
import { readEnvironment } from "../config.ts";
import { diagnose } from "../doctor/diagnose.ts";

export function doctorCommand(): Command {
  return new Command("doctor")
    .description("look at everything an operator can do something about, and say what; changes nothing")
    .option("--json", "an array of { name, state, says, next? }; state is ok, warn or fail")
    .addHelpText("after", "\nThe exit code is 1 when something failed, else 0, warnings included.\n")
    .action(async ({ json }: { json?: true }) => {
      const checks = await diagnose(readEnvironment(), systemClock);
      if (json) process.stdout.write(`${JSON.stringify(checks, null, 2)}\n`);
      else
        for (const { name, state, says, next } of checks)
          process.stdout.write(
            `${state.padEnd(4)}  ${name}: ${says}\n${next === undefined ? "" : `      → ${next}\n`}`,
          );
      if (checks.some(({ state }) => state === "fail")) process.exitCode = 1;
    });
}
